import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { IdentityDomain, StoredResource } from "../../identity-domain/identity-domain.ts";
import { ownershipTags } from "../../naming/ownership-tags.ts";
import { oddSeed, portal } from "../cli/adopt-world.ts";
import { administratorOf, writesSince } from "./administrator.ts";
import { createWorld, outputOf, type World } from "./world.ts";

// Applications that people have created by hand: `idcs-apps adopt` writes them into a manifest, and `pulumi up` adopts them.

let world: World;
let administrator: IdentityDomain;

beforeAll(async () => {
  world = await createWorld({}, { seed: oddSeed });
  administrator = await administratorOf(world.domain);
  await administrator.create("Apps", portal);
  world.write(
    "environments/dev.yaml",
    JSON.stringify({ identityDomain: { url: world.domain.url }, allowedDomainRoles: ["User Administrator"] }),
  );
});
afterAll(() => world?.close());

const idcsApps = (...args: string[]) =>
  world.run(process.execPath, "--disable-warning=ExperimentalWarning", "cli/main.ts", ...args);

const ownershipKeys: readonly string[] = Object.values(ownershipTags);

/** Everything in the domain that adoption must not change: secrets as well, but not ownership tags. */
async function contents(): Promise<Record<string, unknown>> {
  const all = async (collection: "Apps" | "AppRoles" | "Grants" | "OAuthClientCertificates") =>
    (await administrator.listAll(collection, { query: { attributeSets: "all" } })).map(withoutOwnership);
  return {
    apps: await all("Apps"),
    roles: await all("AppRoles"),
    grants: await all("Grants"),
    certificates: await all("OAuthClientCertificates"),
  };
}

function withoutOwnership({ meta: _, idcsLastModifiedBy: __, schemas: ___, tags = [], ...resource }: StoredResource) {
  const own = (tags as { key: string; value: string }[]).filter(({ key }) => !ownershipKeys.includes(key));
  return { ...resource, tags: own.map(({ key, value }) => `${key}=${value}`).sort() };
}

describe.skipIf(process.env.OCI_PROVIDER_PLUGIN)(
  "applications that `idcs-apps adopt --all` wrote into a manifest",
  () => {
    let before: Record<string, unknown>;

    it("are all that a manifest can express, and nothing was changed or asked for a secret", async () => {
      before = await contents();
      const from = world.domain.requests.length;
      const { code, output } = await idcsApps("adopt", "--all", "--team", "orders", "--owner", "orders@example.com");
      expect(output).toContain("Not adopted: 5 applications");
      expect(code).toBe(2);
      const sent = world.domain.requests.slice(from);
      expect(sent.filter(({ method }) => method !== "GET")).toEqual([]);
      const apps = sent.map(({ path }) => path).filter((path) => path.startsWith("/admin/v1/Apps"));
    expect(apps.filter((path) => /secret|attributeSets/i.test(path) || !path.includes("attributes="))).toEqual([]);
      const { clients, resourceApplications } = parse(world.read("teams/orders.yaml"));
      expect([clients.length, resourceApplications.length]).toEqual([10, 1]);
      expect((await idcsApps("check")).output).toContain("1 team with 10 clients, 1 environment: no problems found");
    });

    it("get ownership tags by the first `up`, and nothing else changes", async () => {
      const from = world.domain.requests.length;
      outputOf(await world.pulumi("up", "--yes"));
      expect(writesSince(world.domain, from)).toEqual(Array.from({ length: 11 }, () => "PUT Apps"));
      expect(await contents()).toEqual(before);
    });

    it("do not differ after it, nor after a refresh, and are not adopted a second time", async () => {
      outputOf(await world.pulumi("up", "--yes", "--expect-no-changes"));
      outputOf(await world.pulumi("refresh", "--yes", "--expect-no-changes"));
      outputOf(await world.pulumi("up", "--yes", "--expect-no-changes"));
      const manifest = world.read("teams/orders.yaml");
      const { code, output } = await idcsApps("adopt", "--all", "--team", "orders");
      expect(output).toContain("Left out: 11 applications already adopted.");
      expect(code).toBe(2);
      expect(world.read("teams/orders.yaml")).toBe(manifest);
    });
  },
);
