import { beforeEach, describe, expect, it } from "vitest";
import { type Answer, clientBody, grantSchema, openWorld, resourceBody, scimError, type World } from "../world.ts";

const patchSchema = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const userExtension = "urn:ietf:params:scim:schemas:oracle:idcs:extension:user:User";
const callan = "/admin/v1/Users/b0000000000000000000000000000002";
const testers = "/admin/v1/Groups/c0000000000000000000000000000001";
let world: World;
// biome-ignore lint/suspicious/noExplicitAny: the body of an answer
let app: any;
beforeEach(async () => {
  world = await openWorld();
  await world.admin("POST", "/admin/v1/Apps", resourceBody());
  const attributes = {
    allowedGrants: ["client_credentials", "refresh_token"],
    allowedScopes: [{ fqs: "https://orders.example.com/read" }],
    isUnmanagedApp: true,
    tags: [{ key: "color", value: "green" }],
  };
  app = (await world.admin("POST", "/admin/v1/Apps", clientBody(attributes))).body;
});
const patch = (path: string, ...Operations: object[]): Promise<Answer> =>
  world.admin("PATCH", path, { schemas: [patchSchema], Operations });
const patchApp = (...operations: object[]) => patch(`/admin/v1/Apps/${app.id}`, ...operations);
const invalid = (id: string, detail: string) => scimError(400, `error.common.validation.${id}`, detail);
const unchanged = async () => (await world.admin("GET", `/admin/v1/Apps/${app.id}`)).body;

