import { beforeEach, describe, expect, it } from "vitest";
import { openWorld, scimError, type World } from "../world.ts";

const groupSchema = "urn:ietf:params:scim:schemas:core:2.0:Group";
const groups = "/admin/v1/Groups";

/** Names whose JSON strings have escapes, and names that look like parts of a filter. */
const awkward = [
  "EMEA/Ops\\X",
  'the "best"',
  'ends with \\"',
  "a\\\\b",
  "tab\tand line\nbreak",
  "é ü 漢字 🙂",
  "a] and (b) or [c, d",
  'eq "x" and not (y pr)',
  `${"(".repeat(120)}`,
];

let world: World;
beforeEach(async () => {
  world = await openWorld();
});

const create = (displayName: string) => world.admin("POST", groups, { schemas: [groupSchema], displayName });
const found = async (filter: string) => {
  const { status, body } = await world.admin("GET", `${groups}?filter=${encodeURIComponent(filter)}`);
  expect(status).toBe(200);
  return body.Resources.map(({ displayName }: { displayName: string }) => displayName);
};

// RFC 7644, section 3.4.2.2: strings of a filter are JSON strings.
describe("a string of a filter", () => {
  it.each(awkward)("finds the group %j, by eq with its index and by co", async (name) => {
    expect((await create(name)).status).toBe(201);
    expect(await found(`displayName eq ${JSON.stringify(name)}`)).toEqual([name]);
    expect(await found(`displayName co ${JSON.stringify(name)} and not (displayName eq "qa")`)).toEqual([name]);
  });

  it("may write any character as an escape", async () => {
    expect(await found(String.raw`displayName eq "\u0071\u0061" or displayName sw "integration\u002dt"`)).toEqual([
      "integration-testers",
      "qa",
    ]);
  });

  it.each([
    String.raw`displayName eq "Ops\X"`,
    'displayName eq "a\nb"',
    'displayName eq "open',
    String.raw`displayName eq "open\"`,
  ])("that is not JSON is refused: %j", async (filter) => {
    const { status, body } = await world.admin("GET", `${groups}?filter=${encodeURIComponent(filter)}`);
    expect(status).toBe(400);
    expect(body).toEqual(scimError(400, "error.common.validation.invalidFilter", `The filter ${filter} is not valid.`));
  });

  it.each(awkward)("selects a value by a PATCH path and by attributes: %j", async (value) => {
    const name = "tagged";
    const tags = [
      { key: "one", value },
      { key: "two", value: "other" },
    ];
    const { id } = (await world.admin("POST", groups, { schemas: [groupSchema], displayName: name, tags })).body;
    const inside = `value eq ${JSON.stringify(value)}`;
    const attributes = encodeURIComponent(`displayName,tags[${inside}]`);
    const shown = await world.admin("GET", `${groups}/${id}?attributes=${attributes}`);
    expect(shown.body).toMatchObject({ displayName: name, tags: [{ key: "one", value }] });
    expect(shown.body.tags).toHaveLength(1);
    const patched = await world.admin("PATCH", `${groups}/${id}`, {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
      Operations: [{ op: "remove", path: `tags[${inside}]` }],
    });
    expect(patched.status).toBe(200);
    const after = await world.admin("GET", `${groups}/${id}?attributes=tags`);
    expect(after.body.tags).toEqual([expect.objectContaining({ key: "two", value: "other" })]);
  });
});
