import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { resourceShape } from "../../provider/property-table/property-table.ts";
import { type Kind, kindsIn } from "./other-types.ts";
import type { Json } from "./protocol.ts";
import {
  appInputs,
  appType,
  grantType,
  type Held,
  idcsEndpoint,
  ownershipTags,
  startWorld,
  urn,
  type World,
  withoutMarks,
} from "./world.ts";

// Parameters of a request, such as `attributeSets`, are no part of what the domain has.

const integration = "a0000000000000000000000000000001";

let world: World;
let kinds: Record<string, Pick<Kind, "type" | "path" | "inputs">>;

beforeEach(async () => {
  world = await startWorld();
  const others = await kindsIn(world);
  const query = { filter: `app.value eq "${integration}" and displayName eq "ServiceDeveloper"` };
  const [role] = await world.administrator.listAll("AppRoles", { query });
  const app = await world.create(appType, { ...appInputs, displayName: "Ledger", name: "ledger" }, "ledger");
  kinds = {
    ...others,
    app: { type: appType, path: "apps", inputs: { ...appInputs, name: "my_app" } },
    grant: {
      type: grantType,
      path: "grants",
      inputs: {
        schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:Grant"],
        grantMechanism: "ADMINISTRATOR_TO_APP",
        grantee: { type: "App", value: app.id },
        app: { value: integration },
        entitlement: { attributeName: "appRoles", attributeValue: role?.id },
      },
    },
  };
  for (const kind of Object.values(kinds)) {
    const { attributeSets: _, attributes: __, tags: ___, ...inputs } = kind.inputs;
    Object.assign(kind, { inputs });
  }
});
afterEach(() => world.close());

const parameters: Json = {
  attributeSets: ["default", "request"],
  attributes: "tags",
  authorization: "Bearer token",
  forceDelete: true,
  resourceTypeSchemaVersion: "V3",
};

/** The parameters that a type has. */
function parametersOf(type: string): Json {
  const shape = resourceShape(type);
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => shape?.[name] !== undefined));
}

const names = ["app", "role", "grant", "perimeter", "certificate"];

describe.each(names)("a parameter of the requests for a resource (%s)", (name) => {
  it("is no difference when it is added, changed or removed", async () => {
    const { type, inputs } = kinds[name] as Kind;
    const given = { ...inputs, ...parametersOf(type) };
    const without = await world.create(type, inputs);
    expect(await world.diff(without, given)).toMatchObject({ changes: "DIFF_NONE" });
    const stored = { ...without, properties: { ...without.properties, ...parametersOf(type) } };
    expect(await world.diff(stored, { ...given, resourceTypeSchemaVersion: "V4" })).toMatchObject({
      changes: "DIFF_NONE",
    });
    expect(await world.diff(stored, inputs)).toMatchObject({ changes: "DIFF_NONE" });
  });

  it("is no difference after an import", async () => {
    const { type, inputs, path } = kinds[name] as Kind;
    const { id } = await world.create(type, inputs);
    const pulumiId = `idcsEndpoint/${idcsEndpoint}/${path}/${id}`;
    const imported = await world.call("Read", { id: pulumiId, urn: urn(type) });
    const held: Held = {
      type,
      name: "app",
      id: String(imported.id),
      inputs: imported.inputs as Json,
      properties: withoutMarks(imported.properties) as Json,
    };
    expect(await world.diff(held, { ...inputs, ...parametersOf(type) })).toMatchObject({ changes: "DIFF_NONE" });
  });
});

describe("the parameters that the program has given last", () => {
  it("are those of the next refresh, which stores them", async () => {
    const { type, inputs } = kinds.role as Kind;
    const tags = ownershipTags.slice(0, 2);
    const held = await world.create(type, { ...inputs, tags });
    const given = { ...held.inputs, attributeSets: ["default"], attributes: "tags" };
    world.sent.length = 0;
    const { inputs: read, properties } = await world.read({ ...held, inputs: given });
    expect(world.logWithQueries()).toEqual(["GET AppRoles/<id>?attributeSets=default&attributes=tags"]);
    expect(read).toMatchObject({ attributeSets: ["default"], attributes: "tags", tags });
    expect(properties).toMatchObject({ attributeSets: ["default"], attributes: "tags", tags });
  });

  it("are those of the next update, which stores them", async () => {
    const { type, inputs } = kinds.app as Kind;
    const held = await world.create(type, inputs);
    const attributeSets = ["default", "request"];
    world.sent.length = 0;
    const updated = await world.update(held, { ...inputs, description: "second", attributeSets });
    expect(world.logWithQueries()).toEqual(["PUT Apps/<id>?attributeSets=default&attributeSets=request"]);
    expect(updated.properties).toMatchObject({ attributeSets });
  });

  it("are those of a DELETE", async () => {
    const { type, inputs } = kinds.app as Kind;
    const { id, properties, inputs: olds } = await world.create(type, inputs);
    world.sent.length = 0;
    await world.call("Delete", { urn: urn(type), id, properties, oldInputs: { ...olds, forceDelete: true } });
    expect(world.logWithQueries().at(-1)).toBe("DELETE Apps/<id>?forceDelete=true");
  });
});
