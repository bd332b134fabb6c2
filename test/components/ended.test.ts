import { beforeEach, describe, expect, it } from "vitest";
import { DomainLookUp } from "../../components/look-up/domain-look-up.ts";
import { UnknownNamesError } from "../../components/look-up/named.ts";
import { resolveNames } from "../../components/look-up/resolve-names.ts";
import type { CertificateManifest } from "../../manifest/keys-and-defaults/certificate.ts";
import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import { clientManifest } from "./client-manifest.ts";
import { answer } from "./domain-of-the-mock.ts";
import { lookedUp, startRecording } from "./recorder.ts";

const url = "https://idcs-0123456789abcdef0123456789abcdef.identity.oraclecloud.com";
const qe =
  '"qe" is not a group of the identity domain (names are case-insensitive). To look: the console, or `oci identity-domains groups list`.';
const skipped =
  "The line is skipped: what it belongs to is provisioned, and nobody loses anything by that. If the group was deleted, remove the line; if the name is mistyped, correct it.";
const wouldEnd = (name: string) =>
  `This run would end the assignment of "${name}", which no line names: if the group was renamed, write its new name here; if that assignment is to end, remove this line as well.`;

/** A grant as a look-up shows it; by default one of this stack. */
const grant = (
  appId: string,
  granteeId: string,
  more: { type?: string; roleId?: string; stack?: string; mechanism?: string } = {},
) => ({
  id: `${appId} for ${granteeId}`,
  grantMechanism: more.mechanism ?? "ADMINISTRATOR_TO_GROUP",
  apps: [{ value: appId }],
  entitlements: more.roleId === undefined ? [] : [{ attributeName: "appRoles", attributeValue: more.roleId }],
  grantees: [{ type: more.type ?? "Group", value: granteeId, display: granteeId.replace("id of ", "") }],
  tags: [{ key: "stack", value: more.stack ?? "idcs-apps/dev" }],
});

const tag = (key: string, value: string) => ({ key, value });

/** The live application of the team's client `ledger-sync`, or of another name. */
const application = (client = "ledger-sync") => ({
  id: "ledger app",
  displayName: `payments-${client}`,
  name: "payments_ledger_sync_dev",
  active: true,
  isOauthClient: true,
  certificates: [{ certAlias: "payments_ledger_dev_0123abcd" }],
  tags: [tag("managed-by", "idcs-apps"), tag("stack", "idcs-apps/dev"), tag("team", "payments"), tag("client", client)],
});

/** A domain with live applications of the stack and with grants, next to what the mock has. */
function domainWith(live: readonly object[], grants: readonly object[] = []): void {
  startRecording((token, inputs) => {
    if (token.endsWith("getDomainsGrants")) return { grants, totalResults: grants.length };
    const { appFilter } = inputs;
    if (typeof appFilter === "string" && !appFilter.startsWith("isOAuthResource"))
      return { apps: live, totalResults: live.length };
    if (token.endsWith("getDomainsUsers") && String(inputs.userFilter).includes("payments_ledger_sync_dev"))
      return { users: [{ id: "id of the client's user", userName: "payments_ledger_sync_dev" }], totalResults: 1 };
    return answer(token, inputs);
  });
}

const expiredOne: CertificateManifest = {
  file: "teams/ledger.pem",
  base64: "MIIB",
  sha256: `0123abcd${"0".repeat(56)}`,
  expires: "2021-01-01T00:00:00.000Z",
};

/** What stops the stack, and what is warned of. */
async function found(client: ClientManifest, environment?: object) {
  const teams = [{ team: "payments", clients: [client], resourceApplications: [] }];
  const declared = { networkPerimeters: [], resourceApplications: [], roleAssignments: [], ...environment };
  try {
    const { warnings } = await resolveNames({ teams, clients: [client], environment: declared }, new DomainLookUp(url));
    return { warnings: warnings.map(({ path, message }) => [path, message]) };
  } catch (error) {
    if (!(error instanceof UnknownNamesError)) throw error;
    return { errors: error.unknown.map(({ path, message }) => [path, message]) };
  }
}

const assigning = (...groups: string[]) => clientManifest({ assign: { users: [], groups } });
const at = ["assign", "groups", 1];

