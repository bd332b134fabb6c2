import { beforeEach, describe, expect, it } from "vitest";
import { DomainLookUp } from "../../components/look-up/domain-look-up.ts";
import { resolveNames } from "../../components/look-up/resolve-names.ts";
import { declareStack } from "../../components/stack/declare-stack.ts";
import { withRightsBeside } from "../../components/stack/rights-beside.ts";
import { loadStack } from "../../manifest/load-stack.ts";
import { filesOf } from "../../manifest/yaml/files.ts";
import { problemAt, renderProblem } from "../../manifest/yaml/problem.ts";
import { answer as domainAnswer } from "./domain-of-the-mock.ts";
import { allRegistered, lookedUp, registered, startRecording } from "./recorder.ts"; // project "idcs-apps", stack "dev"

const url = "https://idcs-1.identity.oraclecloud.com";

interface Grant {
  readonly id: string;
  readonly app: string;
  readonly grantee: readonly [type: string, id: string];
  readonly role?: string;
  readonly mechanism?: string;
  readonly stack?: string;
}

/** What the domain has, the ids of grants in the state, and which look-up it refuses. */
let live: readonly { readonly id: string; readonly half?: "B" }[];
let grants: readonly Grant[];
let inState: readonly string[] | undefined;
let refused: string | undefined;

const developer = { id: "1", app: "finance-app", grantee: ["App", "A"], role: "finance-app-ServiceDeveloper" } as const;
const invoker = { id: "2", app: "finance-app", grantee: ["App", "A"], role: "finance-app-ServiceInvoker" } as const;
const mia = { id: "3", app: "A", grantee: ["User", "id of mia@example.com"] } as const;

function application({ id, half }: (typeof live)[number]): object {
  const tags = {
    "managed-by": "idcs-apps",
    stack: "idcs-apps/dev",
    team: "payments",
    client: "ledger",
    ...(half && { "rotation-half": half }),
  };
  return {
    ...{ id, displayName: "Ledger", name: `ledger_${id}`, active: true, isOauthClient: true },
    tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
    grantedAppRoles: grants.flatMap(({ app, grantee, role }) =>
      grantee[1] !== id || role === undefined
        ? []
        : [{ value: role, display: role.split("-").at(-1), appId: app, appName: "OICINST_finance" }],
    ),
  };
}

function answer(token: string, args: Record<string, unknown>): object {
  const kind = token.split(":").at(-1) ?? "";
  if (kind === refused) throw Object.assign(new Error(), { details: "403, as said." });
  if (kind === "readStackResourceOutputs") {
    if (inState === undefined) throw new Error("not readable");
    const urn = (id: string) => `urn:pulumi:dev::idcs-apps::a$oci:Identity/domainsGrant:DomainsGrant::${id}`;
    return { outputs: Object.fromEntries(inState.map((id) => [urn(id), { id }])) };
  }
  if (kind === "getDomainsGrants") {
    const filter = String(args.grantFilter);
    const found = grants.filter(({ app, grantee }) =>
      filter.includes(`eq ${JSON.stringify(filter.startsWith("app.value") ? app : grantee[1])}`),
    );
    const listed = found.map(({ id, app, grantee, role, mechanism, stack }) => ({
      id,
      grantMechanism: mechanism ?? `ADMINISTRATOR_TO_${grantee[0].toUpperCase()}`,
      apps: [{ value: app }],
      entitlements: role === undefined ? [] : [{ attributeName: "appRoles", attributeValue: role }],
      grantees: [{ type: grantee[0], value: grantee[1], display: grantee[0] === "User" ? "Mia Lopez" : grantee[1] }],
      tags: stack === undefined ? [] : [{ key: "stack", value: stack }],
      idcsCreatedBies: [{ display: "John Doe", ocid: "ocid1.user.oc1..jdoe", value: "jdoe" }],
      metas: [{ created: "2026-11-24T21:03:59.000Z" }],
    }));
    return { grants: listed, totalResults: listed.length };
  }
  if (String(args.appFilter).startsWith("tags[")) return { apps: live.map(application), totalResults: live.length };
  return domainAnswer(token, args);
}

