import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorld, type World } from "./world.ts";

const manifest = (secretVersion: number) => `team: payments
owner: payments-dev@example.com
clients:
  - name: ledger
    grantTypes: [client_credentials]
    secretVersion: ${secretVersion}
    access: [{ service: integration, instance: finance, roles: [ServiceDeveloper] }]
`;

let world: World;
let version = 1;

beforeAll(async () => {
  world = await createWorld({ "teams/payments.yaml": manifest(version) });
});
afterAll(() => world?.close());

const secret = async () => (await world.outputs("--show-secrets")).clientSecrets["payments/ledger"] ?? "";

describe("no client secret is in the output of", () => {
  it.each([
    ["pulumi up --json", { PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" }, ["up", "--yes", "--json"]],
    ["pulumi up --debug", {}, ["up", "--yes", "--debug"]],
    ["pulumi up --logtostderr -v=7", {}, ["up", "--yes", "--logtostderr", "-v=7"]],
    ["pulumi refresh --debug", {}, ["refresh", "--yes", "--debug"]],
  ])("%s, when the secret has just changed and when nothing has", async (_, env, args) => {
    world.write("teams/payments.yaml", manifest(++version));
    const changed = await world.pulumiWith(env, ...args);
    const unchanged = await world.pulumiWith(env, ...args);
    expect([changed.code, unchanged.code]).toEqual([0, 0]);
    const found = (await secret()) || "the secret";
    expect(changed.output.includes(found) || unchanged.output.includes(found)).toBe(false);
  });
});
