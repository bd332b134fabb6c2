import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadStack } from "../../manifest/load-stack.ts";
import { filesIn } from "../../manifest/yaml/files.ts";
import { createWorld, outputOf, type World } from "./world.ts";

/** The sample team as it is in the repository, beside a team of a domain of one's own. */
const sample = readFileSync(join(import.meta.dirname, "../../teams/payments.yaml"), "utf8");
const orders = `team: orders
owner: orders@example.com
clients:
  - name: feed
    grantTypes: [client_credentials]
    access: [{ app: OICINST_live, scopes: [all], roles: [ServiceDeveloper] }]
    assign: { users: [nobody@example.com], groups: [live-operators] }
    networkPerimeters: [live-network]
    environments: { prod: {} }
`;

let world: World;
beforeAll(async () => {
  world = await createWorld({
    "teams/payments.yaml": sample,
    "teams/orders.yaml": orders,
    "environments/prod.yaml": "identityDomain: { url: https://idcs-1.identity.oraclecloud.com }\n",
  });
});
afterAll(() => world?.close());

describe("an environment of one's own beside dev", () => {
  it("leaves stack dev as it is: nothing that only the other domain has is looked up", async () => {
    outputOf(await world.pulumi("up", "--yes", "--skip-preview"));
    expect(Object.keys((await world.outputs()).clients)).toEqual(["payments/ledger-sync"]);
  });

  it("does not get the sample team", () => {
    const files = filesIn(join(world.folder, "project"));
    expect(loadStack("prod", { files }).clients.map(({ name }) => name)).toEqual(["feed"]);
    expect(loadStack("dev", { files }).clients.map(({ name }) => name)).toEqual(["ledger-sync"]);
  });
});
