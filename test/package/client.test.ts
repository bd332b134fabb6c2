import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import { DomainLookUp } from "../../components/look-up/domain-look-up.ts";
import { resolveNames } from "../../components/look-up/resolve-names.ts";
import { declareStack } from "../../components/stack/declare-stack.ts";
import { loadStack } from "../../manifest/load-stack.ts";
import { filesOf } from "../../manifest/yaml/files.ts";
import { notArguments } from "../../package/client/not-arguments.ts";
import { componentProvider } from "../../package/provider.ts";
import { answer } from "../components/domain-of-the-mock.ts";
import { allRegistered, lookedUp, registered, settled, startRecording } from "../components/recorder.ts";
import { makeCertificate } from "../local/certificates.ts";
import { unknownOutput } from "./unknown-output.ts";

const identityDomainUrl = "https://idcs-0123456789abcdef0123456789abcdef.identity.oraclecloud.com";
const least = {
  identityDomainUrl,
  team: "payments",
  owner: "payments-dev@example.com",
  grantTypes: ["client_credentials"],
  access: [],
};

const { construct } = componentProvider();

/** What the engine gets back for a client that a program declares. */
async function declare(args: object, options: pulumi.ComponentResourceOptions = {}) {
  const constructed = await construct?.("ledger-sync", "idcs-apps:index:Client", { ...least, ...args }, options);
  await allRegistered();
  return settled(pulumi.output(constructed?.state ?? {}));
}

/** The message with which a client is refused. */
function refusal(args: object): Promise<string> {
  return declare(args).then(
    () => "declared",
    (error: Error) => error.message,
  );
}

/** What is registered for the domain, without what depends on the place of the declaration. */
function inDomain() {
  return registered
    .filter(({ type }) => type.startsWith("oci:"))
    .map(({ inputs: { tags, ...inputs }, ...resource }) => ({
      ...resource,
      inputs,
      tags: (tags ?? []).filter(({ key }: { key: string }) => key !== "urn"),
    }))
    .sort((one, other) => one.name.localeCompare(other.name));
}

beforeEach(() => startRecording(answer));

