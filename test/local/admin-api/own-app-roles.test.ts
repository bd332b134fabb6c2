import { beforeEach, describe, expect, it } from "vitest";
import {
  callanId,
  grant,
  newApp,
  newClient,
  openOAuthWorld,
  type TestClient,
} from "../authorization-server/oauth-world.ts";
import { resourceBody, scimError, type World } from "../world.ts";

const schema = "urn:ietf:params:scim:schemas:oracle:idcs:AppRole";
const testers = "c0000000000000000000000000000001";

let world: World;
let app: TestClient;
let client: TestClient;
beforeEach(async () => {
  world = await openOAuthWorld();
  const audience = "https://ledger.example.com/";
  app = await newApp(world, resourceBody({ displayName: "Ledger API", audience, isUnmanagedApp: true, active: false }));
  client = await newClient(world);
});

const newRole = (displayName: string, attributes: object = {}) =>
  world.admin("POST", "/admin/v1/AppRoles", {
    schemas: [schema],
    displayName,
    app: { value: app.id },
    availableToClients: true,
    availableToUsers: true,
    availableToGroups: true,
    ...attributes,
  });

describe("a role of your own app", () => {
  it("is held by a client, a user and a group that it was granted to", async () => {
    const { id } = (await newRole("Reader", { description: "Reads entries" })).body;
    await grant(world, { type: "App", id: client.id }, app.id, "Reader");
    await grant(world, { type: "User", id: callanId }, app.id, "Reader");
    await grant(world, { type: "Group", id: testers }, app.id, "Reader");
    expect((await world.admin("GET", `/admin/v1/Apps/${client.id}`)).body.grantedAppRoles).toMatchObject([
      { value: id, display: "Reader", appId: app.id, appName: "Ledger API" },
    ]);
    const role = (await world.admin("GET", `/admin/v1/AppRoles/${id}?attributeSets=all`)).body;
    expect(role.description).toBe("Reads entries");
    expect(role.members.map(({ type, value }: Record<string, string>) => [type, value])).toEqual([
      ["User", callanId],
      ["Group", testers],
    ]);
    const shown = (await world.admin("GET", `/admin/v1/Apps/${app.id}?attributeSets=all`)).body;
    expect(shown.userRoles).toMatchObject([{ value: id, display: "Reader" }]);
  });

  it("keeps its name, and changes its description", async () => {
    const { id } = (await newRole("Reader")).body;
    const patch = (path: string, value: string) =>
      world.admin("PATCH", `/admin/v1/AppRoles/${id}`, {
        schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        Operations: [{ op: "replace", path, value }],
      });
    expect((await patch("displayName", "Writer")).body).toEqual(
      scimError(
        400,
        "error.common.validation.immutableAttribute",
        "The attribute displayName is immutable and cannot be changed.",
      ),
    );
    expect(await patch("description", "Reads all")).toMatchObject({ status: 200, body: { description: "Reads all" } });
  });

  it("is not granted to a grantee that it is not available to", async () => {
    const { id } = (await newRole("Clerk", { availableToClients: false })).body;
    const answer = await world.admin("POST", "/admin/v1/Grants", {
      schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:Grant"],
      grantMechanism: "ADMINISTRATOR_TO_APP",
      grantee: { type: "App", value: client.id },
      app: { value: app.id },
      entitlement: { attributeName: "appRoles", attributeValue: id },
    });
    expect(answer.status).toBe(400);
  });

  it("is deleted with its app, with all of its grants", async () => {
    await newRole("Reader");
    await newRole("Writer");
    await grant(world, { type: "App", id: client.id }, app.id, "Reader");
    await grant(world, { type: "User", id: callanId }, app.id, "Writer");
    await grant(world, { type: "Group", id: testers }, app.id, "Writer");
    expect((await world.admin("DELETE", `/admin/v1/Apps/${app.id}`)).status).toBe(204);
    for (const type of ["AppRoles", "Grants"]) {
      const filter = encodeURIComponent(`app.value eq "${app.id}"`);
      expect((await world.admin("GET", `/admin/v1/${type}?filter=${filter}`)).body.totalResults).toBe(0);
    }
    expect((await world.admin("GET", `/admin/v1/Apps/${client.id}`)).body.grantedAppRoles).toBeUndefined();
  });
});
