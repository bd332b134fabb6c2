import { decodeJwt } from "jose";
import { beforeEach, describe, expect, it } from "vitest";
import { clientBody, openWorld, resourceBody, type World } from "../../world.ts";
import { expectRefusal, loggedReason, newApp, pass, post, postAs, read, type TestClient } from "../oauth-world.ts";

const statusSchema = "urn:ietf:params:scim:schemas:oracle:idcs:AppStatusChanger";

let world: World;
let inspector: TestClient;
let client: TestClient;
let token: string;
beforeEach(async () => {
  world = await openWorld();
  await newApp(world, resourceBody());
  inspector = await newApp(world, clientBody({ displayName: "inspector", allowedOperations: ["introspect"] }));
  client = await newApp(world, clientBody({ allowedScopes: [{ fqs: read }] }));
  const request = { grant_type: "client_credentials", scope: read };
  token = (await world.token(client.name, client.clientSecret, request)).body.access_token;
});

const introspect = (who: TestClient, parameters: Record<string, string>) =>
  postAs(world, "introspect", who, parameters);

async function expectInactive(text: string): Promise<void> {
  const answer = await introspect(inspector, { token: text });
  expect(answer.body).toEqual({ active: false });
  expect(answer.status).toBe(200);
}

describe("introspection", () => {
  const notAllowed = [400, "unauthorized_client", "The client is not allowed the operation introspect."] as const;

  it("is refused to a client that fails to authenticate", async () => {
    const answer = await introspect({ ...inspector, clientSecret: "wrong" }, { token });
    expectRefusal(answer, 401, "invalid_client", "Client authentication failed.");
    expect(loggedReason(world)).toBe("The client secret is wrong.");
  });

  it("is refused to a client without the allowed operation introspect", async () => {
    expectRefusal(await introspect(client, { token }), ...notAllowed);
  });

  it("is refused to a public client, even with the operation allowed", async () => {
    const browser = clientBody({
      displayName: "browser",
      clientType: "public",
      allowedGrants: ["authorization_code"],
      redirectUris: ["https://browser.example.com/callback"],
      allowedOperations: ["introspect"],
    });
    const { name } = await newApp(world, browser);
    expectRefusal(await post(world, "introspect", { client_id: name, token }), ...notAllowed);
  });

  it("is refused without a token", async () => {
    expectRefusal(await introspect(inspector, {}), 400, "invalid_request", "The parameter token is missing.");
  });

  it("is refused for a GET, which is answered with the allowed method", async () => {
    const answer = await world.send("GET", "/oauth2/v1/introspect");
    expectRefusal(answer, 405, "invalid_request", "The endpoint /introspect accepts only POST.");
    expect(answer.headers.get("allow")).toBe("POST");
  });
});

describe("a token", () => {
  it("is not active when it is not a token", async () => {
    await expectInactive("nonsense");
  });

  it("is not active when it was changed", async () => {
    const [header, , signature] = token.split(".");
    const claims = { ...decodeJwt(token), scope: "write" };
    await expectInactive(`${header}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.${signature}`);
  });

  it("is not active once it has expired", async () => {
    pass(world, 3600);
    await expectInactive(token);
  });

  it("is not active once its client is inactive, and once it is gone", async () => {
    const path = `/admin/v1/AppStatusChanger/${client.id}`;
    expect((await world.admin("PUT", path, { schemas: [statusSchema], active: false })).status).toBe(200);
    await expectInactive(token);
    expect((await world.admin("DELETE", `/admin/v1/Apps/${client.id}`)).status).toBe(204);
    await expectInactive(token);
  });

  it("is not active once it is revoked", async () => {
    expect((await postAs(world, "revoke", client, { token })).status).toBe(200);
    await expectInactive(token);
  });
});

it("an active token is described by its claims", async () => {
  const { jti, iat } = decodeJwt(token);
  const answer = await introspect(inspector, { token });
  expect(answer.body).toEqual({
    active: true,
    token_type: "Bearer",
    scope: "read",
    client_id: client.name,
    sub: client.name,
    aud: "https://orders.example.com/",
    iss: "https://identity.oraclecloud.com/",
    jti,
    iat,
    exp: Number(iat) + 3600,
  });
  expect(answer.headers.get("cache-control")).toBe("no-store");
});
