import { generateKeyPairSync } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { loggedReason, pass } from "../authorization-server/oauth-world.ts";
import { clientBody, grantSchema, openWorld, scimError, signedHeaders, url, type World } from "../world.ts";

const denied = (detail: string) => scimError(401, "error.common.common.accessDenied", detail);
const path = "/admin/v1/Apps?count=1";

describe("OCI request signature", () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  const signed = (changes: Partial<Parameters<typeof signedHeaders>[0]> = {}) =>
    signedHeaders({ method: "GET", path, date: world.clock.now, ...changes });
  const detailOf = async (headers: Record<string, string>) => (await world.send("GET", path, headers)).body;

  it("refuses a request without credentials, and one for a path that does not exist the same way", async () => {
    const refusal = denied("The request has neither an OCI signature nor a bearer token.");
    expect(await world.send("GET", "/admin/v1/Apps")).toMatchObject({ status: 401, body: refusal });
    expect(await world.send("GET", "/admin/v1/Nothing")).toMatchObject({ status: 401, body: refusal });
  });

  it("refuses a key that is not registered", async () => {
    const headers = signed({ keyId: "ocid1.tenancy.oc1..local/ocid1.user.oc1..localadmin/00:11" });
    expect(await detailOf(headers)).toEqual(denied("The key of the request signature is not registered."));
  });

  it("refuses a signature of another key", async () => {
    const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    expect(await detailOf(signed({ key }))).toEqual(denied("The request signature does not match the request."));
  });

  it("refuses a signature of another path", async () => {
    const headers = signed({ path: "/admin/v1/Apps?count=2" });
    expect(await detailOf(headers)).toEqual(denied("The request signature does not match the request."));
  });

  it.each(["date", "host", "(request-target)"])("refuses a signature that does not cover %s", async (name) => {
    expect(await detailOf(signed({ leaveOut: [name] }))).toEqual(denied(`The request signature must cover ${name}.`));
  });

  it.each(["content-length", "content-type", "x-content-sha256"])(
    "refuses a POST whose signature does not cover %s",
    async (name) => {
      const body = JSON.stringify(clientBody());
      const headers = signedHeaders({
        method: "POST",
        path: "/admin/v1/Apps",
        date: world.clock.now,
        body,
        leaveOut: [name],
      });
      expect(await world.send("POST", "/admin/v1/Apps", headers, body)).toMatchObject({
        status: 401,
        body: denied(`The request signature must cover ${name}.`),
      });
    },
  );

  it.each([-301_000, 301_000])("refuses a date %i ms away from its clock", async (distance) => {
    const headers = signed({ date: new Date(world.clock.now.getTime() + distance) });
    expect(await detailOf(headers)).toEqual(
      denied("The date of the request is not within five minutes of the server's clock."),
    );
  });

  it("refuses a body that was changed after it was signed", async () => {
    const body = JSON.stringify(clientBody());
    const headers = signedHeaders({ method: "POST", path: "/admin/v1/Apps", date: world.clock.now, body });
    expect((await world.send("POST", "/admin/v1/Apps", headers, body.replace("orders", "ordure"))).body).toEqual(
      denied("The x-content-sha256 of the request is not the digest of its body."),
    );
    expect((await world.send("POST", "/admin/v1/Apps", headers, `${body} `)).body).toEqual(
      denied("The content-length of the request is not the length of its body."),
    );
  });

  it("accepts the first administrator's signature, five minutes off, and shows who created what", async () => {
    const date = new Date(world.clock.now.getTime() - 299_000);
    expect(await world.send("GET", path, signed({ date }))).toMatchObject({ status: 200 });
    const created = await world.admin("POST", "/admin/v1/Apps", clientBody());
    expect(created.body.idcsCreatedBy).toEqual({
      type: "User",
      value: "OCI User",
      display: "Ana Admin",
      ocid: "ocid1.user.oc1..localadmin",
      $ref: `${url}/admin/v1/Users/b0000000000000000000000000000001`,
    });
  });
});