describe("a group or user that the domain does not know", () => {
  beforeEach(() => domainWith([]));

  it("stops the stack if the client is new", async () => {
    expect(await found(assigning("qa", "qe"))).toStrictEqual({ errors: [[at, qe]] });
  });

  it("is a warning at a live client from whom it took its assignment along", async () => {
    domainWith([application()], [grant("ledger app", "id of qa")]);
    expect(await found(assigning("qa", "qe"))).toStrictEqual({ warnings: [[at, `${qe} ${skipped}`]] });
  });

  it("is a warning at a client that is renamed in the same run", async () => {
    domainWith([application("ledger")], [grant("ledger app", "id of qa")]);
    const client = { ...assigning("qa", "qe"), was: [{ team: "payments", client: "ledger" }] };
    expect(await found(client)).toStrictEqual({ warnings: [[at, `${qe} ${skipped}`]] });
  });

  it("stops the stack if somebody would lose an assignment by that: it was renamed, or is mistyped now", async () => {
    domainWith([application()], [grant("ledger app", "id of qa"), grant("ledger app", "id of qa-europe")]);
    expect(await found(assigning("qa", "qe"))).toStrictEqual({ errors: [[at, `${qe} ${wouldEnd("qa-europe")}`]] });
  });

  it("is a warning although others have assignments: of another stack, of another kind, or of a role", async () => {
    domainWith(
      [application()],
      [
        grant("ledger app", "id of others", { stack: "idcs-apps/test" }),
        grant("ledger app", "id of mia", { type: "User" }),
        grant("ledger app", "id of holders", { roleId: "a role" }),
        grant("another app", "id of strangers"),
        grant("ledger app", "id of members", { mechanism: "GROUP_MEMBERSHIP" }),
      ],
    );
    expect(await found(assigning("qa", "qe"))).toStrictEqual({ warnings: [[at, `${qe} ${skipped}`]] });
  });

  it("is shown with what stops the stack, although it would not stop it alone", async () => {
    domainWith([application()]);
    const client = { ...assigning("qe"), networkPerimeters: ["branch"] };
    const { errors } = await found(client);
    expect(errors?.map(([path]) => path)).toStrictEqual([
      ["networkPerimeters", 0],
      ["assign", "groups", 0],
    ]);
  });
});

describe("the environment's role of a group or user that the domain does not know", () => {
  const role = "finance-app-ServiceDeveloper";
  const roleAssignments = [{ app: "OICINST_finance", role: "ServiceDeveloper", users: [], groups: ["qa", "qe"] }];
  const path = ["groups", 1];

  it("stops a stack that is new", async () => {
    domainWith([]);
    expect(await found(clientManifest(), { roleAssignments })).toStrictEqual({ errors: [[path, qe]] });
  });

  it("is a warning in a live stack, unless somebody would lose the role by that", async () => {
    domainWith([application()], [grant("finance-app", "id of qa", { roleId: role })]);
    expect(await found(clientManifest(), { roleAssignments })).toStrictEqual({
      warnings: [[path, `${qe} ${skipped}`]],
    });
    domainWith([application()], [grant("finance-app", "id of testers", { roleId: role })]);
    expect(await found(clientManifest(), { roleAssignments })).toStrictEqual({
      errors: [[path, `${qe} ${wouldEnd("testers")}`]],
    });
  });

  it("does not count the role of a client's own user as one that somebody would lose", async () => {
    const ownUser = { roleId: role, type: "User" };
    domainWith([application()], [grant("finance-app", "id of the client's user", ownUser)]);
    const users = [{ ...roleAssignments[0], users: ["nobody@example.com"], groups: [] }];
    const { warnings } = await found(clientManifest(), { roleAssignments: users });
    expect(warnings?.map(([where]) => where)).toStrictEqual([["users", 0]]);
  });
});

describe("a certificate that has expired", () => {
  const client = clientManifest({ certificates: [expiredOne] });
  const refusal = [["certificates", 0, "file"], "teams/ledger.pem expired on 2021-01-01T00:00:00.000Z: renew it."];

  it("stops the stack if its client is new, or has another certificate", async () => {
    domainWith([]);
    expect(await found(client)).toStrictEqual({ errors: [refusal] });
    domainWith([{ ...application(), certificates: [{ certAlias: "payments_ledger_dev_ffffffff" }] }]);
    expect(await found(client)).toStrictEqual({ errors: [refusal] });
  });

  it("does not stop it if the client has it in the domain", async () => {
    domainWith([application()]);
    expect(await found(client)).toStrictEqual({ warnings: [] });
    expect(lookedUp.map(({ inputs }) => inputs.appFilter ?? "").slice(-2)).toStrictEqual([
      'tags[key eq "stack" and value eq "idcs-apps/dev"]',
      'id eq "ledger app"',
    ]);
  });
});

it("costs no request if nothing ended", async () => {
  domainWith([application()]);
  await found(assigning("qa"));
  expect(lookedUp.map(({ type }) => type.split(":").at(-1))).toStrictEqual(["getDomainsApps", "getDomainsGroups"]);
});
