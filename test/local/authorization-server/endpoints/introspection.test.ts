import { decodeJwt } from "jose";
import { beforeEach, describe, expect, it } from "vitest";
import { type Answer, clientBody, openWorld, resourceBody, type World } from "../../world.ts";

const read = "https://orders.example.com/read";
const form = { "content-type": "application/x-www-form-urlencoded" };
const statusSchema = "urn:ietf:params:scim:schemas:oracle:idcs:AppStatusChanger";

interface Client {
  readonly id: string;
  readonly name: string;
  readonly clientSecret: string;
}

let world: World;
let inspector: Client;
let client: Client;
let token: string;
beforeEach(async () => {
  world = await openWorld();
  await world.admin("POST", "/admin/v1/Apps", resourceBody());
  inspector = await created({ displayName: "inspector", allowedOperations: ["introspect"] });
  client = await created({ allowedScopes: [{ fqs: read }] });
  token = (await world.token(client.name, client.clientSecret, { grant_type: "client_credentials", scope: read })).body
    .access_token;
});

async function created(attributes: object): Promise<Client> {
  const answer = await world.admin("POST", "/admin/v1/Apps", clientBody(attributes));
  expect(answer.status).toBe(201);
  return answer.body;
}

const call = (endpoint: string, who: Client, parameters: Record<string, string>) =>
  world.send(
    "POST",
    `/oauth2/v1/${endpoint}`,
    form,
    new URLSearchParams({ client_id: who.name, client_secret: who.clientSecret, ...parameters }).toString(),
  );
const introspect = (text: string) => call("introspect", inspector, { token: text });

function expectRefusal(answer: Answer, status: number, error: string, description: string): void {
  expect(answer.body).toEqual({ error, error_description: description, ecid: expect.stringMatching(/^[0-9a-f]{32}$/) });
  expect(answer.status).toBe(status);
}

async function expectInactive(text: string): Promise<void> {
  const answer = await introspect(text);
  expect(answer.body).toEqual({ active: false });
  expect(answer.status).toBe(200);
}

describe("introspection is refused", () => {
  it("to a client that fails to authenticate, or is not allowed to introspect", async () => {
    const wrong = { ...inspector, clientSecret: "wrong" };
    expectRefusal(await call("introspect", wrong, { token }), 401, "invalid_client", "Client authentication failed.");
    expectRefusal(
      await call("introspect", client, { token }),
      400,
      "unauthorized_client",
      "The client is not allowed the operation introspect.",
    );
  });

  it("to a public client, even with the operation allowed", async () => {
    const { name } = await created({
      displayName: "browser",
      clientType: "public",
      allowedGrants: ["authorization_code"],
      redirectUris: ["https://browser.example.com/callback"],
      allowedOperations: ["introspect"],
    });
    expectRefusal(
      await world.send("POST", "/oauth2/v1/introspect", form, `client_id=${name}&token=${token}`),
      400,
      "unauthorized_client",
      "The client is not allowed the operation introspect.",
    );
  });

  it("without a token, and in another verb", async () => {
    expectRefusal(await call("introspect", inspector, {}), 400, "invalid_request", "The parameter token is missing.");
    const get = await world.send("GET", "/oauth2/v1/introspect");
    expectRefusal(get, 405, "invalid_request", "The endpoint /introspect takes POST alone.");
    expect(get.headers.get("allow")).toBe("POST");
  });
});

describe("a token is not active", () => {
  it("when it is no token, or was changed", async () => {
    await expectInactive("nonsense");
    const [header, , signature] = token.split(".");
    const claims = { ...decodeJwt(token), scope: "write" };
    await expectInactive(`${header}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.${signature}`);
  });

  it("once it has expired", async () => {
    world.clock.now = new Date(world.clock.now.getTime() + 3600_000);
    await expectInactive(token);
  });

  it("once its client is inactive, and once it is gone", async () => {
    const path = `/admin/v1/AppStatusChanger/${client.id}`;
    expect((await world.admin("PUT", path, { schemas: [statusSchema], active: false })).status).toBe(200);
    await expectInactive(token);
    expect((await world.admin("DELETE", `/admin/v1/Apps/${client.id}`)).status).toBe(204);
    await expectInactive(token);
  });

  it("once it is revoked", async () => {
    expect((await call("revoke", client, { token })).status).toBe(200);
    await expectInactive(token);
  });
});

it("an active token is described by its claims", async () => {
  const { jti, iat } = decodeJwt(token);
  const answer = await introspect(token);
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
