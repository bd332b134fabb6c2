import { beforeEach, describe, expect, it } from "vitest";
import { clientBody, openWorld, scimError, url, type World } from "../world.ts";

const userSchema = "urn:ietf:params:scim:schemas:core:2.0:User";
const groupSchema = "urn:ietf:params:scim:schemas:core:2.0:Group";
const roleSchema = "urn:ietf:params:scim:schemas:oracle:idcs:AppRole";
const userExtension = "urn:ietf:params:scim:schemas:oracle:idcs:extension:user:User";
let world: World;
beforeEach(async () => {
  world = await openWorld();
});
const invalid = (id: string, detail: string) => scimError(400, `error.common.validation.${id}`, detail);
const user = (changes: object = {}) => ({
  schemas: [userSchema],
  userName: "nina@example.com",
  name: { familyName: "Novak", givenName: "Nina" },
  emails: [{ value: "nina@example.com", type: "work", primary: true }],
  password: "a password of hers",
  ...changes,
});
const postUser = (changes: object = {}) => world.admin("POST", "/admin/v1/Users", user(changes));
const postGroup = (body: object) => world.admin("POST", "/admin/v1/Groups", { schemas: [groupSchema], ...body });

describe("Users", () => {
  it("refuse a user without family name, without primary e-mail, or with a taken name", async () => {
    expect((await postUser({ name: { givenName: "Nina" } })).body).toEqual(
      invalid("missingReqAttributes", "Missing required attribute(s): name.familyName."),
    );
    expect((await postUser({ emails: [] })).body).toEqual(
      scimError(400, "error.identity.user.primaryEmailNotSpecified", "The primary email must be specified."),
    );
    expect((await postUser({ userName: "CALLAN@example.com" })).body).toEqual(
      scimError(
        409,
        "error.common.validation.duplicateResource",
        "A User with userName CALLAN@example.com exists already.",
      ),
    );
  });

  it("have a recovery address, and do not show their password", async () => {
    const { status, body } = await postUser();
    expect(status).toBe(201);
    expect(body).toMatchObject({
      active: true,
      displayName: "Nina Novak",
      name: { familyName: "Novak", givenName: "Nina", formatted: "Nina Novak" },
      emails: [
        { value: "nina@example.com", type: "work", primary: true },
        { value: "nina@example.com", type: "recovery", primary: false },
      ],
      meta: { resourceType: "User", location: `${url}/admin/v1/Users/${body.id}` },
    });
    const all = await world.admin("GET", `/admin/v1/Users/${body.id}?attributeSets=all&attributes=password`);
    expect(JSON.stringify(all.body)).not.toContain("password");
  });

  it("need no e-mail as service users", async () => {
    expect((await postUser({ emails: undefined, [userExtension]: { serviceUser: true } })).status).toBe(201);
  });

  it("are found by e-mail and replaced by PUT", async () => {
    const { body } = await postUser();
    const found = await world.admin("GET", "/admin/v1/Users?filter=emails.value+eq+%22NINA@example.com%22");
    expect(found.body.Resources).toEqual([body]);
    const replaced = await world.admin("PUT", `/admin/v1/Users/${body.id}`, { ...body, title: "Tester" });
    expect(replaced.body).toEqual({ ...body, title: "Tester", meta: replaced.body.meta });
  });
});

describe("Groups", () => {
  it("refuse members that do not exist and a taken name", async () => {
    expect((await postGroup({ displayName: "new", members: [{ type: "User", value: "nobody" }] })).body).toEqual(
      invalid("invalidReferenceResource", "Group.members references a User with ID nobody that does not exist."),
    );
    expect((await postGroup({ displayName: "QA" })).body).toEqual(
      scimError(409, "error.common.validation.duplicateResource", "A Group with displayName QA exists already."),
    );
  });

  it("show members only on request, and users show their groups", async () => {
    const nina = (await postUser()).body;
    const group = (await postGroup({ displayName: "new", members: [{ type: "User", value: nina.id }] })).body;
    expect(group.members).toBeUndefined();
    const shown = (await world.admin("GET", `/admin/v1/Groups/${group.id}?attributes=members`)).body;
    expect(shown.members).toEqual([
      {
        value: nina.id,
        type: "User",
        ocid: nina.ocid,
        display: "Nina Novak",
        name: "nina@example.com",
        $ref: `${url}/admin/v1/Users/${nina.id}`,
      },
    ]);
    const groups = (await world.admin("GET", `/admin/v1/Users/${nina.id}?attributes=groups`)).body.groups;
    expect(groups).toEqual([
      { value: group.id, ocid: group.ocid, display: "new", $ref: `${url}/admin/v1/Groups/${group.id}` },
    ]);
    const filter = encodeURIComponent(`members[type eq "User" and value eq "${nina.id}"]`);
    expect((await world.admin("GET", `/admin/v1/Groups?filter=${filter}`)).body.totalResults).toBe(1);
    const page = await world.admin(
      "GET",
      "/admin/v1/Groups?attributes=members[startIndex=2%26count=1]&sortBy=displayName",
    );
    expect(page.body.Resources.map(({ members = [] }: { members?: unknown[] }) => members.length)).toEqual([
      0, 1, 0, 0,
    ]);
  });
});

