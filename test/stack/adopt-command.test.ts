import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { exportSeed } from "../../cli/export-seed/export-seed.ts";
import type { StoredResource } from "../../identity-domain/identity-domain.ts";
import { ownershipTags } from "../../naming/ownership-tags.ts";
import { environmentOf, oddSeed, portal } from "../cli/adopt-world.ts";
import { administratorOf } from "./administrator.ts";
import { createWorld, outputOf, type World } from "./world.ts";

// Applications that people have created by hand: `idcs-apps adopt` writes them into a manifest, and `pulumi up` adopts them.

const examples = join(import.meta.dirname, "../../examples/from-the-documents");
const ownershipKeys: readonly string[] = Object.values(ownershipTags);

const idcsApps = (world: World, ...args: string[]) =>
  world.run(process.execPath, "--disable-warning=ExperimentalWarning", "cli/main.ts", ...args);

/** Everything in the domain that adoption must not change: secrets as well, but not ownership tags. */
async function contentsOf(world: World): Promise<Record<string, unknown>> {
  const administrator = await administratorOf(world.domain);
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

/** The requests since the one at `from` that changed something. One that is refused, such as a second certificate, does not. */
function changesSince({ domain }: World, from: number): string[] {
  return domain.requests
    .slice(from)
    .filter(({ method, path, status }) => method !== "GET" && path.startsWith("/admin/") && status < 300)
    .map(({ method, path }) => `${method} ${/^\/admin\/v1\/(\w+)/.exec(path)?.[1] ?? path}`);
}

describe.skipIf(process.env.OCI_PROVIDER_PLUGIN)(
  "odd applications that `idcs-apps adopt` wrote into a manifest",
  () => {
    let world: World;
    let before: Record<string, unknown>;
    beforeAll(async () => {
      world = await createWorld({}, { seed: oddSeed });
      await (await administratorOf(world.domain)).create("Apps", portal);
      world.write(
        "environments/dev.yaml",
        JSON.stringify({ identityDomain: { url: world.domain.url }, allowedDomainRoles: ["User Administrator"] }),
      );
      before = await contentsOf(world);
    });
    afterAll(() => world?.close());

    it("are those of a Pulumi state, of a Terraform state, and all others that a manifest can express", async () => {
      const administrator = await administratorOf(world.domain);
      const idOf = async (name: string) =>
        (await administrator.listAll("Apps", { query: { filter: `name eq "${name}"` } }))[0]?.ocid;
      const pulumi = {
        type: "oci:Identity/domainsApp:DomainsApp",
        urn: "urn:1",
        outputs: { ocid: await idOf("signer") },
      };
      const terraform = { mode: "managed", type: "oci_identity_domains_app", name: "portal" };
      const attributes = { ocid: await idOf("portal") };
      world.write("pulumi.json", JSON.stringify({ version: 3, deployment: { resources: [pulumi] } }));
      world.write(
        "terraform.json",
        JSON.stringify({
          version: 4,
          terraform_version: "1.13.4",
          resources: [{ ...terraform, instances: [{ attributes }] }],
        }),
      );
      const from = world.domain.requests.length;
      const team = ["--team", "orders", "--owner", "orders@example.com"];
      expect(outputOf(await idcsApps(world, "adopt", "--from-state", "pulumi.json", ...team))).toContain(
        "Trusted signer",
      );
      expect(outputOf(await idcsApps(world, "adopt", "--from-state", "terraform.json", ...team))).toContain("Portal");
      const { code, output } = await idcsApps(world, "adopt", "--all", ...team);
      expect(output).toContain("Not adopted: 2 applications");
      expect(code).toBe(2);
      const sent = world.domain.requests.slice(from);
      expect(sent.filter(({ method }) => method !== "GET")).toEqual([]);
      const apps = sent.map(({ path }) => path).filter((path) => path.startsWith("/admin/v1/Apps"));
      expect(apps.filter((path) => /secret|attributeSets/i.test(path) || !path.includes("attributes="))).toEqual([]);
      expect((await idcsApps(world, "check")).output).toContain(
        "1 team with 13 clients, 1 environment: no problems found",
      );
    });

    it("get ownership tags by the first `up`, and nothing else changes: public clients, APIs and both at once among them", async () => {
      const from = world.domain.requests.length;
      outputOf(await world.pulumi("up", "--yes", "--skip-preview"));
      const { clients, clientSecrets, resourceApplications = {} } = await world.outputs("--show-secrets");
      expect(clients["orders/browser-app"]).toMatchObject({ clientId: "browser", clientType: "public" });
      expect(Object.keys(clients).filter((name) => !(name in clientSecrets))).toEqual(["orders/browser-app"]);
      expect(resourceApplications["orders/client-and-api"]).toMatchObject({
        scopes: { read: "https://both.example.com/read", write: "https://both.example.com/write" },
      });
      expect(changesSince(world, from)).toEqual(Array.from({ length: 16 }, () => "PUT Apps"));
      expect(await contentsOf(world)).toEqual(before);
    });

    it("do not differ after it, nor after a refresh, and are not adopted a second time", async () => {
      outputOf(await world.pulumi("up", "--yes", "--skip-preview", "--expect-no-changes"));
      outputOf(await world.pulumi("refresh", "--yes", "--skip-preview", "--expect-no-changes"));
      outputOf(await world.pulumi("up", "--yes", "--skip-preview", "--expect-no-changes"));
      const manifest = world.read("teams/orders.yaml");
      const { output } = await idcsApps(world, "adopt", "--all", "--team", "orders");
      expect(output).toContain("Left out: 16 applications already adopted.");
      expect(world.read("teams/orders.yaml")).toBe(manifest);
    });
  },
);

describe.skipIf(process.env.OCI_PROVIDER_PLUGIN)(
  "all applications of the example organisation's documents, without their tags",
  () => {
    const worlds: World[] = [];
    afterAll(() => Promise.all(worlds.map((world) => world.close())));

    it("are adopted by `up` with nothing but ownership tags, and do not differ after it", async () => {
      const seed = await seedOfTheExamples(worlds);
      const world = await createWorld({}, { seed });
      worlds.push(world);
      const before = await contentsOf(world);
      const adopted = await idcsApps(world, "adopt", "--all", "--team", "documents", "--owner", "d@example.com");
      const { clients } = parse(world.read("teams/documents.yaml"));
      expect(adopted.output).not.toContain("Not adopted");
      const from = world.domain.requests.length;
      outputOf(await world.pulumi("up", "--yes", "--skip-preview"));
      expect(clients.length).toBeGreaterThan(4);
      expect(changesSince(world, from)).toEqual(clients.map(() => "PUT Apps"));
      expect(await contentsOf(world)).toEqual(before);
      outputOf(await world.pulumi("up", "--yes", "--skip-preview", "--expect-no-changes"));
    });
  },
);

/** A domain in which the documents' applications exist as if by hand: a stack has created them, but they have no tags. */
async function seedOfTheExamples(worlds: World[]): Promise<object> {
  const files = readdirSync(join(examples, "teams")).map((file) => `teams/${file}`);
  const world = await createWorld(
    Object.fromEntries(files.map((file) => [file, readFileSync(join(examples, file), "utf8")])),
  );
  worlds.push(world);
  const environment = readFileSync(join(examples, "environments/dev.yaml"), "utf8");
  world.write("environments/dev.yaml", environment.replace(/url: \S+/, `url: ${world.domain.url}`));
  outputOf(await world.pulumi("up", "--yes", "--skip-preview"));
  const file = join(world.folder, "seed.yaml");
  await exportSeed(file, { url: world.domain.url, authentication: {}, environment: environmentOf(world.domain) });
  const seed = parse(readFileSync(file, "utf8"));
  const apps = seed.apps.map(({ tags = [], ...app }: { tags?: { key: string }[] }) => ({
    ...app,
    tags: tags.filter(({ key }) => !ownershipKeys.includes(key)),
  }));
  return { ...seed, apps };
}