describe("Client of the component package", () => {
  it("declares what a manifest with the same keys declares", async () => {
    const { certificatePem: pem } = await makeCertificate("ledger-sync");
    const keys = {
      displayName: "Ledger",
      description: "Posts the nightly ledger",
      grantTypes: ["Client credentials", "authorization_code"],
      clientType: "Trusted",
      access: [
        { service: "integration", instance: "finance", roles: ["ServiceDeveloper"] },
        { app: "OICINST_hr", scopes: ["/ic/api/"] },
      ],
      redirectUrls: ["https://ledger.example.com/callback"],
      assign: { users: ["callan@example.com"], groups: ["qa"] },
      authorizedResources: { tagged: { color: "green" } },
      domainRoles: ["User Administrator"],
      networkPerimeters: ["office"],
      tags: { "cost-center": "42" },
      secretVersion: 3,
      api: { audience: "https://ledger.example.com/", scopes: [{ value: "read" }], roles: [{ name: "Clerk" }] },
    };
    await declare({ ...keys, certificates: [{ pem, alias: "ledger" }] });
    const byProgram = inDomain();

    startRecording(answer);
    const client = { name: "ledger-sync", ...keys, certificates: [{ file: "ledger.pem", alias: "ledger" }] };
    const { team, owner } = least;
    const files = filesOf({
      "teams/payments.yaml": JSON.stringify({ team, owner, clients: [client] }),
      "teams/ledger.pem": pem,
      "environments/dev.yaml": JSON.stringify({
        identityDomain: { url: identityDomainUrl },
        allowedDomainRoles: ["User Administrator"],
      }),
    });
    const stack = loadStack("dev", { files });
    declareStack({ ...stack, resolved: await resolveNames(stack, new DomainLookUp(identityDomainUrl)) });
    await allRegistered();
    expect(byProgram).toHaveLength(7);
    expect(byProgram).toEqual(inDomain());
  });

  it("has the outputs that a stack shows of a client", async () => {
    const access = [{ service: "integration", instance: "finance" }];
    const grantTypes = ["authorization_code", "refresh_token"];
    const redirectUrls = ["https://ledger.example.com/callback"];
    const scope = "https://F1.integration.ocp.oraclecloud.com:443urn:opc:resource:consumer::all";
    expect(await declare({ access, grantTypes, redirectUrls })).toMatchObject({
      applicationId: "payments/ledger-sync-id",
      clientId: "payments_ledger_sync_dev",
      clientSecret: "idcscs-of-the-mock",
      scope,
      scopes: { OICINST_finance: scope },
      refreshScope: `${scope} offline_access`,
      tokenUrl: `${identityDomainUrl}/oauth2/v1/token`,
      authorizationUrl: `${identityDomainUrl}/oauth2/v1/authorize`,
      certificateAliases: [],
      stepsOutside: [],
    });
  });

  it("has no secret if it is public", async () => {
    const grantTypes = ["authorization_code"];
    const redirectUrls = ["https://ledger.example.com/callback"];
    const outputs = await declare({ grantTypes, redirectUrls, clientType: "public" });
    expect(outputs).toMatchObject({ clientId: "payments_ledger_sync_dev", clientSecret: undefined });
  });

  it("is called as its argument name says", async () => {
    await declare({ name: "ledger" });
    expect(inDomain().map(({ name }) => name)).toEqual(["payments/ledger"]);
  });

  it("reports all that is wrong with its arguments, as for a manifest, before a request", async () => {
    const args = {
      grantTypes: ["Client credentails"],
      redirectUrl: "https://ledger.example.com/callback",
      certificates: [{ pem: "-----BEGIN PRIVATE KEY-----\nMIIB" }],
      identityDomainUrl: "http://example.com",
    };
    const message = await refusal(args);
    expect(message.replaceAll(/(?<=client_credentials).*(?=\))/g, " …")).toMatch(
      new RegExp(
        [
          'Client "ledger-sync": identityDomainUrl: .+',
          'Client "ledger-sync": grantTypes\\[0\\]: "Client credentails" is not a grant type .+ Did you mean "Client credentials"\\?',
          'Client "ledger-sync": redirectUrl: .+',
        ]
          .map((line) => `(?=[^]*${line})`)
          .join(""),
      ),
    );
    expect(message).not.toContain("MIIB");
    expect([registered, lookedUp]).toEqual([[], []]);
  });

  it("reports a certificate at its argument, without showing it", async () => {
    const message = await refusal({ certificates: [{ pem: "-----BEGIN PRIVATE KEY-----\nMIIB" }] });
    expect(message).toBe(
      'Client "ledger-sync": certificates[0].pem: contains a private key: remove it from the folder and from its history, create a new key, and put only the new certificate here.',
    );
  });

  it("reports names that the domain does not know, before anything is declared", async () => {
    const access = [{ service: "integration", instance: "finance", roles: ["ServiceDeveloppr"] }];
    expect(await refusal({ access, assign: { users: ["nobody@example.com"] } })).toBe(
      [
        'Client "ledger-sync": access[0].roles[0]: "ServiceDeveloppr" is not an app role of "OICINST_finance" (it has ServiceDeveloper, ServiceInvoker). Did you mean "ServiceDeveloper"?',
        'Client "ledger-sync": assign.users[0]: "nobody@example.com" is not a user of the identity domain (names are case-insensitive). To look: the console, or `oci identity-domains users list`.',
      ].join("\n"),
    );
    expect(registered).toEqual([]);
  });

  it("refuses what only an update knows", async () => {
    expect(await refusal({ access: unknownOutput() })).toBe(
      'Client "ledger-sync": access: its value is known only after an update, but decides what is declared: use a value that a preview knows, such as one of the configuration.',
    );
  });

  it.each(Object.entries(notArguments))(
    "refuses %s, which only manifests have, and says what to do instead",
    async (key, instead) => {
      expect(await refusal({ [key]: "x" })).toBe(`Client "ledger-sync": ${key}: is no argument: ${instead}.`);
    },
  );
});
