import { cpSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { DeliveredDocument } from "../../cli/deliver/document.ts";
import { requestClientToken } from "../../oauth/client-credentials.ts";
import { ociSecretStore } from "../../vault/oci-secret-store.ts";
import { argumentsDuring } from "./process-arguments.ts";
import { createWorld, outputOf, type Said, type World } from "./world.ts";

const client = "payments/ledger-sync";
const manifest = (secretVersion: number) => `
team: payments
owner: payments-dev@example.com
clients:
  - name: ledger-sync
    secretVersion: ${secretVersion}
    grantTypes: [client_credentials]
    access: [{ service: integration, instance: finance }]
`;

let world: World;
beforeAll(async () => {
  world = await createWorld({ "teams/payments.yaml": manifest(1) });
  // Where Oracle's tools look for a profile.
  mkdirSync(join(world.folder, "home", ".oci"));
  cpSync(join(world.domain.dataFolder, "oci-config"), join(world.folder, "home", ".oci", "config"));
  outputOf(await world.pulumi("up", "--yes", "--skip-preview"));
});
afterAll(() => world?.close());

const deliver = (...args: string[]) => world.run(process.execPath, "cli/main.ts", "deliver", client, ...args);
const vaultSecret = [
  ...["--vault", "ocid1.vault.oc1..local", "--compartment", "ocid1.tenancy.oc1..local"],
  ...["--key", "ocid1.key.oc1..local", "--secret-name", "{team}-{client}"],
];

/** What the vault's current version says. */
async function current(secretId: string): Promise<DeliveredDocument> {
  const environment = { OCI_CONFIG_FILE: join(world.domain.dataFolder, "oci-config") };
  const store = await ociSecretStore({
    region: undefined,
    endpoint: world.domain.url,
    authentication: {},
    environment,
  });
  const versions = await store.versions(secretId);
  const version = versions.find(({ stages }) => stages.includes("CURRENT"));
  return JSON.parse(await store.contents(secretId, version?.number ?? 0)) as DeliveredDocument;
}

const ocidIn = ({ output }: Said) => /ocid1\.vaultsecret[^ ;.]*\.oc1\.\.[0-9a-f]+/.exec(output)?.[0] ?? "";

describe("deliver, for a client of a real stack", () => {
  it("hands the client over to files, a Secret and the vault, and every copy gets a token", async () => {
    const [json, variables] = [join(world.folder, "ledger.json"), join(world.folder, "ledger.env")];
    let said: Said = { code: -1, output: "" };
    const lines = await argumentsDuring(async () => {
      said = await deliver("--json-file", json, "--dotenv-file", variables, ...vaultSecret);
    });
    const id = ocidIn(said);
    expect(said).toEqual({
      code: 0,
      output: [
        `${client}: written to ${variables}.`,
        `${client}: written to ${json}.`,
        `${client}: version 1 of ${id} is current, after it gave a token.`,
        "",
      ].join("\n"),
    });
    const document = JSON.parse(readFileSync(json, "utf8")) as DeliveredDocument;
    const { clients, clientSecrets } = await world.outputs("--show-secrets");
    expect(document).toMatchObject({
      version: 1,
      client,
      clientId: clients[client]?.clientId,
      clientSecret: clientSecrets[client],
      scope: clients[client]?.scope,
      tokenUrl: `${world.domain.url}/oauth2/v1/token`,
    });
    expect(await current(id)).toEqual(document);
    expect(readFileSync(variables, "utf8")).toContain(`\nOAUTH_CLIENT_SECRET=${document.clientSecret}\n`);
    expect([json, variables].map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600]);
    expect((await requestClientToken(document)).accessToken).toBeTruthy();
    expect([...lines].filter((line) => line.includes(document.clientSecret))).toEqual([]);

    const { output } = await deliver("--kubernetes", "payments/ledger-sync");
    const { data } = parse(output.slice(output.indexOf("---"), output.lastIndexOf(`${client}:`)));
    expect(JSON.parse(Buffer.from(data["client.json"], "base64").toString())).toEqual(document);
  });

  it("loads Oracle's SDK only for the vault", async () => {
    const atEnd = join(import.meta.dirname, "loaded-packages.mjs");
    const loaded = async (...args: string[]) => {
      const { output } = await world.run(
        process.execPath,
        "--import",
        atEnd,
        "cli/main.ts",
        "deliver",
        client,
        ...args,
      );
      return /^loaded of Oracle's SDK: (.*)$/m.exec(output)?.[1];
    };
    expect(await loaded("--json-file", join(world.folder, "other.json"))).toBe("nothing");
    expect(await loaded(...vaultSecret)).toBe("oci-common oci-secrets oci-vault oci-workrequests");
  });

  it("gives the vault the new secret after it was regenerated, and keeps the old version as the previous one", async () => {
    const id = ocidIn(await deliver(...vaultSecret));
    const old = await current(id);
    world.write("teams/payments.yaml", manifest(2));
    outputOf(await world.pulumi("up", "--yes", "--skip-preview"));
    expect(await deliver("--vault", id)).toEqual({
      code: 0,
      output: `${client}: version 2 of ${id} is current, after it gave a token.\n`,
    });
    const fresh = await current(id);
    expect(fresh).toEqual({ ...old, clientSecret: (await world.outputs("--show-secrets")).clientSecrets[client] });
    expect(fresh.clientSecret).not.toBe(old.clientSecret);
    await expect(requestClientToken(old)).rejects.toMatchObject({ code: "REFUSED" });
    expect(await deliver("--vault", id)).toEqual({
      code: 0,
      output: `${client}: version 2 of ${id} has it already.\n`,
    });
  });
});