describe("access token", () => {
  async function clientWithRole(
    world: World,
    role: string | undefined,
  ): Promise<(method: string, path: string, body?: object) => Promise<{ status: number; body: unknown }>> {
    const app = (await world.admin("POST", "/admin/v1/Apps", clientBody({ displayName: `client ${role}` }))).body;
    if (role !== undefined) {
      const filter = encodeURIComponent(`app.value eq "IDCSAppId" and displayName eq "${role}"`);
      const roles = (await world.admin("GET", `/admin/v1/AppRoles?filter=${filter}`)).body.Resources;
      await world.admin("POST", "/admin/v1/Grants", {
        schemas: [grantSchema],
        grantMechanism: "ADMINISTRATOR_TO_APP",
        grantee: { type: "App", value: app.id },
        app: { value: "IDCSAppId" },
        entitlement: { attributeName: "appRoles", attributeValue: roles[0].id },
      });
    }
    const form = { grant_type: "client_credentials", scope: "urn:opc:idm:__myscopes__" };
    const { body } = await world.token(app.name, app.clientSecret, form);
    const headers = { authorization: `Bearer ${body.access_token}`, "content-type": "application/json" };
    return (method, to, sent) => world.send(method, to, headers, sent && JSON.stringify(sent));
  }
  const noRole = denied("You do not have the role that this operation needs.");

  const notValid = { status: 401, body: denied("The access token is not valid for this API.") };

  it("gives no access when this domain did not issue it", async () => {
    const world = await openWorld();
    expect(await world.send("GET", path, { authorization: "Bearer nonsense" })).toMatchObject(notValid);
    expect(loggedReason(world)).toBe("This domain did not sign it.");
  });

  it("gives no access once it has expired", async () => {
    const world = await openWorld();
    const call = await clientWithRole(world, "Identity Domain Administrator");
    expect(await call("GET", path)).toMatchObject({ status: 200 });
    pass(world, 3601);
    expect(await call("GET", path)).toMatchObject(notValid);
    expect(loggedReason(world)).toBe("It has expired.");
  });

  it("gives no access without an administrator role", async () => {
    const call = await clientWithRole(await openWorld(), undefined);
    expect(await call("GET", path)).toMatchObject({ status: 401, body: noRole });
  });

  it("is refused with 403 if the settings say so", async () => {
    const call = await clientWithRole(await openWorld({ deniedStatus: 403 }), undefined);
    expect(await call("GET", path)).toMatchObject({ status: 403, body: { ...noRole, status: "403" } });
  });

  it("of an Application Administrator changes apps and only reads users", async () => {
    const call = await clientWithRole(await openWorld(), "Application Administrator");
    expect(await call("POST", "/admin/v1/Groups", {})).toMatchObject({ status: 401, body: noRole });
    expect(await call("GET", "/admin/v1/Users")).toMatchObject({ status: 200 });
    expect(await call("POST", "/admin/v1/Apps", clientBody({ displayName: "made by a client" }))).toMatchObject({
      status: 201,
      body: { idcsCreatedBy: { type: "App", display: "client Application Administrator" } },
    });
  });

  it("of a User Administrator does not see apps", async () => {
    const call = await clientWithRole(await openWorld(), "User Administrator");
    expect(await call("GET", path)).toMatchObject({ status: 401, body: noRole });
    expect(await call("GET", "/admin/v1/Groups")).toMatchObject({ status: 200 });
  });

  it.each([
    ["Application Administrator", ["NetworkPerimeters", "OAuthClientCertificates", "AppClientSecretRegenerator"]],
    ["Security Administrator", ["NetworkPerimeters", "OAuthClientCertificates", "AppClientSecretRegenerator"]],
    ["User Administrator", ["Users", "Groups", "AppClientSecretRegenerator"]],
    ["User Manager", ["Users"]],
    ["Audit Administrator", []],
  ])("of a %s may write only %j", async (role, writable) => {
    const call = await clientWithRole(await openWorld(), role);
    const asked = ["Users", "Groups", "NetworkPerimeters", "OAuthClientCertificates", "AppClientSecretRegenerator"];
    const answers = await Promise.all(
      asked.map(async (one) => [one, (await call("POST", `/admin/v1/${one}`, {})).status]),
    );
    // An empty body is refused with 400 once the caller may write.
    expect(answers).toEqual(asked.map((one) => [one, writable.includes(one) ? 400 : 401]));
  });

  it("gives no access once its client is deactivated", async () => {
    const world = await openWorld();
    const call = await clientWithRole(world, "Identity Domain Administrator");
    const filter = encodeURIComponent('displayName sw "client "');
    const [client] = (await world.admin("GET", `/admin/v1/Apps?filter=${filter}`)).body.Resources;
    await world.admin("PUT", `/admin/v1/AppStatusChanger/${client.id}`, {
      schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:AppStatusChanger"],
      active: false,
    });
    expect(await call("GET", path)).toMatchObject({
      status: 401,
      body: denied("The holder of the access token is not active."),
    });
  });
});
