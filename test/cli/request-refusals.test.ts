import { generateKeyPairSync } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { Answers } from "../../cli/request/answers/answers.ts";
import { writeChange } from "../../cli/request/write/write-change.ts";
import { folderWith } from "../manifest/world.ts";
import { complete, payments, type RequestWorld, requestWorld } from "./request-world.ts";

const fixtures = join(import.meta.dirname, "../manifest");
const ledgerPem = join(fixtures, "valid/everything/ledger.pem");

describe("idcs-apps request without a terminal", () => {
  it("names every missing flag at once, with the command to run again", async () => {
    expect(await refused(requestWorld(), { description: "It's cash" })).toBe(`CommandError: Nothing was written.

Missing, and there is no terminal to ask in:
  --team <team>: the team that the client belongs to
  --name <name>: the client's name: the purpose of the integration in a word or two
  --service <service>: the Oracle service that the client calls, with its --instance or --app; none for a client that calls no API (integration, utilities, mobile-hub, blockchain, api-platform, digital-assistant, analytics, fusion, epm, process-automation, visual-builder, content)
  --instance <instance>: the name of the service's instance
  --grant-type <type>: how the client gets tokens, in the console's words or the API's, for example "Client credentials"
  --environment <environment>: where the client is needed, or all (dev, test)

Then run again:
  npm run idcs-apps -- request --team <team> --name <name> --description 'It'\\''s cash' --service <service> --instance <instance> --grant-type <type> --environment <environment>`);
  });

  it.each<[string, Answers, string[]]>([
    ["the owner of a new team", { ...complete, team: "billing" }, ["--owner"]],
    [
      "the app of a service without a naming rule",
      { ...complete, service: "blockchain", instance: undefined },
      ["--app"],
    ],
    [
      "the APIs of a service that has several",
      { ...complete, service: "utilities", instance: undefined },
      ["--app", "--apis"],
    ],
    ["the scope of an app", { ...complete, service: undefined, instance: undefined, app: "Orders" }, ["--scope"]],
    ["the service of an instance", { ...complete, service: undefined }, ["--service"]],
    ["where users are sent back", { ...complete, flow: "authorization-code" }, ["--redirect-url"]],
  ])("requires %s", async (_, given, flags) => {
    const output = await refused(requestWorld(), given);
    expect([...output.matchAll(/^ {2}(--[a-z-]+) </gm)].map(([, flag]) => flag)).toEqual(flags);
    expect(output).not.toContain("To correct:");
  });

  it("reports everything that is wrong at once, flag by flag, with what is missing", async () => {
    const output = await refused(requestWorld(), {
      team: "payments",
      name: "Cash Sync",
      service: "integration",
      instance: "OICINST_finance",
      grantType: ["password", "client_credential"],
      environment: ["tset", "dev"],
      clientType: "puplic",
      certificate: "no-such.pem",
      redirectUrl: ["cash.example.com"],
      role: ["none", "ServiceUser"],
      assignUser: ["ann", "Ann"],
      owner: "someone@example.com",
    });
    expect(output).toBe(`CommandError: Nothing was written.

To correct:
  --owner: the owner of team "payments" is payments-dev@example.com in teams/payments.yaml: omit the flag, or change it there.
  --name: "Cash Sync" cannot be the name of a client (lower-case letters, digits and "-", beginning with a letter, at most 40 characters). Did you mean "cash-sync"?
  --instance: "OICINST_finance" is the name of the app, not of the instance: write "finance".
  --grant-type: "client_credential" is not a grant type (allowed: client_credentials, password, authorization_code, refresh_token, implicit, jwt_assertion, saml2_assertion, device_code, tls_client_auth). Did you mean "client_credentials"?
  --redirect-url: "cash.example.com" is not an absolute URL: write https://<host>/<path>.
  --environment: "tset" is not an environment (existing: dev, test). Did you mean "test"?
  --client-type: "puplic" is not a type of client (allowed: confidential, trusted, public). Did you mean "public"?
  --certificate: "no-such.pem" does not exist.
  --role: "none" must be the only value: it asks for no role.
  --assign-user: "Ann" is already listed, at [0].

Missing, and there is no terminal to ask in:
  --description <text>: what the integration does, at most 250 characters

Then run again:
  npm run idcs-apps -- request --team payments --owner someone@example.com --name 'Cash Sync' --description <text> --service integration --instance OICINST_finance --grant-type password --grant-type client_credential --redirect-url cash.example.com --environment tset --environment dev --client-type puplic --certificate no-such.pem --role <role> --assign-user ann --assign-user Ann`);
  });

  it("refuses a service of no API together with what belongs to one, and keeps --dry-run in the command to run again", async () => {
    const given = { ...complete, service: "none", role: ["ServiceUser"], dryRun: true };
    expect(await refused(requestWorld(), given)).toBe(`CommandError: Nothing was written.

To correct:
  --instance: "--service none" is a client without an API: omit one of the two.
  --role: "--service none" is a client without an API: omit one of the two.

Then run again:
  npm run idcs-apps -- request --team payments --name cash-sync --description 'Moves cash' --service none --instance <instance> --grant-type client_credentials --environment dev --role <role> --dry-run`);
  });

  it("finds combinations that cannot work even while something else is missing", async () => {
    const { description, ...rest } = complete;
    expect(await refused(requestWorld(), { ...rest, flow: "refresh token", grantType: undefined })).toContain(`
To correct:
  --flow: "Refresh token" alone gives no first token: add a grant type that does, for example authorization_code.

Missing, and there is no terminal to ask in:
  --description <text>`);
  });

  it("names the place of a client that already has the name", async () => {
    expect(await refused(requestWorld(), { ...complete, name: "ledger-sync", environment: ["prod"] })).toContain(`
To correct:
  --name: team "payments" already has a client "ledger-sync": choose another name, or edit it at teams/payments.yaml:7.
  --environment: "prod" is not an environment (existing: dev, test).
`);
  });

  it.each(["../../escaped", "/escaped", "a/b"])(
    "keeps to the folder of the teams, whatever the team is called: %s",
    async (team) => {
      expect(await refused(requestWorld(), { ...complete, team, owner: "a@example.com" })).toContain(
        `  --team: ${JSON.stringify(team)} cannot be the name of a team (`,
      );
    },
  );

  it("refuses a conflict with another team's client, with its place", async () => {
    const zeta =
      "team: zeta\nowner: z@example.com\nclients:\n  - name: other\n    displayName: Payments-cash-sync\n    grantTypes: [password]\n    access: [{ service: integration, instance: finance }]\n";
    expect(await refused(requestWorld({ "teams/zeta.yaml": zeta }), complete)).toContain(
      '  --name: conflicts with teams/zeta.yaml:5:18  clients[0].displayName: the display name "Payments-cash-sync" is already taken, at teams/payments.yaml:',
    );
  });

  it("ignores problems in the manifest of another team", async () => {
    const world = requestWorld({ "teams/zeta.yaml": "team: zeta\n" });
    expect(await world.ask(complete)).toContain("Written: client payments/cash-sync in teams/payments.yaml\n");
  });

  it("adds nothing to an invalid manifest, and reports the place of the problem", async () => {
    const wrong = `${payments}  - name: other\n    grantType: [password]\nresourceApplications: 5\n`;
    const output = await refused(requestWorld({ "teams/payments.yaml": wrong }), complete);
    expect(output).toContain(
      '\n  teams/payments.yaml:13:5  clients[1].grantType: "grantType" is not a key of a client (',
    );
    expect(output).toContain("\n  teams/payments.yaml:14:23  resourceApplications: ");
  });

  it("adds nothing to a file that is not YAML, or belongs to another team", async () => {
    expect(await refused(requestWorld({ "teams/payments.yaml": "team: [payments\n" }), complete)).toMatch(
      /\n {2}--team: its manifest cannot be read: teams\/payments\.yaml:\d+:\d+ {2}/,
    );
    const other = payments.replace("team: payments", "team: other");
    expect(await refused(requestWorld({ "teams/payments.yaml": other }), complete)).toContain(
      '\n  --team: teams/payments.yaml declares team "other": rename that file.\n',
    );
  });

  it.each([
    ["expired", "invalid/certificates/expired.pem", "expired on 2021-01-01T00:00:00.000Z: renew it."],
    [
      "two at once",
      "invalid/certificates/two.pem",
      "contains 2 certificates: keep only the client's own, without those of its issuers.",
    ],
    ["a folder", "invalid/certificates", "is a folder, but a file is expected."],
  ])("copies no certificate that is %s", async (_, file, reason) => {
    const certificate = join(fixtures, file);
    expect(await refused(requestWorld(), { ...complete, certificate })).toContain(
      `\n  --certificate: ${certificate} ${reason}\n`,
    );
  });

  it("neither copies nor shows a private key", async () => {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const folder = folderWith({ "client.pem": readFileSync(ledgerPem, "utf8") + key });
    const output = await refused(requestWorld(), { ...complete, certificate: join(folder, "client.pem") });
    expect(output).toContain(`\n  --certificate: ${folder}/client.pem contains a private key: `);
    expect(output).not.toContain(key.split("\n")[1]);
  });

  it("does not overwrite another certificate", async () => {
    const world = requestWorld({ "teams/payments-cash-sync.pem": "another" });
    expect(await refused(world, { ...complete, certificate: ledgerPem })).toContain(
      "\n  --certificate: teams/payments-cash-sync.pem already exists and is another certificate: remove it, or choose another --name.\n",
    );
  });

  it("leaves no files behind if the manifest cannot be written", () => {
    const world = requestWorld({ "teams/billing.yaml/README.md": "a folder" });
    const before = world.files();
    const certificate = { file: "billing-cash.pem", copyOf: ledgerPem };
    const teams = join(world.folder, "teams");
    expect(() => writeChange(teams, { file: "billing.yaml", text: "team: billing", certificate })).toThrow("rename");
    expect(world.files()).toEqual(before);
  });
});

/** Why a request is refused, after it was seen that it wrote nothing, here or in the folder for temporary files. */
async function refused(world: RequestWorld, given: Answers): Promise<string> {
  const before = world.files();
  const scratch = folderWith({});
  vi.stubEnv("TMPDIR", scratch);
  onTestFinished(() => void vi.unstubAllEnvs());
  const output = await world.ask(given);
  expect(world.files()).toEqual(before);
  expect(readdirSync(scratch)).toEqual([]);
  return output;
}
