import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Json } from "./protocol.ts";
import {
  appInputs,
  appType,
  grantType,
  idcsEndpoint,
  messageOf,
  ownedInputs,
  startWorld,
  type World,
} from "./world.ts";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const types = {
  role: "oci:Identity/domainsAppRole:DomainsAppRole",
  certificate: "oci:Identity/domainsOauthClientCertificate:DomainsOauthClientCertificate",
  user: "oci:Identity/domainsUser:DomainsUser",
};
const list = (token: string, query: Json, more: Json = {}) =>
  world.list({ token, query: { idcsEndpoint, ...query }, ...more });
/** The names on a page, and what it says about the next one. */
const pageOf = async (token: string, query: Json, more: Json = {}) => {
  const messages = (await list(token, query, more)) as {
    result?: { name: string };
    continuation?: { continuationToken: string };
  }[];
  const [last] = messages.slice(-1);
  return {
    names: messages.slice(0, -1).map(({ result }) => result?.name),
    next: last?.continuation?.continuationToken,
  };
};

describe("List", () => {
  it.each([
    [
      "a type that it does not list",
      { token: "oci:Core/vcn:Vcn", query: { idcsEndpoint } },
      /^oci:Core\/vcn:Vcn is not known to this project's own plugin "oci"/,
    ],
    [
      "a query without a domain",
      { token: appType, query: {} },
      /^"idcsEndpoint" is missing: resources of oci:Identity\/domainsApp:DomainsApp are listed in one identity domain\. Give its URL, such as https:\/\/idcs-….identity\.oraclecloud\.com\.$/,
    ],
    [
      "a query with an unknown member",
      { token: appType, query: { idcsEndpoint, displayNam: "a" } },
      /^"displayNam" does not select resources of oci:Identity\/domainsApp:DomainsApp: idcsEndpoint, displayName, tags, filter do\. Did you mean "displayName"\?$/,
    ],
    [
      "a name of a type that has none",
      { token: grantType, query: { idcsEndpoint, displayName: "a" } },
      /: idcsEndpoint, tags, filter do\.$/,
    ],
    [
      "another's continuation token",
      { token: appType, query: { idcsEndpoint }, continuationToken: "0" },
      /^The continuation token "0" is not one of this plugin: list from the start\.$/,
    ],
  ])("refuses %s without a request", async (_, request, message) => {
    expect(await messageOf(world.list(request))).toMatch(message);
    expect(world.sent).toEqual([]);
  });

  it("says what the domain says about a filter that it does not understand", async () => {
    expect(await messageOf(list(appType, { filter: "displayName is nice" }))).toMatch(/was refused: 400 ".+"/);
  });

  it("is not known where the query is not", async () => {
    expect(await list(appType, { filter: unknown })).toEqual([{ computed: {} }]);
    expect(world.sent).toEqual([]);
  });

  it("gives ids that an import takes, by one request for the name alone, and never a secret", async () => {
    const created = await world.create(appType, ownedInputs);
    world.sent.length = 0;
    const listed = await list(appType, { displayName: "MY-app" });
    const id = `idcsEndpoint/${idcsEndpoint}/apps/${created.id}`;
    expect(listed).toEqual([{ result: { id, name: "my-app" } }, { continuation: { continuationToken: "" } }]);
    expect(world.logWithQueries()).toEqual([
      "GET Apps?attributes=displayName&count=1000&filter=displayName+eq+%22MY-app%22",
    ]);

    const read = await world.call("Read", { id, urn: `urn:pulumi:dev::proto::${appType}::app` });
    expect(read.id).toBe(created.id);
  });

  it("finds by all tags that are given, with a filter besides", async () => {
    await world.create(appType, { ...ownedInputs, displayName: "one", name: "one" }, "one");
    await world.create(appType, { ...ownedInputs, displayName: "two", name: "two" }, "two");
    await world.create(appType, { ...appInputs, displayName: "one-too", name: "one_too" }, "three");
    const tags = ownedInputs.tags.slice(0, 2);
    expect((await pageOf(appType, { tags })).names).toEqual(["one", "two"]);
    const filter = 'displayName sw "one" or displayName sw "three"';
    expect((await pageOf(appType, { tags, filter })).names).toEqual(["one"]);
    expect((await pageOf(appType, { tags: [...tags, { key: "team", value: "others" }] })).names).toEqual([]);
  });

  it("gives pages of the requested size until the limit, whether the caller repeats it or says what is left", async () => {
    const all = (await pageOf(types.user, {})).names;
    expect(all.length).toBeGreaterThan(3);
    const page = { limit: 3, pageSize: 2 };
    const first = await pageOf(types.user, {}, page);
    expect(first.names).toEqual(all.slice(0, 2));
    const second = await pageOf(types.user, {}, { ...page, continuationToken: first.next });
    expect(second).toEqual({ names: all.slice(2, 3), next: "" });
    expect(await pageOf(types.user, {}, { limit: 1, pageSize: 2, continuationToken: first.next })).toEqual(second);
  });

  it("ends where the domain has no more", async () => {
    const all = (await pageOf(types.user, {})).names;
    const names: unknown[] = [];
    let continuationToken: string | undefined = "";
    do {
      const page = await pageOf(types.user, {}, { pageSize: 2, continuationToken });
      names.push(...page.names);
      continuationToken = page.next;
    } while (continuationToken);
    expect(names).toEqual(all);
    expect(world.sent).toHaveLength(1 + Math.ceil(all.length / 2));
  });

  it("lists each type by its own name, or without one", async () => {
    expect((await pageOf(types.role, { filter: 'app.value eq "IDCSAppId"' })).names).toContain(
      "Identity Domain Administrator",
    );
    expect((await pageOf(types.certificate, {})).names).toEqual([]);
    const { names } = await pageOf(grantType, {});
    expect(new Set(names)).toEqual(new Set([""]));
  });
});

describe("GetSchema", () => {
  it("has no reference that leads nowhere", async () => {
    const schema = String((await world.call("GetSchema", {})).schema);
    const { types, resources, functions } = JSON.parse(schema) as Record<string, Json>;
    const references = new Set([...schema.matchAll(/"#\/types\/([^"]+)"/g)].map(([, token]) => token));
    expect([...references].filter((token) => !Object.hasOwn(types ?? {}, String(token)))).toEqual([]);
    expect([Object.keys(resources ?? {}).length, Object.keys(functions ?? {}).length]).toEqual([6, 7]);
  });

  it("marks as secret what the state must not have in clear, and offers as inputs only what the domain lets a program set", async () => {
    const { resources, provider } = JSON.parse(String((await world.call("GetSchema", {})).schema));
    const app = resources[appType];
    expect(app.properties.clientSecret).toEqual({ type: "string", secret: true });
    expect(app.inputProperties).not.toHaveProperty("clientSecret");
    expect(app.requiredInputs.toSorted()).toEqual(["basedOnTemplate", "displayName", "idcsEndpoint", "schemas"]);
    expect(app.inputProperties.name).toEqual({ type: "string", willReplaceOnChanges: true });
    expect(provider.inputProperties.privateKey).toEqual({ type: "string", secret: true });
  });
});