const developerAccess = "access: [{ service: integration, instance: finance, roles: [ServiceDeveloper] }]";

/** What a run says of rights beside the manifest of the client `payments/ledger`, what it revokes, and its requests for that. */
async function look(keys: string, mayRevoke = true) {
  const manifest = `team: payments\nowner: payments@example.com\nclients:\n  - { name: ledger, grantTypes: [client_credentials], ${developerAccess}${keys} }\n`;
  const stack = loadStack("dev", {
    files: filesOf({
      "environments/dev.yaml": `identityDomain: { url: "${url}" }\n`,
      "teams/payments.yaml": manifest,
    }),
  });
  const lookUp = new DomainLookUp(url);
  const named = await resolveNames(stack, lookUp);
  const before = lookedUp.length;
  const resolved = await withRightsBeside(named, stack, lookUp, mayRevoke);
  const said = (list: typeof resolved.warnings) =>
    list.map(({ node, path, message }) => renderProblem(problemAt(node, path, message)));
  return {
    stack,
    resolved,
    warnings: said(resolved.warnings),
    information: said(resolved.information),
    revoked: resolved.clients[0]?.revoked,
    requests: lookedUp.slice(before).map(({ type, inputs }) => inputs.grantFilter ?? type.split(":").at(-1)),
  };
}

const by = "(by John Doe, 2026-11-24 21:03 UTC)";
const exclusive = ", exclusive: true";
const at = (key: string, column: number) => `teams/payments.yaml:4:${column}  clients[0].${key}:`;
const accept = "`idcs-apps drift accept payments/ledger --rights --stack dev` writes them into the manifest";
const exclusiveAt = at("exclusive", 148);

