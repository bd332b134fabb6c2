import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { secret } from "../../provider/values/property-values.ts";
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
  it("reports everything that is wrong at once", async () => {
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

  it("refuses values that an enumeration does not have, with those that it has", async () => {
    const news = {
      ...appInputs,
      clientType: "foo",
      trustScope: "explicit",
      constructor: "x",
      clientIpChecking: "",
      allowedOperations: ["introspect", "read", ""],
    };
    expect((await check(news)).failures).toEqual([
      {
        property: "allowedOperations[1]",
        reason: '"allowedOperations[1]" must be one of "introspect", "onBehalfOfUser".',
      },
      {
        property: "allowedOperations[2]",
        reason: '"allowedOperations[2]" must be one of "introspect", "onBehalfOfUser".',
      },
      {
        property: "clientType",
        reason: '"clientType" must be one of "confidential", "public", "trusted".',
      },
      { property: "constructor", reason: '"constructor" is not a property of this resource.' },
      { property: "trustScope", reason: '"trustScope" must be one of "Explicit", "Account", "Tags", "Default".' },
    ]);
  });

  it("shows no value, which may be a secret", async () => {
    const { failures } = await check({ ...appInputs, clientType: secret("hunter2") });
    expect(JSON.stringify(failures)).not.toContain("hunter2");
    expect(failures).toHaveLength(1);
  });

  it("refuses what only the domain sets inside an object or a list", async () => {
    const news = {
      ...appInputs,
      allowedScopes: [{ fqs: "https://api.example/.read", idOfDefiningApp: "1" }],
      basedOnTemplate: { value: "CustomWebAppTemplateId", ref: "https://…" },
    };
    expect((await check(news)).failures).toEqual([
      {
        property: "allowedScopes[0].idOfDefiningApp",
        reason: '"allowedScopes[0].idOfDefiningApp" is set by the identity domain: remove it.',
      },
      { property: "basedOnTemplate.ref", reason: '"basedOnTemplate.ref" is set by the identity domain: remove it.' },
    ]);
  });

  it("refuses an element without a value", async () => {
    const tags = { freeformTags: [null] };
    const news = {
      ...appInputs,
      scopes: [null],
      redirectUris: ["https://a.example", null],
      urnietfparamsscimschemasoracleidcsextensionOciTags: tags,
    };
    const lists = ["redirectUris", "scopes", "urnietfparamsscimschemasoracleidcsextensionOciTags.freeformTags"];
    expect((await check(news)).failures).toEqual(
      lists.map((property) => ({
        property,
        reason: `"${property}" must be a list of ${property === "redirectUris" ? "strings" : "objects"}.`,
      })),
    );
  });

  it("gives an application without a name one, the same for the same seed, and lists it as a default", async () => {
    const { inputs } = (await check(appInputs)) as { inputs: Json };
    expect(inputs.name).toMatch(/^app-[0-9a-f]{7}$/);
    expect(inputs.__defaults).toEqual(["name"]);
    expect((await check(appInputs)).inputs).toEqual(inputs);
  });

  it("keeps the name that an application has", async () => {
    const { inputs } = (await check(appInputs, { ...appInputs, name: "byhand" })) as { inputs: Json };
    expect([inputs.name, inputs.__defaults]).toEqual(["byhand", ["name"]]);
  });

  it("keeps a name that the program gives", async () => {
    const { inputs } = (await check({ ...appInputs, name: "mine" })) as { inputs: Json };
    expect([inputs.name, inputs.__defaults]).toEqual(["mine", []]);
  });
});

describe("Diff", () => {
  const olds = { ...appInputs, name: "app-1234567", clientIpChecking: "anywhere", redirectUris: ["https://a.example"] };
  const news = { ...appInputs, name: "app-1234567", __defaults: ["name"] };

  it("finds no difference in the order of a list, which is a set to the domain", async () => {
    const grants = (list: string[]): Json => ({ allowedGrants: list });
    const found = await diff({ ...olds, ...grants(["a", "b"]) }, { ...news, ...grants(["b", "a"]) });
    expect(found.changes).toBe("DIFF_NONE");
  });

  it("finds no difference in a list that the program no longer gives, but in an empty one", async () => {
    expect((await diff(olds, news)).changes).toBe("DIFF_NONE");
    expect((await diff(olds, { ...news, redirectUris: [] })).detailedDiff).toEqual({
      "redirectUris[0]": { kind: "DELETE" },
    });
  });

  it("names each element of a list that was added, removed or changed", async () => {
    const scopes = (...fqs: string[]): Json => ({ allowedScopes: fqs.map((value) => ({ fqs: value })) });
    expect((await diff({ ...olds, ...scopes("a", "b") }, { ...news, ...scopes("a", "c", "d") })).detailedDiff).toEqual({
      "allowedScopes[1].fqs": { kind: "UPDATE" },
      "allowedScopes[2]": {},
    });
  });

  it("ignores the paths that the program wants to be ignored", async () => {
    const changed = { ...news, description: "other", allowedScopes: [{ fqs: "other" }] };
    expect((await diff(olds, changed, ["description", "allowedScopes[*].fqs"])).changes).toBe("DIFF_NONE");
  });

  it("replaces for another template, and deletes first only if the program has chosen the name", async () => {
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
