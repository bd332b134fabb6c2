import { beforeEach, describe, expect, it } from "vitest";
import { clientBody, openWorld, scimError, type World } from "../world.ts";

const searchSchema = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";
let world: World;
beforeEach(async () => {
  world = await openWorld();
  for (const name of ["a+b", "b", "c"]) {
    const tags = [{ key: "team", value: name === "c" ? "two" : "one" }];
    await world.admin("POST", "/admin/v1/Apps", clientBody({ displayName: `orders ${name}`, tags }));
  }
});
const search = (body: object) => world.admin("POST", "/admin/v1/Apps/.search", { schemas: [searchSchema], ...body });
const list = (query: string) => world.admin("GET", `/admin/v1/Apps?${query}`);
const invalid = (id: string, detail: string) => scimError(400, `error.common.validation.${id}`, detail);
const filter = 'displayName sw "orders "';

describe(".search", () => {
  it.each([
    [{ schemas: [] }, "missingReqAttributes", "Missing required attribute(s): schemas."],
    [{ schemas: ["urn:x"] }, "invalidSchemas", `schemas must hold ${searchSchema}.`],
    [{ filters: "x" }, "unknownAttribute", "Unknown attribute: filters."],
    [{ filter: {} }, "invalidDataType", "filter must hold texts, numbers or booleans."],
    [{ filter: "nothing" }, "invalidFilter", "The filter nothing is not valid."],
    [{ count: "many" }, "invalidQueryParameter", "count: many is not a whole number."],
    [
      { filter: 'audience eq "x"' },
      "attributeNotSearchable",
      "The attribute audience of App cannot be used in a filter.",
    ],
  ])("refuses %j", async (body, id, detail) => {
    expect(await search(body)).toMatchObject({ status: 400, body: invalid(id, detail) });
  });

  it("answers like the same list request", async () => {
    const parameters = new URLSearchParams({
      filter,
      attributes: "name,displayName",
      sortBy: "displayName",
      sortOrder: "descending",
      startIndex: "2",
      count: "2",
    });
    const { body } = await search({
      filter,
      attributes: ["name", "displayName"],
      sortBy: "displayName",
      sortOrder: "descending",
      startIndex: 2,
      count: 2,
    });
    expect(body).toEqual((await list(String(parameters))).body);
    expect(body.Resources.map((one: { displayName: string }) => one.displayName)).toEqual(["orders b", "orders a+b"]);
  });

  it("finds a value with a plus sign", async () => {
    expect((await search({ filter: 'displayName eq "orders a+b"' })).body.totalResults).toBe(1);
  });
});

describe("paging by limit and page", () => {
  it("refuses a page that no answer named", async () => {
    expect((await list("page=3")).body).toEqual(
      invalid("invalidQueryParameter", "page: it must be the opc-next-page of an answer."),
    );
  });

  it("goes through all results, and the last answer names no next page", async () => {
    const query = `filter=${encodeURIComponent(filter)}&sortBy=displayName&limit=2`;
    const first = await list(query);
    expect(first.body).toMatchObject({ totalResults: 3, startIndex: 1, itemsPerPage: 2 });
    const second = await list(`${query}&page=${first.headers.get("opc-next-page")}`);
    expect(second.body).toMatchObject({ totalResults: 3, startIndex: 3, Resources: [{ displayName: "orders c" }] });
    expect(second.headers.has("opc-next-page")).toBe(false);
  });
});

describe("distinct", () => {
  it("shows each projection once, and only the requested attributes", async () => {
    const query = `filter=${encodeURIComponent(filter)}&attributes=tags&distinct=true`;
    expect((await list(query)).body).toMatchObject({
      totalResults: 2,
      Resources: [{ tags: [{ key: "team", value: "one" }] }, { tags: [{ key: "team", value: "two" }] }],
    });
    expect((await list(query)).body.Resources[0]).not.toHaveProperty("id");
  });
});

describe("an index", () => {
  it("serves tags: both key and value must be of the same tag", async () => {
    const tagged = async (value: string) =>
      (await search({ filter: `tags[key eq "team" and value eq "${value}"]` })).body.totalResults;
    expect([await tagged("one"), await tagged("two"), await tagged("three")]).toEqual([2, 1, 0]);
  });
});