describe("docs/deliver.md", () => {
  it("has a program that reads a client of another stack, whose secret stays secret", async () => {
    const docs = readFileSync(join(import.meta.dirname, "../../docs/deliver.md"), "utf8");
    const program = /```ts\n([\s\S]*?new pulumi\.StackReference[\s\S]*?)```/.exec(docs)?.[1] ?? "";
    const folder = join(world.folder, "consumer");
    mkdirSync(folder);
    symlinkSync(join(import.meta.dirname, "../../node_modules"), join(folder, "node_modules"));
    writeFileSync(
      join(folder, "Pulumi.yaml"),
      "name: consumer\nruntime: { name: nodejs, options: { typescript: false } }\nmain: index.mjs\n",
    );
    writeFileSync(join(folder, "index.mjs"), program.replace("idcs-apps/prod", "idcs-apps/dev"));
    const consumer = (...args: string[]) => world.run("pulumi", "--non-interactive", "--cwd", folder, ...args);
    outputOf(await consumer("stack", "init", "dev"));
    outputOf(await consumer("up", "--yes", "--skip-preview"));
    const shown = JSON.parse(outputOf(await consumer("stack", "output", "--json"))) as object;
    expect(shown).toEqual({ clientId: "payments_ledger_sync_dev", credentials: "[secret]" });
    const { credentials } = JSON.parse(outputOf(await consumer("stack", "output", "--json", "--show-secrets")));
    expect((await requestClientToken(credentials)).accessToken).toBeTruthy();
    const { clientSecrets } = await world.outputs("--show-secrets");
    const leaks = world.keptFiles().filter(({ text }) => text.includes(clientSecrets[client] ?? ""));
    expect(leaks).toEqual([]);
  });
});

describe("deliver in an environment's file", () => {
  const reports = `
  - name: reports
    deliver: none
    grantTypes: [client_credentials]
    access: [{ service: integration, instance: finance }]
`;
  const environment = () => `
identityDomain: { url: "${world.domain.url}" }
deliver:
  vault: { vault: ocid1.vault.oc1..local, compartment: ocid1.tenancy.oc1..local, key: ocid1.key.oc1..local }
  keepSecretInState: false
`;
  const up = async () => {
    const said = outputOf(await world.pulumi("up", "--yes", "--skip-preview"));
    return said.split("\n").flatMap((line) => /^ +(payments\/ledger-sync: .*\.)$/.exec(line)?.[1] ?? []);
  };
  const state = async () => outputOf(await world.pulumi("stack", "export", "--show-secrets"));

  it("delivers a regenerated secret in the same run, and the state has it at no time", async () => {
    const id = ocidIn(await deliver(...vaultSecret));
    world.write("environments/dev.yaml", environment());
    world.write("teams/payments.yaml", manifest(2) + reports);
    const preview = outputOf(await world.pulumi("preview"));
    expect(preview).toContain(
      'This delivers the client ID and the secret to the secret "payments-ledger-sync" of ocid1.vault.oc1..local, after they gave a token.',
    );
    expect(await up()).toEqual([`${client}: version 2 of ${id} has the secret already.`]);
    const old = await current(id);
    expect(await state()).not.toContain(old.clientSecret);

    world.write("teams/payments.yaml", manifest(3) + reports);
    expect(await up()).toEqual([
      expect.stringMatching(
        /^payments\/ledger-sync: regenerated; its new secret was CURRENT in the vault \d+\.\d s after the request that ended the old one \(version 3 of ocid1\.vaultsecret\.oc1\.\.[0-9a-f]+ is current, after it gave a token\)\.$/,
      ),
    ]);
    const { clientSecret } = await current(id);
    expect((await requestClientToken(await current(id))).accessToken).toBeTruthy();
    outputOf(await world.pulumi("refresh", "--yes", "--skip-preview"));
    const { clients, clientSecrets, clientSecret: only } = await world.outputs("--show-secrets");
    expect(clients[client]?.delivery).toEqual({
      vaultSecret: id,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect({ clientSecrets: Object.keys(clientSecrets), only }).toEqual({ clientSecrets: ["payments/reports"] });
    const kept = await state();
    expect([old.clientSecret, clientSecret].filter((secret) => kept.includes(secret))).toEqual([]);
    expect(kept).toContain(clientSecrets["payments/reports"]);
    expect(world.keptFiles().filter(({ text }) => text.includes(clientSecret))).toEqual([]);
    expect(outputOf(await world.pulumi("up", "--yes", "--expect-no-changes", "--skip-preview"))).toContain("unchanged");
  });
});
