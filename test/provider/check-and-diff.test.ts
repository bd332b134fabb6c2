import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Json } from "./protocol.ts";
import { appInputs, appType, startWorld, urn, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const check = (news: Json, olds: Json = {}, extra: Json = {}): Promise<Json> =>
  world.call("Check", { urn: urn(appType), name: "app", olds, news, randomSeed: "c2VlZA==", ...extra });

const diff = (olds: Json, news: Json, ignoreChanges: string[] = []): Promise<Json> =>
  world.call("Diff", { urn: urn(appType), id: "1", olds, news, ignoreChanges });

describe("Check", () => {
  test("reports everything that is wrong at once", async () => {
    const { displayName: _, ...rest } = appInputs;
    const news = {
      ...rest,
      alowedGrants: ["password"],
      active: "yes",
      clientSecret: "mine",
      allowedScopes: [{ scope: "x" }],
      redirectUris: "https://a.example",
    };
    expect((await check(news)).failures).toEqual([
      { property: "displayName", reason: '"displayName" is missing: it is required.' },
      { property: "active", reason: '"active" must be true or false.' },
      { property: "allowedScopes[0].fqs", reason: '"allowedScopes[0].fqs" is missing: it is required.' },
      { property: "allowedScopes[0].scope", reason: '"allowedScopes[0].scope" is not a property of this resource.' },
      {
        property: "alowedGrants",
        reason: '"alowedGrants" is not a property of this resource. Did you mean "allowedGrants"?',
      },
      { property: "clientSecret", reason: '"clientSecret" is set by the identity domain: remove it.' },
      { property: "redirectUris", reason: '"redirectUris" must be a list of strings.' },
    ]);
  });

  test("gives a nameless application a name, the same for the same seed, and notes it", async () => {
    const { inputs } = (await check(appInputs)) as { inputs: Json };
    expect(inputs.name).toMatch(/^app-[0-9a-f]{7}$/);
    expect(inputs.__defaults).toEqual(["name"]);
    expect((await check(appInputs)).inputs).toEqual(inputs);
  });

  test("keeps the name that an application has", async () => {
    const { inputs } = (await check(appInputs, { ...appInputs, name: "byhand" })) as { inputs: Json };
    expect([inputs.name, inputs.__defaults]).toEqual(["byhand", ["name"]]);
  });

  test("leaves a name of the program's own alone", async () => {
    const { inputs } = (await check({ ...appInputs, name: "mine" })) as { inputs: Json };
    expect([inputs.name, inputs.__defaults]).toEqual(["mine", []]);
  });
});

describe("Diff", () => {
  const olds = { ...appInputs, name: "app-1234567", clientIpChecking: "anywhere", redirectUris: ["https://a.example"] };
  const news = { ...appInputs, name: "app-1234567", __defaults: ["name"] };

  test("finds none in the order of a list: to the domain it is a set", async () => {
    const grants = (list: string[]): Json => ({ allowedGrants: list });
    const found = await diff({ ...olds, ...grants(["a", "b"]) }, { ...news, ...grants(["b", "a"]) });
    expect(found.changes).toBe("DIFF_NONE");
  });

  test("finds none in what the program no longer says; an empty list clears", async () => {
    expect((await diff(olds, news)).changes).toBe("DIFF_NONE");
    expect((await diff(olds, { ...news, redirectUris: [] })).detailedDiff).toEqual({
      "redirectUris[0]": { kind: "DELETE" },
    });
  });

  test("names each element that was added, removed or changed", async () => {
    const scopes = (...fqs: string[]): Json => ({ allowedScopes: fqs.map((value) => ({ fqs: value })) });
    expect((await diff({ ...olds, ...scopes("a", "b") }, { ...news, ...scopes("a", "c", "d") })).detailedDiff).toEqual({
      "allowedScopes[1].fqs": { kind: "UPDATE" },
      "allowedScopes[2]": {},
    });
  });

  test("ignores what the program wants ignored", async () => {
    const changed = { ...news, description: "other", allowedScopes: [{ fqs: "other" }] };
    expect((await diff(olds, changed, ["description", "allowedScopes[*].fqs"])).changes).toBe("DIFF_NONE");
  });

  test("replaces for another template, and deletes first only what has a name of its own", async () => {
    const basedOnTemplate = { value: "CustomBrowserMobileTemplateId" };
    const found = await diff(olds, { ...news, basedOnTemplate });
    expect(found).toEqual({
      changes: "DIFF_SOME",
      detailedDiff: { "basedOnTemplate.value": { kind: "UPDATE_REPLACE" } },
      diffs: ["basedOnTemplate"],
      replaces: ["basedOnTemplate"],
      hasDetailedDiff: true,
      stables: ["idcsEndpoint", "isAliasApp", "isUnmanagedApp", "name"],
    });
    expect(await diff(olds, { ...news, __defaults: [], basedOnTemplate })).toEqual({
      ...found,
      deleteBeforeReplace: true,
    });
  });
});
