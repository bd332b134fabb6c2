import { beforeEach, describe, expect, it } from "vitest";
import { clientBody, openWorld, scimError, url, type World } from "../world.ts";

const patchSchema = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const administrator = "/admin/v1/Users?filter=userName+eq+%22ana.admin%40example.com%22";
let world: World;
beforeEach(async () => {
  world = await openWorld();
});
const patchMe = (path: string, value: unknown) =>
  world.admin("PATCH", "/admin/v1/Me", { schemas: [patchSchema], Operations: [{ op: "replace", path, value }] });

describe("Me", () => {
  it("refuses an app", async () => {
    const app = (await world.admin("POST", "/admin/v1/Apps", clientBody())).body;
    const form = { grant_type: "client_credentials", scope: "urn:opc:idm:__myscopes__" };
    const { access_token } = (await world.token(app.name, app.clientSecret, form)).body;
    expect(await world.send("GET", "/admin/v1/Me", { authorization: `Bearer ${access_token}` })).toMatchObject({
      status: 401,
      body: scimError(401, "error.common.common.accessDenied", "Me is for users. The caller is an App."),
    });
  });

  it.each([
    ["userName", "boss@example.com"],
    ["active", false],
    ["password", "another one"],
    ["tags", [{ key: "a", value: "b" }]],
  ])("refuses to change %s", async (path, value) => {
    expect(await patchMe(path, value)).toMatchObject({
      status: 400,
      body: scimError(
        400,
        "error.common.validation.readOnlyAttribute",
        `The attribute ${path} is read-only and cannot be changed.`,
      ),
    });
  });

  it("is the calling user, in the shape of Me", async () => {
    const [user] = (await world.admin("GET", administrator)).body.Resources;
    const me = await world.admin("GET", "/admin/v1/Me");
    expect(me.body).toEqual({ ...user, meta: { ...user.meta, resourceType: "Me", location: `${url}/admin/v1/Me` } });
    expect(me.headers.get("etag")).toBe(user.meta.version);
  });

  it("changes the caller's own profile", async () => {
    expect((await patchMe("name.givenName", "Anna")).body).toMatchObject({ name: { givenName: "Anna" } });
    expect((await world.admin("GET", administrator)).body.Resources).toMatchObject([{ name: { givenName: "Anna" } }]);
  });
});
