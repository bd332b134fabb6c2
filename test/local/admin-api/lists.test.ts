import { beforeAll, describe, expect, it } from "vitest";
import { clientBody, openWorld, resourceBody, scimError, type World } from "../world.ts";

const apps = "/admin/v1/Apps";
let world: World;
beforeAll(async () => {
  world = await openWorld();
  const resource = (await world.admin("POST", apps, resourceBody())).body;
  for (const [index, name] of ["Zulu", "alpha", "Mike"].entries()) {
    world.clock.now = new Date(world.clock.now.getTime() + 1000);
    await world.admin(
      "POST",
      apps,
      clientBody({
        displayName: name,
        name: `client${index}`,
        active: index !== 1,
        allowedScopes: [{ fqs: resource.scopes[index % 2].fqs }],
        tags: [{ key: "team", value: index === 0 ? "red" : "blue" }],
        ...(index === 0 ? { description: "the first" } : {}),
      }),
    );
  }
});

const list = (parameters: Record<string, string>, endpoint = apps) =>
  world.admin("GET", `${endpoint}?${new URLSearchParams(parameters)}`);
const names = async (filter: string, more: Record<string, string> = {}) => {
  const { body } = await list({ filter, ...more });
  return body.Resources?.map((one: { displayName: string }) => one.displayName) ?? body;
};
const invalid = (id: string, detail: string) => scimError(400, `error.common.validation.${id}`, detail);

// identity-domains-api.md 13, rows 8 (filters) and 10 (the shape of refusals).
describe("a list", () => {
  it.each(["audience", "clientType", "trustScope", "clientSecret"])(
    "refuses a filter on %s, which is not searchable",
    async (name) => {
      expect(await list({ filter: `${name} eq "x"` })).toMatchObject({
        status: 400,
        body: invalid("attributeNotSearchable", `The attribute ${name} of App cannot be used in a filter.`),
      });
    },
  );

  it("refuses an invalid filter, or one with an unknown attribute", async () => {
    expect((await list({ filter: "displayName" })).body).toEqual(
      invalid("invalidFilter", "The filter displayName is not valid."),
    );
    expect((await list({ filter: 'colour eq "red"' })).body).toEqual(
      invalid("invalidFilter", "App has no attribute colour."),
    );
    expect((await list({ filter: 'tags[colour eq "red"]' })).body).toEqual(
      invalid("invalidFilter", "App has no attribute tags.colour."),
    );
  });

  it("refuses an invalid page, order or attribute set", async () => {
    expect((await list({ count: "many" })).body).toEqual(
      invalid("invalidQueryParameter", "count: many is not a whole number."),
    );
    expect((await list({ sortOrder: "up" })).body).toEqual(
      invalid("invalidQueryParameter", "sortOrder: up is not one of ascending, descending."),
    );
    expect((await list({ sortBy: "colour" })).body).toEqual(
      invalid("invalidQueryParameter", "sortBy: App has no attribute colour."),
    );
    expect((await list({ attributeSets: "some" })).body).toEqual(
      invalid("invalidQueryParameter", "attributeSets: some is not one of all, always, never, request, default."),
    );
  });
});

// identity-domains-api.md 13, row 8.
describe("a filter", () => {
  it.each([
    ['displayName eq "ZULU"', ["Zulu"]],
    ['name sw "client" and displayName co "L"', ["Zulu", "alpha"]],
    ['displayName sw "mi"', ["Mike"]],
    ['displayName ew "HA"', ["alpha"]],
    ['name eq "client2"', ["Mike"]],
    ['isOAuthClient eq true and active eq false and displayName sw "a"', ["alpha"]],
    ['name sw "client" and not (displayName eq "alpha")', ["Zulu", "Mike"]],
    ['name sw "client" and displayName ne "alpha"', ["Zulu", "Mike"]],
    ['name sw "client" and description pr', ["Zulu"]],
    ['tags[key eq "team" and value eq "red"]', ["Zulu"]],
    ['tags.value eq "blue" and tags.key eq "team"', ["alpha", "Mike"]],
    ['scopes.fqs eq "https://orders.example.com/read"', ["Orders API"]],
    ['scopes[value eq "write"]', ["Orders API"]],
    ['allowedScopes[fqs ew "/read"]', ["Zulu", "Mike"]],
    ['allowedGrants eq "client_credentials" and name sw "client"', ["Zulu", "alpha", "Mike"]],
    ['allowedGrants[value eq "client_credentials"] and name eq "client0"', ["Zulu"]],
    ['meta.created gt "2026-11-21T13:00:02+01:00"', ["Mike"]],
    ['displayName eq "Zulu" or displayName eq "Mike"', ["Zulu", "Mike"]],
    ['urn:ietf:params:scim:schemas:oracle:idcs:App:displayName eq "Mike"', ["Mike"]],
    ['allowedScopes.fqs eq "https://orders.example.com/READ"', []],
  ])("%s", async (filter, expected) => {
    expect(await names(filter)).toEqual(expected);
  });

  it("finds the clients of a resource", async () => {
    const [resource] = (await list({ filter: 'displayName eq "Orders API"' })).body.Resources;
    expect(await names(`allowedScopes.idOfDefiningApp eq "${resource.id}"`)).toEqual(["Zulu", "alpha", "Mike"]);
  });
});

