import { beforeAll, describe, expect, it } from "vitest";
import { authenticatedRoutes } from "../../../local/admin-api/admin-api.ts";
import { loadSigningKey } from "../../../local/authorization-server/tokens/signing-key.ts";
import { adjustableClock } from "../../../local/clock.ts";
import type { Controls } from "../../../local/control/control-api.ts";
import { requestLog } from "../../../local/control/request-log.ts";
import { injectedFaults } from "../../../local/faults/faults.ts";
import { routes } from "../../../local/routes.ts";
import { resolveSettings } from "../../../local/settings.ts";
import { Directory } from "../../../local/storage/directory.ts";
import { noJournal } from "../../../local/storage/journal.ts";
import { openWorld, url } from "../world.ts";

interface Description {
  readonly openapi: string;
  readonly servers: readonly object[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, { operationId: string; responses: object }>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, object>>>>;
}

/** Endpoints for browsers: pages, redirects and what their forms send. */
const forBrowsers = /^\/(ui\/|oauth2\/v1\/(authorize|userlogout|consent))/;

let description: Description;
beforeAll(async () => {
  description = (await (await openWorld()).send("GET", "/local/openapi.json")).body;
});

async function registered(): Promise<readonly string[]> {
  const directory = new Directory(noJournal);
  const settings = resolveSettings({});
  const clock = adjustableClock(settings.now);
  const controls: Controls = {
    status: {
      product: "idcs-apps local identity domain",
      pid: 1,
      dataFolder: "",
      url,
      startedAt: "",
      domainType: "none",
    },
    clock,
    faults: injectedFaults(),
    requests: requestLog(clock.now),
    description: () => ({}),
  };
  const domain = { url, secureUrl: undefined, settings, directory, signingKey: await loadSigningKey(directory) };
  const paths = [...routes(domain, controls).routes, ...authenticatedRoutes(domain).routes]
    .filter(
      ({ method, path }) =>
        method !== "ALL" && method !== "OPTIONS" && !/^\/(local|ic|rest|soap)\//.test(path) && !forBrowsers.test(path),
    )
    .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`);
  return [...new Set(paths)].toSorted();
}

describe("GET /local/openapi.json", () => {
  it("describes every route of the admin API and the OAuth endpoints, and no other", async () => {
    const described = Object.entries(description.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.toSorted()).toEqual(await registered());
  });

  it("names the domain that it describes", () => {
    expect(description).toMatchObject({ openapi: "3.1.0", servers: [{ url }] });
  });

  it("contains everything that it refers to", () => {
    const references = [...JSON.stringify(description).matchAll(/"\$ref":"#\/components\/(\w+)\/([\w-]+)"/g)];
    expect(references.length).toBeGreaterThan(100);
    const missing = references.filter(([, kind = "", name = ""]) => description.components[kind]?.[name] === undefined);
    expect(missing.map(([text]) => text)).toEqual([]);
  });

  it("gives each operation a different name", () => {
    const ids = Object.values(description.paths).flatMap((item) => Object.values(item).map((one) => one.operationId));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("documents that every operation may be refused for its rate", () => {
    const without = Object.entries(description.paths).flatMap(([path, item]) =>
      Object.entries(item).flatMap(([method, { responses }]) => ("429" in responses ? [] : [`${method} ${path}`])),
    );
    expect(without).toEqual([]);
  });

  it("takes the attributes of resources from the tables: nothing that is never returned, nothing read-only in requests", () => {
    const { schemas } = description.components as { schemas: Record<string, { properties: object }> };
    expect(Object.keys(schemas.User?.properties ?? {})).not.toContain("password");
    expect(Object.keys(schemas.UserRequest?.properties ?? {})).toContain("password");
    expect(Object.keys(schemas.AppRequest?.properties ?? {})).not.toContain("clientSecret");
    expect(schemas.AppRequest).toMatchObject({ required: ["schemas", "displayName", "basedOnTemplate"] });
  });
});