describe("AppRoles", () => {
  const post = (app: string, displayName = "reader") =>
    world.admin("POST", "/admin/v1/AppRoles", { schemas: [roleSchema], displayName, app: { value: app } });

  it("are refused for apps that are not unmanaged, and twice in one app", async () => {
    const managed = (await world.admin("POST", "/admin/v1/Apps", clientBody())).body;
    expect((await post(managed.id)).body).toEqual(
      invalid("invalidValue", `The App ${managed.id} takes no AppRoles: it was not created with isUnmanagedApp.`),
    );
    const own = (await world.admin("POST", "/admin/v1/Apps", clientBody({ displayName: "own", isUnmanagedApp: true })))
      .body;
    const made = await post(own.id);
    expect(made).toMatchObject({
      status: 201,
      body: {
        displayName: "reader",
        uniqueName: `${own.id}_reader`,
        app: { value: own.id, display: "own", name: own.name },
        availableToClients: false,
      },
    });
    expect((await post(own.id, "READER")).body).toEqual(
      scimError(
        409,
        "error.common.validation.duplicateResource",
        `An AppRole with displayName READER exists in the App ${own.id}.`,
      ),
    );
    expect((await world.admin("DELETE", `/admin/v1/AppRoles/${made.body.id}`)).status).toBe(204);
  });

  it("of Oracle's apps cannot be deleted and say so on request", async () => {
    const filter = encodeURIComponent('app.value eq "IDCSAppId" and displayName eq "identity domain administrator"');
    const [role] = (await world.admin("GET", `/admin/v1/AppRoles?filter=${filter}&attributeSets=all`)).body.Resources;
    expect(role).toMatchObject({
      displayName: "Identity Domain Administrator",
      uniqueName: "IDCSAppId_Identity Domain Administrator",
      adminRole: true,
      idcsPreventedOperations: ["update", "replace", "delete"],
    });
    expect((await world.admin("DELETE", `/admin/v1/AppRoles/${role.id}`)).body).toEqual(
      invalid("preventedOperation", `The AppRole ${role.id} was created by Oracle and cannot be deleted.`),
    );
  });
});

