import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { appAttributeNames } from "../../cli/export-seed/app-attributes.ts";
import { exportSeed } from "../../cli/export-seed/export-seed.ts";
import { chooseCredentials } from "../../identity-domain/credentials/choose-credentials.ts";
import { type Collection, IdentityDomain } from "../../identity-domain/identity-domain.ts";
import { type RunningLocalDomain, startLocalDomain } from "../../local/server.ts";

const example = join(import.meta.dirname, "../../local/seed/example.yaml");
let folder: string;
const domains: RunningLocalDomain[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "export-seed-"));
});
afterAll(async () => {
  await Promise.all(domains.map((domain) => domain.close()));
  await rm(folder, { recursive: true, force: true });
});

async function start(options: Parameters<typeof startLocalDomain>[0] = {}): Promise<RunningLocalDomain> {
  const domain = await startLocalDomain(options);
  domains.push(domain);
  return domain;
}

const environmentOf = (domain: RunningLocalDomain) => ({ OCI_CONFIG_FILE: join(domain.dataFolder, "oci-config") });

async function exported(domain: RunningLocalDomain, name: string): Promise<{ file: string; summary: string }> {
  const file = join(folder, name);
  const summary = await exportSeed(file, { url: domain.url, authentication: {}, environment: environmentOf(domain) });
  return { file, summary };
}

/** What a domain lists, by names: ids, versions and the order of creation differ between any two domains. */
async function listed(domain: RunningLocalDomain): Promise<unknown> {
  const client = new IdentityDomain(domain.url, await chooseCredentials({}, environmentOf(domain)));
  const list = async (collection: Collection, attributes: string) => {
    const { Resources } = await client.list(collection, { query: { attributes, count: 1000 } });
    return byText(Resources.map(named));
  };
  return {
    apps: await list("Apps", `${appAttributeNames},grantedAppRoles,isOPCService`),
    roles: await list("AppRoles", "displayName,app,adminRole,availableToUsers,availableToGroups,availableToClients"),
    users: await list("Users", "userName,name,emails,active"),
    groups: await list("Groups", "displayName,members"),
  };
}

const ids = new Set(["id", "$ref", "ocid", "appId", "idOfDefiningApp", "uniqueName"]);

/** The value without ids; of a reference its `value` is one too. */
function named(value: unknown): unknown {
  if (Array.isArray(value)) return byText(value.map(named));
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).filter(([key]) => !ids.has(key) && !(key === "value" && "$ref" in value));
  return Object.fromEntries(members.map(([key, member]) => [key, named(member)] as const).toSorted());
}

function byText(list: readonly unknown[]): readonly unknown[] {
  return list.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

describe("export-seed", () => {
  it.each([
    ["the example organisation", undefined],
    ["a seed", example],
  ])(
    "writes a seed of a domain with %s, from which a domain with the same apps, roles, groups and users starts",
    async (_, seed) => {
      const domain = await start(seed === undefined ? {} : { seed });
      const { file } = await exported(domain, "round-trip.yaml");
      expect(await listed(await start({ seed: file }))).toEqual(await listed(domain));
    },
  );

  it("sends only GET requests, and none for a secret", async () => {
    const domain = await start({ seed: example });
    await exported(domain, "reading.yaml");
    expect(domain.requests.filter(({ method }) => method !== "GET")).toEqual([]);
    expect(domain.requests.map(({ path }) => path).join()).not.toMatch(/secret|password/i);
  });

  it("writes a file without secrets and ids, which only its owner can read", async () => {
    const domain = await start({ seed: example });
    const { file, summary } = await exported(domain, "secrets.yaml");
    const text = await readFile(file, "utf8");
    expect(text).not.toMatch(/secret|password|idcscs|\bid:/i);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(summary).toBe(`${file}: 3 users, 1 group, 1 network perimeter, 3 apps, 5 grants`);
  });

  it("writes the same text each time, in the order of names", async () => {
    const domain = await start({ seed: example });
    const [one, other] = [await exported(domain, "one.yaml"), await exported(domain, "other.yaml")];
    expect(await readFile(one.file, "utf8")).toBe(await readFile(other.file, "utf8"));
    const { users } = parse(await readFile(one.file, "utf8")) as { users: { userName: string }[] };
    expect(users.map(({ userName }) => userName)).toEqual([
      "ana.admin@example.com",
      "olivia@example.com",
      "sam@example.com",
    ]);
  });

  it("reads all pages of a list", async () => {
    const users = Array.from({ length: 501 }, (_, index) => ({ userName: `u${index}@example.com`, familyName: "U" }));
    const domain = await start({ seed: { users } });
    expect((await exported(domain, "many.yaml")).summary).toContain(": 502 users, ");
  });

  describe("as .json", () => {
    it("writes one entry on a line, sorted, from which a domain with the same contents starts", async () => {
      const domain = await start({ seed: example });
      const { file } = await exported(domain, "catalog.json");
      const text = await readFile(file, "utf8");
      const { identityDomain, ...data } = JSON.parse(text) as Record<string, object[]>;
      expect(identityDomain).toBe(domain.url);
      const entries = text.split("\n").filter((line) => line.startsWith("{") && line !== "{");
      expect(entries.map((line) => JSON.parse(line.replace(/,$/, "")))).toEqual(Object.values(data).flat());
      for (const list of Object.values(data).map((one) => one.map((entry) => JSON.stringify(entry))))
        expect(list).toEqual([...list].sort());
      expect(await listed(await start({ seed: file }))).toEqual(await listed(domain));
    });

    it("writes the same bytes for the same contents, in whatever order the domain has them", async () => {
      const scopes = [{ value: "read" }, { value: "write" }];
      const app = (name: string, list: { value: string }[]) => ({
        displayName: name,
        clientId: name,
        audience: `https://${name}.example.com/`,
        isUnmanagedApp: true,
        scopes: list,
        roles: list.map(({ value }) => ({ displayName: value })),
      });
      const seeds = [
        { apps: [app("one", scopes), app("two", scopes)] },
        { apps: [app("two", [...scopes].reverse()), app("one", [...scopes].reverse())] },
      ];
      const texts = await Promise.all(
        seeds.map(async (seed, index) => {
          const domain = await start({ seed });
          const text = await readFile((await exported(domain, `order-${index}.json`)).file, "utf8");
          return text.replace(domain.url, "<domain>");
        }),
      );
      expect(texts[0]).toBe(texts[1]);
    });

    it("writes none of the domain's secrets, ids or times", async () => {
      const domain = await start({ seed: example });
      const client = new IdentityDomain(domain.url, await chooseCredentials({}, environmentOf(domain)));
      const { Resources } = await client.list("Apps", { query: { count: 1000 } });
      const secrets = Resources.flatMap(({ clientSecret }) => (typeof clientSecret === "string" ? [clientSecret] : []));
      expect(secrets.length).toBeGreaterThan(0);
      const text = await readFile((await exported(domain, "values.json")).file, "utf8");
      for (const value of [...secrets, ...Resources.map(({ id }) => id).filter((id) => /^[0-9a-f]{32}$/.test(id))])
        expect(text).not.toContain(value);
      expect(text).not.toMatch(/\d{4}-\d{2}-\d{2}T\d{2}:/);
    });

    it("is refused by the local domain at the place of its mistake", async () => {
      const file = join(folder, "wrong.json");
      await writeFile(file, '{\n"apps": [\n{"displayName": "One", "audiense": "x"}\n]\n}\n');
      await expect(startLocalDomain({ seed: file })).rejects.toThrow(`${file}:3:24  apps[0]`);
    });
  });
});
