import { beforeEach, describe, expect, it } from "vitest";
import { clientBody, grantSchema, openWorld, scimError, type World } from "../world.ts";

const callan = "b0000000000000000000000000000002";
const bjensen = "b0000000000000000000000000000003";
const mia = "b0000000000000000000000000000004";
const testers = "c0000000000000000000000000000001";
let world: World;
let app: { id: string };
// biome-ignore lint/suspicious/noExplicitAny: the body of an answer
let grant: any;
beforeEach(async () => {
  world = await openWorld();
  app = (await world.admin("POST", "/admin/v1/Apps", clientBody({ active: false }))).body;
  grant = (await world.admin("POST", "/admin/v1/Grants", body({ type: "Group", value: testers }))).body;
});
const body = (grantee: { type: string; value: string }, grantMechanism = "ADMINISTRATOR_TO_GROUP") => ({
  schemas: [grantSchema],
  grantMechanism,
  grantee,
  app: { value: app.id },
});
const patchMembers = (operation: object) =>
  world.admin("PATCH", `/admin/v1/Groups/${testers}`, {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
    Operations: [{ path: "members", ...operation }],
  });

/** Who holds the app through the group: ids of users and of their grants. */
async function holders(): Promise<readonly { user: string; id: string }[]> {
  const filter = encodeURIComponent(`app.value eq "${app.id}" and grantMechanism eq "GROUP_MEMBERSHIP"`);
  const { Resources } = (await world.admin("GET", `/admin/v1/Grants?filter=${filter}`)).body;
  return Resources.map((one: { id: string; grantee: { value: string } }) => ({ user: one.grantee.value, id: one.id }));
}
const users = async () => (await holders()).map(({ user }) => user).sort();

describe("an indirect grant", () => {
  it("cannot be created or deleted by a client", async () => {
    const refusal = scimError(
      400,
      "error.common.validation.preventedOperation",
      "A Grant with grantMechanism GROUP_MEMBERSHIP follows from the group's Grant and members. Change those.",
    );
    const [first] = await holders();
    expect(
      (await world.admin("POST", "/admin/v1/Grants", body({ type: "User", value: mia }, "GROUP_MEMBERSHIP"))).body,
    ).toEqual(refusal);
    expect((await world.admin("DELETE", `/admin/v1/Grants/${first?.id}`)).body).toEqual(refusal);
  });

  it("names the group as its grantor", async () => {
    const [first] = await holders();
    expect((await world.admin("GET", `/admin/v1/Grants/${first?.id}`)).body).toMatchObject({
      grantMechanism: "GROUP_MEMBERSHIP",
      grantee: { type: "User" },
      grantor: { type: "Group", value: testers },
      isFulfilled: true,
    });
  });

  it("is given to every member for an app, but not for a role", async () => {
    expect(await users()).toEqual([callan, bjensen]);
    const [role] = (await world.admin("GET", "/admin/v1/AppRoles?filter=availableToGroups+eq+true&count=1")).body
      .Resources;
    const before = (await world.admin("GET", "/admin/v1/Grants")).body.totalResults;
    const entitlement = { attributeName: "appRoles", attributeValue: role.id };
    const toGroup = { ...body({ type: "Group", value: testers }), app: { value: role.app.value }, entitlement };
    expect((await world.admin("POST", "/admin/v1/Grants", toGroup)).status).toBe(201);
    expect((await world.admin("GET", "/admin/v1/Grants")).body.totalResults).toBe(before + 1);
  });

  it("is created and deleted with the membership, and stays the same for members who stay", async () => {
    const kept = (await holders()).find(({ user }) => user === bjensen);
    await patchMembers({ op: "add", value: [{ value: mia, type: "User" }] });
    expect(await users()).toEqual([callan, bjensen, mia]);
    await patchMembers({ op: "remove", path: `members[value eq "${callan}"]` });
    expect(await users()).toEqual([bjensen, mia]);
    expect(await holders()).toContainEqual(kept);
    await world.admin("DELETE", `/admin/v1/Users/${mia}`);
    expect(await users()).toEqual([bjensen]);
  });

  it.each([
    ["the group's grant", () => `/admin/v1/Grants/${grant.id}`],
    ["the group", () => `/admin/v1/Groups/${testers}`],
    ["the app", () => `/admin/v1/Apps/${app.id}`],
  ])("ends with %s", async (_, path) => {
    expect((await world.admin("DELETE", path())).status).toBe(204);
    expect(await users()).toEqual([]);
  });

  it("remains while another grant of the group to the same app does", async () => {
    const other = (
      await world.admin("POST", "/admin/v1/Grants", body({ type: "Group", value: testers }, "SYNC_TO_USER"))
    ).body;
    await world.admin("DELETE", `/admin/v1/Grants/${grant.id}`);
    expect(await users()).toEqual([callan, bjensen]);
    await world.admin("DELETE", `/admin/v1/Grants/${other.id}`);
    expect(await users()).toEqual([]);
  });
});
