import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { app, outputOf, type Program, type RoleOfApp, roleGrant } from "./declared.ts";
import { shown, startWorld, type World, writes } from "./world.ts";

// Two applications; the first one has a role for each input of an assignment. Every test changes each role in that input alone.
const tag = { key: "team", value: "payments" };

let world: World;
let apps: Program;
let roles: readonly RoleOfApp[];

const first = outputOf("first", "id");
const second = outputOf("second", "id");
const role = (index: number): RoleOfApp => roles[index] ?? { app: "", role: "" };

beforeAll(async () => {
  world = await startWorld();
  roles = world.roles;
  apps = { first: app("First"), second: app("Second") };
  world.declare({
    ...apps,
    grantee: roleGrant(first, role(0)),
    granteeType: roleGrant(first, role(1)),
    entitlement: roleGrant(first, role(2)),
    app: roleGrant(first, role(3)),
    mechanism: roleGrant(first, role(4)),
    schemas: roleGrant(first, role(5)),
    sets: roleGrant(first, role(6)),
    tags: roleGrant(first, role(7), { tags: [tag], attributeSets: ["default", "request"] }),
    endpoint: roleGrant(second, role(0)),
    attributes: roleGrant(second, role(1)),
  });
  await world.up();
});
afterAll(() => world?.close());

describe("a changed assignment", () => {
  it("is replaced whatever the change is, unless it is one of parameters of requests", async () => {
    const user = { type: "User", value: "b0000000000000000000000000000002" };
    const other = { ...tag, value: "billing" };
    world.declare({
      ...apps,
      grantee: roleGrant(second, role(0)),
      granteeType: roleGrant(first, role(1), { grantee: user, grantMechanism: "ADMINISTRATOR_TO_USER" }),
      entitlement: roleGrant(first, role(0)),
      app: roleGrant(first, { ...role(3), app: "IDCSAppId" }),
      mechanism: roleGrant(first, role(4), { grantMechanism: "OPC_INFRA_TO_APP" }),
      schemas: roleGrant(first, role(5), { schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:Grant", "urn:other"] }),
      sets: roleGrant(first, role(6), { attributeSets: ["all"] }),
      tags: roleGrant(first, role(7), { tags: [other], attributeSets: ["default", "request"] }),
      endpoint: roleGrant(second, role(0), { idcsEndpoint: world.proxy.url.replace("127.0.0.1", "localhost") }),
      attributes: roleGrant(second, role(1), { attributes: "id" }),
    });
    const steps = Object.entries(await world.plan());
    expect(new Set(steps.map(([, { op }]) => op))).toEqual(new Set(["replace"]));
    expect(Object.fromEntries(steps.map(([name, { changes }]) => [name, changes]))).toEqual({
      grantee: { "grantee.value": "update-replace" },
      granteeType: {
        grantMechanism: "update-replace",
        "grantee.type": "update-replace",
        "grantee.value": "update-replace",
      },
      entitlement: { "entitlement.attributeValue": "update-replace" },
      app: { "app.value": "update-replace" },
      mechanism: { grantMechanism: "update-replace" },
      schemas: { "schemas[1]": "add-replace" },
      tags: { "tags[0].value": "update-replace" },
      endpoint: { idcsEndpoint: "update-replace" },
    });
  });

  it("is created anew before the old one is deleted", async () => {
    world.declare({ ...apps, grantee: roleGrant(first, role(0)) });
    await world.up();
    const old = (await world.state()).grantee?.id;
    world.declare({ ...apps, grantee: roleGrant(second, role(0)) });
    const requests = writes(await world.up());
    expect(shown(requests)).toEqual(["POST Grants", "DELETE Grants/<id>"]);
    expect(requests[1]?.path).toBe(`Grants/${old}`);
  });

  it("with deleteBeforeReplace, which one that stays the same assignment needs, is deleted first", async () => {
    const described = (options = {}) =>
      roleGrant(second, role(0), { tags: [tag], attributeSets: ["default", "request"] }, options);
    world.declare({ ...apps, grantee: described() });
    const { code, output } = await world.run("up", "--yes", "--skip-preview");
    expect({ code, output }).not.toMatchObject({ code: 0 });
    expect(output).toContain("deleteBeforeReplace");
    world.declare({ ...apps, grantee: described({ deleteBeforeReplace: true }) });
    expect(shown(writes(await world.up()))).toEqual(["DELETE Grants/<id>", "POST Grants"]);
  });
});
