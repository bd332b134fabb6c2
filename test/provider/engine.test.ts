import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import { administratorOf, ours } from "../stack/administrator.ts";
import { createWorld, type World } from "../stack/world.ts";

// The real engine, where what the plugin does depends on what the engine calls. `npm test` has it on PATH.

const payments = `
team: payments
owner: payments-dev@example.com
clients:
  - name: ledger
    grantTypes: [client_credentials]
    access: [{ service: integration, instance: finance, roles: [ServiceDeveloper] }]
`;

/** One application that is protected and one that is retained. */
const keepers = `
import * as oci from "@pulumi/oci";
const app = (name, options) => new oci.identity.DomainsApp(name, {
  idcsEndpoint: process.env.DOMAIN, name, displayName: name, active: true,
  schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:App"],
  basedOnTemplate: { value: "CustomWebAppTemplateId" },
}, options);
app("kept", { protect: true });
app("retained", { retainOnDelete: true });
`;

const withoutEngine = spawnSync("pulumi", ["version"]).status === 0 ? "" : " (skipped: there is no pulumi on PATH)";

describe.skipIf(withoutEngine)(`the real engine${withoutEngine}`, () => {
  let world: World;
  let administrator: IdentityDomain;

  beforeEach(async () => {
    world = await createWorld({ "teams/payments.yaml": payments });
    administrator = await administratorOf(world.domain);
  });
  afterEach(() => world?.close());

  const requestsSince = (from: number): string[] =>
    world.domain.requests
      .slice(from)
      .map(
        ({ method, path }) => `${method} ${path.replace(/^\/admin\/v1\/|\?.*$/g, "").replace(/[0-9a-f]{32}$/, "<id>")}`,
      );

  it("takes over what exists when the state was lost, and destroy leaves nothing", async () => {
    const saved = join(world.folder, "before.json");
    await world.pulumi("stack", "export", "--file", saved);
    expect(await world.pulumi("up", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
    const before = await ours(administrator);
    const { clientSecrets } = await world.outputs("--show-secrets");

    await world.pulumi("stack", "import", "--file", saved);
    expect(await world.pulumi("up", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
    expect(await ours(administrator)).toEqual(before);
    expect((await world.outputs("--show-secrets")).clientSecrets).toEqual(clientSecrets);
    expect(await world.pulumi("refresh", "--yes", "--expect-no-changes")).toMatchObject({ code: 0 });
    expect(await world.pulumi("up", "--yes", "--expect-no-changes")).toMatchObject({ code: 0 });

    expect(await world.pulumi("destroy", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
    expect(await ours(administrator)).toEqual({ apps: [], grants: [] });
  });

  it("never deactivates an application that is protected or retained", async () => {
    world.write("Pulumi.yaml", world.read("Pulumi.yaml").replace("main: main.mjs", "main: keepers.ts"));
    world.write("keepers.ts", keepers);
    const env = { DOMAIN: world.domain.url };
    expect(await world.pulumiWith(env, "up", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
    const from = world.domain.requests.length;
    expect((await world.pulumiWith(env, "destroy", "--yes", "--skip-preview")).output).toContain("it is protected");
    expect(requestsSince(from)).toEqual([]);
    const query = { filter: 'displayName eq "kept" or displayName eq "retained"', attributes: "active" };
    const { Resources } = await administrator.list("Apps", { query });
    expect(Resources.map(({ active }) => active)).toEqual([true, true]);
  });

  it("refreshes a stack with two list requests", async () => {
    expect(await world.pulumi("up", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
    const from = world.domain.requests.length;
    expect(await world.pulumi("refresh", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
    expect(requestsSince(from).toSorted()).toEqual(["GET Apps", "GET Grants"]);
  });
});
