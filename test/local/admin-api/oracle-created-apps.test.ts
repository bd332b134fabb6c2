import { describe, expect, it } from "vitest";
import { resourceTypes } from "../../../local/schemas/resource-types.ts";
import type { Attribute } from "../../../local/scim/attribute.ts";
import { openWorld, scimError, type World } from "../world.ts";

const mobileHub = "/admin/v1/Apps/a0000000000000000000000000000007";
const settings = { allowOffline: true, accessTokenExpiry: 1800 };

// biome-ignore lint/suspicious/noExplicitAny: the body of an answer
async function shown(world: World, query = "?attributeSets=all"): Promise<any> {
  return (await world.admin("GET", mobileHub + query)).body;
}

/** A body without the attributes that the schema calls read-only. */
function writable(attributes: readonly Attribute[], body: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) => {
      const attribute = attributes.find((one) => one.name === name);
      if (attribute?.mutability === "readOnly") return [];
      const within = (one: unknown) =>
        typeof one === "object" && one !== null && attribute !== undefined
          ? writable(attribute.subAttributes, one as Record<string, unknown>)
          : one;
      return [[name, Array.isArray(value) ? value.map(within) : within(value)]];
    }),
  );
}

describe("an app that Oracle created accepts a new allowOffline and accessTokenExpiry", () => {
  it.each(["", "?attributeSets=all"])("with what GET%s returned", async (query) => {
    const world = await openWorld();
    const before = await shown(world);
    expect(await world.admin("PUT", mobileHub, { ...(await shown(world, query)), ...settings })).toMatchObject({
      status: 200,
      body: settings,
    });
    const { meta, idcsLastModifiedBy, ...after } = await shown(world);
    const { meta: _, idcsLastModifiedBy: _by, ...expected } = { ...before, ...settings };
    expect(after).toEqual(expected);
    expect(meta.version).not.toBe(before.meta.version);
  });

  it("with tags of its own, but not if they are left out", async () => {
    const world = await openWorld();
    const tags = [{ key: "color", value: "green" }];
    await world.admin("PUT", mobileHub, { ...(await shown(world)), tags });
    expect((await world.admin("PUT", mobileHub, { ...(await shown(world, "")), ...settings })).body).toEqual(
      scimError(
        400,
        "error.common.validation.preventedOperation",
        "The attribute tags of an App created by Oracle cannot be changed.",
      ),
    );
    const whole = { ...(await shown(world)), ...settings };
    expect(await world.admin("PUT", mobileHub, whole)).toMatchObject({ status: 200, body: settings });
  });

  it("with strict, if only what may be written is sent, and not the whole resource", async () => {
    const world = await openWorld({ strict: true });
    const before = await shown(world);
    expect((await world.admin("PUT", mobileHub, { ...before, ...settings })).body).toEqual(
      scimError(
        400,
        "error.common.validation.readOnlyAttribute",
        "The attribute id is read-only and cannot be changed.",
      ),
    );
    const body = { ...writable(resourceTypes.App.attributes, before), ...settings };
    expect(await world.admin("PUT", mobileHub, body)).toMatchObject({ status: 200, body: settings });
    expect((await shown(world)).scopes).toEqual(before.scopes);
  });

  it("with PATCH too", async () => {
    const world = await openWorld({ strict: true });
    const Operations = Object.entries(settings).map(([path, value]) => ({ op: "replace", path, value }));
    const body = { schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], Operations };
    expect(await world.admin("PATCH", mobileHub, body)).toMatchObject({ status: 200, body: settings });
  });
});

describe("an app that Oracle created and that says what may change", () => {
  const seed = {
    apps: [{ id: "ledger", displayName: "Ledger", oracleCreated: true, editableAttributes: ["showInMyApps"] }],
  };
  const ledger = "/admin/v1/Apps/ledger";

  it("shows it, and accepts that and nothing else", async () => {
    const world = await openWorld({ seed });
    const body = (await world.admin("GET", `${ledger}?attributeSets=all`)).body;
    expect(body.editableAttributes).toEqual([{ name: "showInMyApps" }]);
    expect((await world.admin("PUT", ledger, { ...body, showInMyApps: true })).body.showInMyApps).toBe(true);
    const current = (await world.admin("GET", `${ledger}?attributeSets=all`)).body;
    expect((await world.admin("PUT", ledger, { ...current, allowOffline: true })).body).toEqual(
      scimError(
        400,
        "error.common.validation.preventedOperation",
        "The attribute allowOffline of an App created by Oracle cannot be changed.",
      ),
    );
  });
});