// identity-domains-api.md 13, row 9.
describe("a page", () => {
  const clients = 'name sw "client"';

  it.each([
    [{}, 1, 50, 3],
    [{ count: "2" }, 1, 2, 2],
    [{ count: "0" }, 1, 0, 0],
    [{ count: "-5" }, 1, 50, 3],
    [{ count: "5000" }, 1, 1000, 3],
    [{ startIndex: "3" }, 3, 50, 1],
    [{ startIndex: "-3" }, 1, 50, 3],
    [{ startIndex: "9" }, 9, 50, 0],
  ])("%j starts at %i, is of %i and holds %i", async (parameters, startIndex, itemsPerPage, length) => {
    const { body } = await list({ filter: clients, ...parameters });
    expect(body).toEqual({
      schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
      totalResults: 3,
      Resources: expect.any(Array),
      startIndex,
      itemsPerPage,
    });
    expect(body.Resources).toHaveLength(length);
  });

  it("is sorted case-insensitively, resources without the attribute last", async () => {
    expect(await names(clients, { sortBy: "displayName" })).toEqual(["alpha", "Mike", "Zulu"]);
    expect(await names(clients, { sortBy: "displayName", sortOrder: "DESCENDING" })).toEqual(["Zulu", "Mike", "alpha"]);
    expect((await names(clients, { sortBy: "description" }))[0]).toBe("Zulu");
    expect(await names(clients, { sortBy: "meta.created", sortOrder: "descending" })).toEqual([
      "Mike",
      "alpha",
      "Zulu",
    ]);
  });
});

// identity-domains-api.md 13, row 7.
describe("a projection", () => {
  const first = async (parameters: Record<string, string>) =>
    (await list({ filter: 'name eq "client0"', ...parameters })).body.Resources[0];
  const always = { displayName: "Zulu", isAliasApp: false, meterAsOPCService: false };
  const template = { basedOnTemplate: { value: "CustomWebAppTemplateId" } };

  it("of named attributes shows them and what is always shown, nothing else", async () => {
    expect(await first({ attributes: "clientType,TRUSTSCOPE, nothing" })).toEqual({
      id: expect.any(String),
      ...always,
      ...template,
      clientType: "confidential",
      trustScope: "Explicit",
    });
    expect(await first({ attributeSets: "always" })).toEqual({ id: expect.any(String), ...always, ...template });
    expect(await first({ attributeSets: "never" })).toEqual({ id: expect.any(String), ...always, ...template });
  });

  it("of a member shows that member", async () => {
    expect((await first({ attributes: "allowedScopes.fqs" })).allowedScopes).toEqual([
      { fqs: "https://orders.example.com/read" },
    ]);
    expect((await first({ attributes: "basedOnTemplate.wellKnownId" })).basedOnTemplate).toEqual({
      value: "CustomWebAppTemplateId",
      wellKnownId: "CustomWebAppTemplateId",
    });
    expect((await first({ attributes: "meta.version,meta.created" })).meta).toEqual({
      version: expect.any(String),
      created: expect.any(String),
    });
  });

  it("shows tags only on request", async () => {
    const tags = [{ key: "team", value: "red" }];
    expect((await first({})).tags).toBeUndefined();
    expect((await first({ attributes: "" })).tags).toBeUndefined();
    expect((await first({ attributeSets: "default" })).tags).toBeUndefined();
    expect((await first({ attributes: "tags" })).tags).toEqual(tags);
    expect((await first({ attributeSets: "REQUEST" })).tags).toEqual(tags);
    expect((await first({ attributeSets: "default,request" })).tags).toEqual(tags);
    expect((await first({ attributeSets: "all" })).tags).toEqual(tags);
  });

  it("is the union of sets and names; a set may be repeated", async () => {
    const { body } = await world.admin(
      "GET",
      `${apps}?filter=name+eq+%22client0%22&attributeSets=always&attributeSets=request&attributes=name`,
    );
    expect(Object.keys(body.Resources[0]).sort()).toEqual([
      "basedOnTemplate",
      "displayName",
      "id",
      "isAliasApp",
      "meterAsOPCService",
      "name",
      "tags",
    ]);
  });

  it("of default is what no projection shows", async () => {
    expect(await first({ attributeSets: "default" })).toEqual(await first({}));
  });
});