describe("PATCH", () => {
  it.each([
    [{ op: "move", path: "description" }, "invalidPatch", "op: move is not one of add, remove, replace."],
    [{ op: "add", path: "description" }, "invalidPatch", "The operation add needs a value."],
    [{ op: "remove" }, "noTarget", "The operation remove needs a path."],
    [{ op: "replace", value: "x" }, "invalidPatch", "An operation without a path needs an object as value."],
    [{ op: "replace", path: 7, value: "x" }, "invalidPath", "path must be a string."],
    [{ op: "replace", path: "colour", value: "x" }, "invalidPath", "The path colour names no attribute of App."],
    [
      { op: "replace", path: "__proto__.x", value: 1 },
      "invalidPath",
      "The path __proto__.x names no attribute of App.",
    ],
    [{ op: "remove", path: "name[value eq 1]" }, "invalidPath", "name is not a list: it takes no filter."],
    [{ op: "remove", path: "allowedGrants[value eq]" }, "invalidFilter", "The filter value eq is not valid."],
    [{ op: "remove", path: "tags[colour eq 1]" }, "invalidFilter", "tags has no member colour."],
    [{ op: "remove", path: "displayName" }, "missingReqAttributes", "Missing required attribute(s): displayName."],
    [{ op: "replace", path: "active", value: "yes" }, "invalidDataType", "active must be true or false."],
    [
      { op: "remove", path: "allowedGrants", value: ["refresh_token"] },
      "invalidPatch",
      "The operation remove takes no value. Select with a filter in its path.",
    ],
    [
      { op: "replace", path: 'allowedGrants[value eq "password"]', value: "implicit" },
      "noTarget",
      'The path allowedGrants[value eq "password"] selects nothing.',
    ],
    [
      { op: "add", path: "allowedGrants", value: ["magic"] },
      "invalidValue",
      expect.stringMatching(/^allowedGrants: magic is not one of client_credentials, /),
    ],
  ])("refuses %j", async (operation, id, detail) => {
    expect(await patchApp(operation)).toMatchObject({ status: 400, body: invalid(id, detail) });
    expect(await unchanged()).toEqual(app);
  });

  // identity-domains-api.md 13, row 2: read-only and immutable attributes.
  it.each([
    [{ op: "replace", path: "clientSecret", value: "mine" }, "readOnlyAttribute", "clientSecret is read-only"],
    [{ op: "remove", path: "meta.version" }, "readOnlyAttribute", "meta.version is read-only"],
    [{ op: "add", value: { id: "mine" } }, "readOnlyAttribute", "id is read-only"],
    [{ op: "replace", path: "name", value: "another" }, "immutableAttribute", "name is immutable"],
    [{ op: "remove", path: "name" }, "immutableAttribute", "name is immutable"],
    [
      { op: "replace", path: "basedOnTemplate.value", value: "CustomSAMLAppTemplateId" },
      "immutableAttribute",
      "basedOnTemplate.value is immutable",
    ],
  ])("refuses row 2: %j", async (operation, id, reason) => {
    const detail = `The attribute ${reason} and cannot be changed.`;
    expect(await patchApp(operation)).toMatchObject({ status: 400, body: invalid(id, detail) });
    expect(await unchanged()).toEqual(app);
  });

  it("refuses a body without operations, or of another schema", async () => {
    const path = `/admin/v1/Apps/${app.id}`;
    expect((await world.admin("PATCH", path, { schemas: [patchSchema] })).body).toEqual(
      invalid("missingReqAttributes", "Missing required attribute(s): Operations."),
    );
    expect((await world.admin("PATCH", path, { schemas: app.schemas, Operations: [{}] })).body).toEqual(
      invalid("invalidSchemas", `schemas must hold ${patchSchema}.`),
    );
  });

  it("refuses all operations when one is wrong", async () => {
    const answer = await patchApp(
      { op: "replace", path: "description", value: "changed" },
      { op: "add", path: "allowedScopes", value: [{ fqs: "https://nobody.example.com/x" }] },
    );
    expect(answer.body).toEqual(
      invalid("invalidValue", "allowedScopes: no App declares the scope https://nobody.example.com/x."),
    );
    expect(await unchanged()).toEqual(app);
  });

  it("refuses changes of a grant, except its form values and tags", async () => {
    const grantee = { type: "User", value: "b0000000000000000000000000000002" };
    const body = { schemas: [grantSchema], grantMechanism: "ADMINISTRATOR_TO_USER", grantee, app: { value: app.id } };
    const grant = (await world.admin("POST", "/admin/v1/Grants", body)).body;
    const path = `/admin/v1/Grants/${grant.id}`;
    for (const [attribute, value, named] of [
      ["grantMechanism", "SERVICE_MANAGER_TO_USER", "grantMechanism"],
      ["grantee.value", "b0000000000000000000000000000003", "grantee.value"],
      ["entitlement", { attributeName: "appRoles", attributeValue: "x" }, "entitlement"],
    ] as const) {
      expect((await patch(path, { op: "replace", path: attribute, value })).body).toEqual(
        invalid("immutableAttribute", `The attribute ${named} is immutable and cannot be changed.`),
      );
    }
    const changed = await patch(path, { op: "add", value: { grantedAttributeValuesJson: '{"a":1}' } });
    expect(changed).toMatchObject({ status: 200, body: { ...grant, grantedAttributeValuesJson: '{"a":1}', meta: {} } });
  });

  it("refuses a role that Oracle created", async () => {
    const [role] = (await world.admin("GET", "/admin/v1/AppRoles?count=1")).body.Resources;
    const answer = await patch(`/admin/v1/AppRoles/${role.id}`, { op: "replace", path: "description", value: "mine" });
    expect(answer.body).toEqual(
      invalid("preventedOperation", `The AppRole ${role.id} was created by Oracle and cannot be changed.`),
    );
  });
});

