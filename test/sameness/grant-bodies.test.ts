import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Args, app, outputOf, type Program, type RoleOfApp, roleGrant } from "./declared.ts";
import type { SeenRequest } from "./recording-proxy.ts";
import { integrationApp, startWorld, type World, writes } from "./world.ts";

// Two applications; the first one has a role for each input that components/ set, changed in that input alone.
const schema = "urn:ietf:params:scim:schemas:oracle:idcs:Grant";
const user = { type: "User", value: "b0000000000000000000000000000002" };
const group = { type: "Group", value: "c0000000000000000000000000000001" };
const sets = { attributeSets: ["default", "request"] };
const tags = [{ key: "stack", value: "sameness/dev" }];

interface Row {
  readonly input: string;
  readonly created: Args;
  readonly changed: Args;
  /** Of the creation and of the one that replaces it. */
  readonly query?: readonly [string, string];
}

/** No entitlement: an assignment of a user or a group to the application itself. */
const rows: readonly Row[] = [
  { input: "grantee", created: {}, changed: { grantee: { type: "App", value: outputOf("second", "id") } } },
  {
    input: "grantMechanism",
    created: { grantMechanism: "ADMINISTRATOR_TO_USER", grantee: user },
    changed: { grantMechanism: "ADMINISTRATOR_TO_GROUP", grantee: group },
  },
  { input: "tags", created: {}, changed: { tags } },
  // They alone are no difference (docs/provider.md), so the tags change too.
  {
    input: "attributeSets",
    created: {},
    changed: { ...sets, tags },
    query: ["", "?attributeSets=default&attributeSets=request"],
  },
  {
    input: "app",
    created: { grantMechanism: "ADMINISTRATOR_TO_USER", grantee: user, app: { value: outputOf("first", "id") } },
    changed: { grantMechanism: "ADMINISTRATOR_TO_USER", grantee: user, app: { value: outputOf("second", "id") } },
  },
];

let world: World;
let first: readonly SeenRequest[];
let second: readonly SeenRequest[];
let apps: Record<string, string>;
let before: Record<string, string>;

const role = (index: number): RoleOfApp => world.roles[index] ?? { app: "", role: "" };

/** The assignment of a row; an access assignment has no entitlement. */
function declared(row: Row, args: Args): ReturnType<typeof roleGrant> {
  const whole = roleGrant(outputOf("first", "id"), role(rows.indexOf(row)), args, { deleteBeforeReplace: true });
  const { entitlement: _, ...access } = whole.args;
  return row.input === "app" ? { ...whole, args: access } : whole;
}

const program = (args: (row: Row) => Args): Program => ({
  first: app("First"),
  second: app("Second"),
  ...Object.fromEntries(rows.map((row) => [row.input, declared(row, args(row))])),
});

beforeAll(async () => {
  world = await startWorld();
  world.declare(program(({ created }) => created));
  first = writes(await world.up());
  const idsOf = async () => Object.fromEntries(Object.entries(await world.state()).map(([name, { id }]) => [name, id]));
  before = await idsOf();
  apps = { first: before.first ?? "", second: before.second ?? "" };
  world.declare(program(({ changed }) => changed));
  second = writes(await world.up());
});
afterAll(() => world?.close());

/** What a row's creation is to send. */
function bodyOf(row: Row, args: Args): unknown {
  const text = JSON.stringify(declared(row, args).args);
  const { attributeSets: _, ...body } = JSON.parse(
    text.replace(/\{"outputOf":"(\w+)","member":"id"\}/g, (_, name: string) => JSON.stringify(apps[name])),
  );
  return body;
}

const posted = (requests: readonly SeenRequest[]) =>
  requests.filter(({ method, path }) => method === "POST" && path.startsWith("Grants"));

describe("creating an assignment", () => {
  it.each(rows)("sends what it is made of ($input)", (row) => {
    const path = `Grants${row.query?.[0] ?? ""}`;
    expect(posted(first)).toContainEqual({ method: "POST", path, body: bodyOf(row, row.created), status: 201 });
  });
});

describe("changing an assignment", () => {
  it.each(rows)("in $input creates another one with exactly that changed", (row) => {
    const path = `Grants${row.query?.[1] ?? ""}`;
    expect(posted(second)).toContainEqual({ method: "POST", path, body: bodyOf(row, row.changed), status: 201 });
  });

  it("deletes each old one, and updates none", () => {
    expect(
      second
        .filter(({ method }) => method === "DELETE")
        .map(({ path }) => path)
        .sort(),
    ).toEqual(rows.map(({ input }) => `Grants/${before[input]}`).sort());
    expect(second).toHaveLength(2 * rows.length);
  });
});

describe("an app role's assignment", () => {
  it("is the body of the recordings: an application, its role, the grantee and the mechanism", () => {
    expect(posted(first)[0]?.body).toBeDefined();
    expect(posted(first).map(({ body }) => body)).toContainEqual({
      schemas: [schema],
      grantMechanism: "ADMINISTRATOR_TO_APP",
      grantee: { type: "App", value: apps.first },
      app: { value: integrationApp },
      entitlement: { attributeName: "appRoles", attributeValue: role(0).role },
    });
  });
});
