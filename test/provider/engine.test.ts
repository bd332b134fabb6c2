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

/** An application with a role that was made by hand. */
const imported = `
import * as oci from "@pulumi/oci";
const { DOMAIN: idcsEndpoint, API: value, DESCRIPTION: description } = process.env;
new oci.identity.DomainsAppRole("reader", {
  idcsEndpoint, app: { value }, displayName: "Reader", description, availableToClients: true, tags: [],
  schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:AppRole"],
  attributeSets: ["default"], attributes: "tags",
});
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
    expect(await world.pulumi("refresh", "--yes", "--skip-preview", "--expect-no-changes")).toMatchObject({ code: 0 });
    expect(await world.pulumi("up", "--yes", "--skip-preview", "--expect-no-changes")).toMatchObject({ code: 0 });

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

  it("keeps a role that was imported, and warns of its replacement", async () => {
    world.write("Pulumi.yaml", world.read("Pulumi.yaml").replace("main: main.mjs", "main: imported.ts"));
    world.write("imported.ts", imported);
    const urn = (name: string): string[] => [`urn:ietf:params:scim:schemas:oracle:idcs:${name}`];
    const api = await administrator.create("Apps", {
      schemas: urn("App"),
      displayName: "Orders API",
      basedOnTemplate: { value: "CustomWebAppTemplateId" },
      isUnmanagedApp: true,
    });
    const role = await administrator.create("AppRoles", {
      schemas: urn("AppRole"),
      app: { value: api.id },
      displayName: "Reader",
      description: "reads orders",
      availableToClients: true,
    });
    const id = `idcsEndpoint/${world.domain.url}/appRoles/${role.id}`;
    const type = "oci:Identity/domainsAppRole:DomainsAppRole";
    const code = ["--generate-code=false", "--protect=false", "--yes", "--skip-preview"];
    expect(await world.pulumi("import", type, "reader", id, ...code)).toMatchObject({ code: 0 });

    const env = { DOMAIN: world.domain.url, API: api.id, DESCRIPTION: "" };
    const up = ["up", "--yes", "--skip-preview", "--expect-no-changes"];
    expect(await world.pulumiWith(env, ...up)).toMatchObject({ code: 0 });
    expect(await world.pulumiWith(env, "refresh", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
    expect(await world.pulumiWith(env, ...up)).toMatchObject({ code: 0 });
    const { output } = await world.pulumiWith({ ...env, DESCRIPTION: "reads all" }, "preview");
    expect(output).toMatch(
      /DomainsAppRole \(reader\):\n\s*warning: Replacing the app role "Reader" takes it from everyone/,
    );
    expect(await administrator.read("AppRoles", role.id)).toMatchObject({ description: "reads orders" });
  });

  it("warns at a refresh that finds another client secret, and shows none", async () => {
    expect(await world.pulumi("up", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
    const query = { filter: 'displayName eq "payments-ledger"', attributes: "displayName" };
    const [app] = (await administrator.list("Apps", { query })).Resources;
    const secret = await administrator.regenerateClientSecret(String(app?.id));
    const { output } = await world.pulumi("refresh", "--yes", "--skip-preview");
    expect(output).toMatch(/warning: The client secret of "[^"]+" is another one in the domain than in the state/);
    expect(output).not.toContain(secret);
  });

  it("refreshes a stack with two list requests", async () => {
    expect(await world.pulumi("up", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
    const from = world.domain.requests.length;
    expect(await world.pulumi("refresh", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
    expect(requestsSince(from).toSorted()).toEqual(["GET Apps", "GET Grants"]);
  });
});
