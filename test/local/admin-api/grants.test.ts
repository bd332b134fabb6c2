import { beforeEach, describe, expect, it } from "vitest";
import { type Answer, clientBody, grantSchema, openWorld, scimError, url, type World } from "../world.ts";

const finance = "a0000000000000000000000000000001";
const hr = "a0000000000000000000000000000002";
const callan = "b0000000000000000000000000000002";
const testers = "c0000000000000000000000000000001";
const grants = "/admin/v1/Grants";

let world: World;
let client: { id: string; ocid: string };
let developer: string;
beforeEach(async () => {
  world = await openWorld();
  client = (await world.admin("POST", "/admin/v1/Apps", clientBody())).body;
  developer = await role(finance, "ServiceDeveloper");
});

async function role(appId: string, displayName: string): Promise<string> {
  const filter = encodeURIComponent(`app.value eq "${appId}" and displayName eq "${displayName}"`);
  return (await world.admin("GET", `/admin/v1/AppRoles?filter=${filter}`)).body.Resources[0].id;
}

const body = (changes: object = {}) => ({
  schemas: [grantSchema],
  grantMechanism: "ADMINISTRATOR_TO_APP",
  grantee: { type: "App", value: client.id },
  app: { value: finance },
  entitlement: { attributeName: "appRoles", attributeValue: developer },
  ...changes,
});
const post = (changes: object = {}): Promise<Answer> => world.admin("POST", grants, body(changes));
const toUser = { grantMechanism: "ADMINISTRATOR_TO_USER", grantee: { type: "User", value: callan } };
const toGroup = { grantMechanism: "ADMINISTRATOR_TO_GROUP", grantee: { type: "Group", value: testers } };
const invalid = (id: string, detail: string) => scimError(400, `error.common.validation.${id}`, detail);
const reference = (detail: string) => invalid("invalidReferenceResource", detail);