describe("PATCH of an app", () => {
  it("applies operations in order (case-insensitive), and answers with the whole resource in a new version", async () => {
    const answer = await patchApp(
      { op: "ADD", path: "allowedScopes", value: [{ fqs: "https://orders.example.com/write" }] },
      { op: "Remove", path: 'allowedGrants[value eq "refresh_token"]' },
      { op: "remove", path: 'allowedScopes[fqs ew "/read"]' },
      { op: "replace", path: "DESCRIPTION", value: "patched" },
    );
    const { id: resourceId } = (await find("Orders API"))[0];
    const scope = { fqs: "https://orders.example.com/write", idOfDefiningApp: resourceId };
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      ...app,
      allowedGrants: ["client_credentials"],
      allowedScopes: [scope],
      description: "patched",
      meta: answer.body.meta,
      idcsLastModifiedBy: app.idcsCreatedBy,
    });
    expect(answer.body.meta.version).not.toBe(app.meta.version);
    expect(answer.headers.get("etag")).toBe(answer.body.meta.version);
    expect(await unchanged()).toEqual(answer.body);
  });

  it("without a path takes an object, and extensions by their URN", async () => {
    const extension = "urn:ietf:params:scim:schemas:oracle:idcs:extension:requestable:App";
    const query = `?attributes=description,schemas,${extension}:requestable`;
    const path = `/admin/v1/Apps/${app.id}${query}`;
    const both = await patch(path, {
      op: "add",
      value: { description: "patched", [extension]: { requestable: true } },
    });
    expect(both.body).toMatchObject({
      description: "patched",
      schemas: [...app.schemas, extension],
      [extension]: { requestable: true },
    });
    const member = await patch(path, { op: "replace", path: `${extension}:requestable`, value: false });
    expect(member.body[extension]).toEqual({ requestable: false });
  });

  it("does not add an existing element again, by the list's key", async () => {
    const tags = [
      { key: "color", value: "green" },
      { key: "size", value: "XL" },
    ];
    const { body } = await patch(`/admin/v1/Apps/${app.id}?attributes=tags,allowedScopes`, {
      op: "add",
      value: { tags, allowedScopes: { fqs: "https://orders.example.com/read" } },
    });
    expect(body).toMatchObject({ tags, allowedScopes: app.allowedScopes });
  });

  it("deactivates, and removing active does too", async () => {
    expect((await patchApp({ op: "replace", path: "active", value: false })).body.active).toBe(false);
    expect((await patchApp({ op: "replace", path: "active", value: true })).body.active).toBe(true);
    expect((await patchApp({ op: "remove", path: "active" })).body.active).toBe(false);
  });

  it("answers 404 for an unknown app, and takes an OCID", async () => {
    const operation = { op: "replace", path: "description", value: "by OCID" };
    expect((await patch("/admin/v1/Apps/nobody", operation)).status).toBe(404);
    expect((await patch(`/admin/v1/Apps/${app.ocid}`, operation)).body.description).toBe("by OCID");
  });
});

describe("PATCH of users, groups and roles", () => {
  it("changes members of a value that a filter selects", async () => {
    const { body } = await patch(
      callan,
      { op: "replace", path: 'emails[type eq "work"].value', value: "c@example.com" },
      { op: "replace", path: "name.givenName", value: "Cal" },
      { op: "replace", path: `${userExtension}:isFederatedUser`, value: true },
    );
    expect(body).toMatchObject({
      emails: expect.arrayContaining([{ value: "c@example.com", type: "work", primary: true, verified: true }]),
      name: { givenName: "Cal" },
      [userExtension]: { isFederatedUser: true },
    });
  });

  it("leaves only one primary address", async () => {
    const email = { value: "new@example.com", type: "home", primary: true };
    const { emails } = (await patch(callan, { op: "add", path: "emails", value: [email] })).body;
    expect(emails.filter(({ primary }: { primary: boolean }) => primary)).toEqual([email]);
  });

  it("adds and removes members of a group", async () => {
    const mia = "b0000000000000000000000000000004";
    const values = (answer: Answer) => answer.body.members.map(({ value }: { value: string }) => value);
    const path = `${testers}?attributes=members`;
    const before = values(await world.admin("GET", path));
    const member = { value: mia, type: "User" };
    expect(values(await patch(path, { op: "add", path: "members", value: [member] }))).toEqual([...before, mia]);
    expect(values(await patch(path, { op: "remove", path: `members[value eq "${mia}"]` }))).toEqual(before);
  });

  it("changes the description of a custom role, and nothing else", async () => {
    const schemas = ["urn:ietf:params:scim:schemas:oracle:idcs:AppRole"];
    const body = { schemas, displayName: "Clerk", app: { value: app.id } };
    const role = (await world.admin("POST", "/admin/v1/AppRoles", body)).body;
    const path = `/admin/v1/AppRoles/${role.id}`;
    expect((await patch(path, { op: "replace", path: "displayName", value: "Boss" })).body).toEqual(
      invalid("immutableAttribute", "The attribute displayName is immutable and cannot be changed."),
    );
    expect((await patch(path, { op: "add", path: "description", value: "files things" })).body).toMatchObject({
      displayName: "Clerk",
      description: "files things",
    });
  });
});

async function find(displayName: string) {
  const filter = encodeURIComponent(`displayName eq "${displayName}"`);
  return (await world.admin("GET", `/admin/v1/Apps?filter=${filter}`)).body.Resources;
}