describe("withRightsBeside", () => {
  beforeEach(() => {
    startRecording(answer);
    live = [{ id: "A" }];
    grants = [{ ...developer, stack: "idcs-apps/dev" }];
    inState = [];
    refused = undefined;
  });

  it("makes no request but the list of every run if each client has the roles of its manifest", async () => {
    const { warnings, requests } = await look("");
    expect({ warnings, requests }).toStrictEqual({ warnings: [], requests: ["getDomainsApps"] });
  });

  it("warns of a role that an administrator gave, with who and when and what to do, and revokes nothing", async () => {
    grants = [...grants, invoker];
    const { warnings, revoked, requests } = await look("");
    expect({ warnings, revoked, requests }).toStrictEqual({
      warnings: [
        `${at("name", 13)} rights that were given beside the manifest stay: role "ServiceInvoker" of "OICINST_finance" ${by}. ${accept}; \`exclusive: true\` lets \`pulumi up\` revoke them; \`exclusive: false\` ends this warning.`,
      ],
      revoked: undefined,
      requests: ["getDomainsApps", 'grantee.value eq "A"', "readStackResourceOutputs"],
    });
    expect((await look(", exclusive: false")).warnings).toStrictEqual([]);
  });

  it("looks for assigned users and groups, and revokes, if the client is exclusive", async () => {
    grants = [...grants, invoker, mia];
    expect((await look("")).warnings.join()).not.toContain("mia@example.com");
    const { warnings, revoked, requests, stack, resolved } = await look(exclusive);
    expect({ warnings, revoked, requests }).toStrictEqual({
      warnings: [
        `${exclusiveAt} this run revokes rights that were given beside the manifest: role "ServiceInvoker" of "OICINST_finance" ${by}, user "mia@example.com" ${by}. To keep them, do not run \`pulumi up\` now: ${accept}.`,
      ],
      revoked: { A: ["2", "3"] },
      requests: [
        "getDomainsApps",
        'grantee.value eq "A"',
        'app.value eq "A"',
        "readStackResourceOutputs",
        "getDomainsUsers",
      ],
    });
    declareStack({ ...stack, identityDomainUrl: url, resolved });
    await allRegistered();
    const app = registered.find(({ type }) => type === "oci:Identity/domainsApp:DomainsApp");
    expect(app?.inputs.tags.at(-1)).toStrictEqual({ key: "revoked-grants", value: "2 3" });
  });

  it.each<[string, Grant]>([
    ["what the manifest grants, whoever granted it first", { ...developer, id: "9" }],
    ["who is assigned by the manifest", { id: "9", app: "A", grantee: ["Group", "id of qa"] }],
    ["what another stack of the project has granted", { ...invoker, stack: "idcs-apps/dev.environment" }],
    ["what this stack has granted, and ends in this run", { ...invoker, stack: "idcs-apps/dev" }],
    ["what this stack has taken over, and ends in this run", { ...invoker, id: "in the state" }],
    ["what Oracle has given", { ...invoker, mechanism: "OPC_INFRA_TO_APP" }],
    ["who has access as a member of a group", { ...mia, mechanism: "GROUP_MEMBERSHIP" }],
    ["who has an app role of the client's own application", { ...mia, role: "A-Reader" }],
    ["what another client has", { ...invoker, grantee: ["App", "another"] }],
  ])("leaves alone, even if the client is exclusive: %s", async (_, grant) => {
    inState = ["in the state"];
    grants = [...grants, grant];
    const { warnings, revoked } = await look(`${exclusive}, assign: { groups: [qa] }`);
    expect({ warnings, revoked }).toStrictEqual({ warnings: [], revoked: undefined });
  });

  it("revokes at both applications of a rotated client, and says at which", async () => {
    live = [{ id: "A" }, { id: "B", half: "B" }];
    grants = [mia, { ...mia, id: "4", app: "B" }];
    const { warnings, revoked } = await look(`${exclusive}, rotation: { every: 90d, grace: 7d }`);
    expect(revoked).toStrictEqual({ A: ["3"], B: ["4"] });
    expect(warnings.join()).toContain(
      `user "mia@example.com" ${by}, user "mia@example.com" at its second application ${by}.`,
    );
  });

  it("revokes nothing without the state, or by the official plugin, and says why", async () => {
    grants = [mia];
    const rights = `Revoke them in the console, or ${accept}. Rights that were given beside the manifest: user "mia@example.com" ${by}.`;
    const official = await look(exclusive, false);
    expect([official.warnings, official.revoked]).toStrictEqual([
      [
        `${exclusiveAt} the official plugin (OCI_PROVIDER_PLUGIN) revokes no rights: run without OCI_PROVIDER_PLUGIN. ${rights}`,
      ],
      undefined,
    ]);
    inState = undefined;
    const unread = await look(exclusive);
    expect([unread.warnings, unread.revoked]).toStrictEqual([
      [
        `${exclusiveAt} this run revokes no rights, because the engine does not show the state of the stack, in which they may be. ${rights}`,
      ],
      undefined,
    ]);
  });

  it("goes on if the domain does not list grants, and says so for an exclusive client", async () => {
    grants = [invoker];
    refused = "getDomainsGrants";
    expect((await look("")).information.join()).not.toContain("403");
    const { information, revoked } = await look(exclusive);
    expect(revoked).toBeUndefined();
    expect(information.filter((line) => line.includes("grants"))).toStrictEqual([
      `${exclusiveAt} the identity domain does not list its grants, so this run revokes nothing that was given beside the manifest: 403, as said.`,
    ]);
  });

  it("names twenty rights, and says where the others are", async () => {
    grants = Array.from({ length: 23 }, (_, index) => ({ ...mia, id: `${index}`, grantee: ["User", `user ${index}`] }));
    const [warning = ""] = (await look(exclusive)).warnings;
    expect(warning.match(/user "Mia Lopez"/g)).toHaveLength(20);
    expect(warning).toContain(" and 3 more (`idcs-apps drift --stack dev` lists them). To keep them,");
  });
});