describe("POST Grants", () => {
  // identity-domains-api.md 12, item 16.
  it("accepts OCIDs of what exists if the settings say so, and stores ids", async () => {
    world = await openWorld({ ocidsInGrants: "accept" });
    client = (await world.admin("POST", "/admin/v1/Apps", clientBody())).body;
    const ocidOf = async (path: string) => (await world.admin("GET", `/admin/v1/${path}`)).body.ocid;
    developer = await role(finance, "ServiceDeveloper");
    const answer = await post({
      grantee: { type: "App", value: client.ocid },
      app: { value: await ocidOf(`Apps/${finance}`) },
      entitlement: { attributeName: "appRoles", attributeValue: await ocidOf(`AppRoles/${developer}`) },
    });
    expect(answer).toMatchObject({
      status: 201,
      body: { grantee: { value: client.id }, app: { value: finance }, entitlement: { attributeValue: developer } },
    });
    expect((await post()).status).toBe(409);
    expect((await post({ grantee: { type: "App", value: `${client.ocid}x` } })).body).toEqual(
      invalid("stringExceedsMaxLimit", "Grant.grantee must not be longer than 40 characters."),
    );
  });

  it("refuses missing attributes, including the app", async () => {
    expect((await world.admin("POST", grants, { schemas: [grantSchema] })).body).toEqual(
      invalid(
        "missingReqAttributes",
        "Missing required attribute(s): grantMechanism,grantee.value,grantee.type,app.value.",
      ),
    );
  });

  it("refuses a role for an app without naming the role", async () => {
    expect((await post({ entitlement: undefined })).body).toEqual(
      invalid(
        "missingReqAttributes",
        "Missing required attribute(s): entitlement.attributeName,entitlement.attributeValue.",
      ),
    );
  });

  it("refuses references to what does not exist", async () => {
    expect((await post({ grantee: { type: "App", value: "nobody" } })).body).toEqual(
      reference("Grant.grantee references a App with ID nobody that does not exist."),
    );
    expect((await post({ app: { value: "nothing" } })).body).toEqual(
      reference("Grant.app references a App with ID nothing that does not exist."),
    );
    expect((await post({ entitlement: { attributeName: "appRoles", attributeValue: "none" } })).body).toEqual(
      reference("Grant.entitlement references a AppRole with ID none that does not exist."),
    );
  });

  it("refuses an OCID where an id belongs", async () => {
    expect((await post({ grantee: { type: "App", value: client.ocid } })).body).toEqual(
      invalid("stringExceedsMaxLimit", "Grant.grantee must not be longer than 40 characters."),
    );
  });

  it("refuses a role of another app, and another attribute than appRoles", async () => {
    expect((await post({ app: { value: hr } })).body).toEqual(
      reference(`Grant.entitlement: the App ${hr} does not define the AppRole ${developer}.`),
    );
    expect((await post({ entitlement: { attributeName: "roles", attributeValue: developer } })).body).toEqual(
      invalid("invalidValue", "Grant.entitlement.attributeName: roles is not one of appRoles."),
    );
  });

  it("refuses a mechanism for another kind of grantee", async () => {
    expect((await post({ grantMechanism: "ADMINISTRATOR_TO_USER" })).body).toEqual(
      invalid("invalidValue", "Grant.grantee: ADMINISTRATOR_TO_USER needs a grantee of type User."),
    );
  });

  it("refuses a role that is not available to that kind of grantee", async () => {
    const owner = (
      await world.admin("POST", "/admin/v1/Apps", clientBody({ displayName: "own roles", isUnmanagedApp: true }))
    ).body;
    const own = (
      await world.admin("POST", "/admin/v1/AppRoles", {
        schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:AppRole"],
        displayName: "reader",
        app: { value: owner.id },
        availableToUsers: true,
      })
    ).body;
    const entitlement = { attributeName: "appRoles", attributeValue: own.id };
    expect((await post({ app: { value: owner.id }, entitlement })).body).toEqual(
      invalid("invalidValue", "The AppRole reader is not available to a App."),
    );
    expect((await post({ ...toUser, app: { value: owner.id }, entitlement })).status).toBe(201);
  });

  // identity-domains-api.md 13, row 6.
  it("refuses an identical grant", async () => {
    await post();
    expect(await post()).toMatchObject({
      status: 409,
      body: scimError(
        409,
        "error.identity.grant.duplicateGrant",
        "A Grant with the same app, entitlement, grantee and grantMechanism exists.",
      ),
    });
  });

  it("returns the grant as sent, and displays and the composite key on request", async () => {
    const { status, body: made } = await post();
    expect(status).toBe(201);
    expect(made).toMatchObject({
      schemas: [grantSchema],
      grantMechanism: "ADMINISTRATOR_TO_APP",
      isFulfilled: true,
      grantee: { type: "App", value: client.id, $ref: `${url}/admin/v1/Apps/${client.id}` },
      app: { value: finance, $ref: `${url}/admin/v1/Apps/${finance}` },
      entitlement: { attributeName: "appRoles", attributeValue: developer },
      grantor: { type: "User", value: "b0000000000000000000000000000001" },
    });
    expect(made.grantee.display).toBeUndefined();
    expect(made.compositeKey).toBeUndefined();
    const all = (await world.admin("GET", `${grants}/${made.id}?attributeSets=all`)).body;
    expect(all.grantee.display).toBe("orders-sync");
    expect(all.app.display).toBe("OICINST_finance");
    expect(all.compositeKey).toContain(developer);
  });

  // identity-domains-api.md 13, row 12.
  it("to an app feeds its grantedAppRoles, not the members of the role", async () => {
    await post();
    const { grantedAppRoles } = (await world.admin("GET", `/admin/v1/Apps/${client.id}`)).body;
    expect(grantedAppRoles).toEqual([
      {
        value: developer,
        $ref: `${url}/admin/v1/AppRoles/${developer}`,
        type: "direct",
        display: "ServiceDeveloper",
        appId: finance,
        appName: "OICINST_finance",
        adminRole: false,
      },
    ]);
    expect(
      (await world.admin("GET", `/admin/v1/AppRoles/${developer}?attributes=members`)).body.members,
    ).toBeUndefined();
  });

  it("to a user or a group feeds the members of the role, and the roles of the group's users", async () => {
    await post(toUser);
    await post(toGroup);
    const { members } = (await world.admin("GET", `/admin/v1/AppRoles/${developer}?attributes=members`)).body;
    expect(members).toEqual([
      { value: callan, type: "User", display: "Callan Park", $ref: `${url}/admin/v1/Users/${callan}` },
      { value: testers, type: "Group", display: "integration-testers", $ref: `${url}/admin/v1/Groups/${testers}` },
    ]);
    const filter = encodeURIComponent(`members[value eq "${testers}" and type eq "Group"]`);
    expect((await world.admin("GET", `/admin/v1/AppRoles?filter=${filter}`)).body.totalResults).toBe(1);
    const extension = "urn:ietf:params:scim:schemas:oracle:idcs:extension:user:User";
    const barbara = (
      await world.admin("GET", `/admin/v1/Users/b0000000000000000000000000000003?attributes=${extension}:appRoles`)
    ).body;
    expect(barbara[extension].appRoles).toEqual([
      {
        value: developer,
        display: "ServiceDeveloper",
        type: "indirect",
        appId: finance,
        appName: "OICINST_finance",
        adminRole: false,
        $ref: `${url}/admin/v1/AppRoles/${developer}`,
      },
    ]);
  });

  it("of a whole app to a user or group appears in the app's grants", async () => {
    const made = (await post({ ...toUser, app: { value: client.id }, entitlement: undefined })).body;
    expect((await post({ ...toGroup, app: { value: client.id }, entitlement: undefined })).status).toBe(201);
    const path = `/admin/v1/Apps/${client.id}?attributes=${encodeURIComponent('grants[grantMechanism sw "ADMINISTRATOR_TO_U"]')}`;
    expect((await world.admin("GET", path)).body.grants).toEqual([
      {
        value: made.id,
        $ref: `${url}/admin/v1/Grants/${made.id}`,
        granteeId: callan,
        granteeType: "User",
        grantMechanism: "ADMINISTRATOR_TO_USER",
      },
    ]);
  });
});