describe("a new domain", () => {
  it("has Oracle's apps with their scopes and roles, under ids that never change", async () => {
    const { body } = await world.admin("GET", "/admin/v1/Apps?attributes=name,audience,scopes.fqs,isOPCService");
    const seen = body.Resources.map((app: Record<string, unknown>) => [app.id, app.displayName, app.name]);
    expect(seen).toEqual([
      ["IDCSAppId", "IDCS Application", "IDCSApp"],
      ["a0000000000000000000000000000001", "OICINST_finance", "0F1E2D3C4B5A69788796A5B4C3D2E1F0_APPID"],
      ["a0000000000000000000000000000002", "OICINST_hr", "1A2B3C4D5E6F708192A3B4C5D6E7F809_APPID"],
      ["a0000000000000000000000000000003", "Oracle Utilities Work and Asset (dev)", "WACS_DEV_APPID"],
      [
        "a0000000000000000000000000000004",
        "idcs-oda-2b3c4d5e6f708192a3b4c5d6e7f80912-s0",
        "idcs-oda-2b3c4d5e6f708192a3b4c5d6e7f80912-s0_APPID",
      ],
      [
        "a0000000000000000000000000000005",
        "orders-6f1d2c3b-4a59-4e68-8b7a-9c0d1e2f3a4b",
        "3C4D5E6F708192A3B4C5D6E7F8091A2B_APPID",
      ],
      ["a0000000000000000000000000000006", "API Platform (dev)", "4D5E6F708192A3B4C5D6E7F8091A2B3C_APPID"],
      ["a0000000000000000000000000000007", "Mobile Hub (dev)", "5E6F708192A3B4C5D6E7F8091A2B3C4D_APPID"],
      [
        "a0000000000000000000000000000008",
        "ANALYTICSINST_sales-idexample01-ia",
        "6F708192A3B4C5D6E7F8091A2B3C4D5E_APPID",
      ],
      [
        "a0000000000000000000000000000009",
        "Oracle Applications Cloud (Fusion)",
        "708192A3B4C5D6E7F8091A2B3C4D5E6F_APPID",
      ],
      ["a000000000000000000000000000000a", "EPM Cloud Service", "8192A3B4C5D6E7F8091A2B3C4D5E6F70_APPID"],
      ["a000000000000000000000000000000b", "Process Automation", "92A3B4C5D6E7F8091A2B3C4D5E6F7081_APPID"],
      ["a000000000000000000000000000000c", "Visual Builder (dev)", "A3B4C5D6E7F8091A2B3C4D5E6F708192_APPID"],
      ["a000000000000000000000000000000d", "CECSAUTO_documentsCECSAUTO", "B4C5D6E7F8091A2B3C4D5E6F708192A3_APPID"],
    ]);
    expect(body.Resources[1].scopes.map(({ fqs }: { fqs: string }) => fqs)).toEqual([
      "https://0F1E2D3C4B5A69788796A5B4C3D2E1F0.integration.ocp.oraclecloud.com:443urn:opc:resource:consumer::all",
      "https://0F1E2D3C4B5A69788796A5B4C3D2E1F0.integration.ocp.oraclecloud.com:443/ic/api/",
    ]);
    const scopesOf = (id: string) =>
      body.Resources.find((app: { id: string }) => app.id.endsWith(id)).scopes.map(({ fqs }: { fqs: string }) => fqs);
    const all = "urn:opc:resource:consumer::all";
    expect(["04", "05", "06", "07", "08", "09", "0a", "0b", "0c", "0d"].map(scopesOf)).toEqual([
      [
        "https://idcs-oda-2b3c4d5e6f708192a3b4c5d6e7f80912-s0.data.digitalassistant.oci.oraclecloud.com/api/v1",
        "https://idcs-oda-2b3c4d5e6f708192a3b4c5d6e7f80912-s0.data.digitalassistant.oci.oraclecloud.com/process",
      ],
      ["https://orders-idexample01-iad.blockchain.ocp.oraclecloud.com:7443/restproxy"],
      ["https://4D5E6F708192A3B4C5D6E7F8091A2B3C.apiplatform.ocp.oraclecloud.com:443.apiplatform"],
      [`https://5E6F708192A3B4C5D6E7F8091A2B3C4D.mobile.ocp.oraclecloud.com:443${all}`],
      [`https://sales-idexample01-ia.analytics.ocp.oraclecloud.com${all}`],
      [`urn:opc:resource:fa:instanceid=501234567${all}`],
      [`urn:opc:serviceInstanceID=601234567${all}`],
      ["https://process-automation-dev.example.com/process", "https://process-automation-dev.example.com/decision"],
      [`https://visual-builder-dev.example.com${all}`, "https://visual-builder-dev.example.com/"],
      ["https://B4C5D6E7F8091A2B3C4D5E6F708192A3.cec.ocp.oraclecloud.com:443/urn:opc:cec:all"],
    ]);
    const first = (await world.admin("GET", "/admin/v1/AppRoles?count=1000&attributes=displayName")).body.Resources;
    const other = await openWorld();
    const second = (await other.admin("GET", "/admin/v1/AppRoles?count=1000&attributes=displayName")).body.Resources;
    expect(first).toEqual(second);
    expect(first).toHaveLength(25 + 8 + 8 + 2 + 1 + 4 + 1);
  });

  it("has the example organisation's users and groups", async () => {
    const users = (await world.admin("GET", "/admin/v1/Users?attributes=userName&sortBy=userName")).body.Resources;
    expect(users.map(({ userName }: { userName: string }) => userName)).toEqual([
      "ana.admin@example.com",
      "bjensen@example.com",
      "callan@example.com",
      "mia@example.com",
    ]);
    const groups = (await world.admin("GET", "/admin/v1/Groups?sortBy=displayName")).body.Resources;
    expect(groups.map(({ displayName }: { displayName: string }) => displayName)).toEqual([
      "integration-admins",
      "integration-testers",
      "qa",
    ]);
  });
});