describe("DELETE", () => {
  const total = async () => (await world.admin("GET", `${grants}?count=0`)).body.totalResults;

  it("of a grant removes the role", async () => {
    const { id } = (await post()).body;
    expect((await world.admin("DELETE", `${grants}/${id}`)).status).toBe(204);
    expect((await world.admin("GET", `/admin/v1/Apps/${client.id}`)).body.grantedAppRoles).toBeUndefined();
    expect((await post()).status).toBe(201);
  });

  it("of an app deletes its grants, as grantee and as granted app", async () => {
    const before = await total();
    const app = (await world.admin("POST", "/admin/v1/Apps", clientBody({ displayName: "gone", active: false }))).body;
    await post({ grantee: { type: "App", value: app.id } });
    await post({ ...toUser, app: { value: app.id }, entitlement: undefined });
    expect(await total()).toBe(before + 2);
    await world.admin("DELETE", `/admin/v1/Apps/${app.id}`);
    expect(await total()).toBe(before);
  });

  it("of a user or a group deletes its grants and memberships", async () => {
    const before = await total();
    await post(toUser);
    await post(toGroup);
    await world.admin("DELETE", `/admin/v1/Users/${callan}`);
    const group = (await world.admin("GET", `/admin/v1/Groups/${testers}?attributes=members`)).body;
    expect(group.members.map(({ name }: { name: string }) => name)).toEqual(["bjensen@example.com"]);
    await world.admin("DELETE", `/admin/v1/Groups/${testers}`);
    expect(await total()).toBe(before);
  });
});

describe("GET Grants", () => {
  it("finds a grant as Oracle's documentation describes", async () => {
    const { id } = (await post()).body;
    await post(toUser);
    const find = async (filter: string) =>
      (await world.admin("GET", `${grants}?filter=${encodeURIComponent(filter)}`)).body.Resources.map(
        (one: { id: string }) => one.id,
      );
    expect(
      await find(
        `grantee[value eq "${client.id}" and type eq "App"] and entitlement[attributeName eq "appRoles" and attributeValue eq "${developer}"]`,
      ),
    ).toEqual([id]);
    expect(await find(`app.value eq "${finance}" and grantee.type eq "App"`)).toEqual([id]);
    expect(await find(`grantee[value eq "${client.id}" and type eq "User"]`)).toEqual([]);
  });
});
