import { beforeEach, describe, expect, it } from "vitest";
import { type Answer, clientBody, openWorld, resourceBody, url, type World } from "../../world.ts";
import { expectRefusal, newApp, read } from "../oauth-world.ts";

let world: World;
let number = 0;
beforeEach(async () => {
  await open({});
});

async function open(options: Parameters<typeof openWorld>[0]): Promise<void> {
  world = await openWorld(options);
  await newApp(world, resourceBody());
}

async function perimeter(...values: string[]): Promise<string> {
  const { status, body } = await world.admin("POST", "/admin/v1/NetworkPerimeters", {
    schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:NetworkPerimeter"],
    name: `perimeter-${number++}`,
    ipAddresses: values.map((value) => ({ value })),
  });
  expect(status).toBe(201);
  return body.id;
}

/** Asks for a token, from an address, for a new client of these perimeters. */
async function ask(
  perimeters: string[],
  address: string,
  headers: object = {},
  attributes: object = {},
): Promise<Answer> {
  const client = await newApp(
    world,
    clientBody({
      displayName: `client-${number++}`,
      allowedScopes: [{ fqs: read }],
      clientIPChecking: "whitelisted",
      appsNetworkPerimeters: perimeters.map((value) => ({ value })),
      ...attributes,
    }),
  );
  const target = "/oauth2/v1/token";
  const form = {
    client_id: client.name,
    client_secret: client.clientSecret,
    grant_type: "client_credentials",
    scope: read,
  };
  const request = new Request(url + target, {
    method: "POST",
    body: new URLSearchParams(form),
    headers: { ...headers },
  });
  const response = await world.domain.fetch(request, { target, host: "domain.test", remoteAddress: address });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const blocked = [
  400,
  "unauthorized_client",
  "The client is not allowed to send requests from this network address.",
] as const;

describe("a client that is restricted to perimeters", () => {
  it("is refused everywhere if it has no perimeter", async () => {
    expectRefusal(await ask([], "127.0.0.1"), ...blocked);
  });

  it.each([
    ["192.0.2.7", ["192.0.2.6", "192.0.2.8"]],
    ["192.0.2.9", ["192.0.2.4-192.0.2.8"]],
    ["192.0.2.3", ["192.0.2.4-192.0.2.8"]],
    ["192.0.3.0", ["192.0.2.0/24"]],
    ["2001:db8:1::1", ["2001:db8::/48", "192.0.2.0/24"]],
    ["192.0.2.7", ["2001:db8::/32", "::/0", "2001:db8::1-2001:db8::9"]],
    ["::ffff:192.0.3.1", ["192.0.2.0/24"]],
    ["", ["0.0.0.0/0", "::/0"]],
  ])("is refused at %s outside %s", async (address, values) => {
    expectRefusal(await ask([await perimeter(...values)], address), ...blocked);
  });

  it("is refused after it has failed to authenticate, not before", async () => {
    const answer = await ask([], "192.0.2.7", { authorization: "Basic bm9ib2R5Og==" });
    expect(answer.body).toMatchObject({ error: "invalid_request" });
  });

  it("is refused with the error that the settings choose", async () => {
    await open({ blockedAddressError: "invalid_client" });
    expectRefusal(await ask([], "127.0.0.1"), 401, "invalid_client", blocked[2]);
  });

  it.each([
    ["192.0.2.7", ["192.0.2.6", "192.0.2.7"]],
    ["192.0.2.4", ["192.0.2.4-192.0.2.8"]],
    ["192.0.2.8", ["192.0.2.4-192.0.2.8"]],
    ["192.0.2.255", ["192.0.2.0/24"]],
    ["2001:db8:0:1::1", ["192.0.2.0/24", "2001:db8::/48"]],
    ["2001:DB8::5", ["2001:db8::1-2001:db8::9"]],
    ["::ffff:192.0.2.7", ["192.0.2.0/24"]],
    ["::ffff:c000:207", ["192.0.2.7"]],
  ])("gets a token at %s inside %s", async (address, values) => {
    expect((await ask([await perimeter("198.51.100.1"), await perimeter(...values)], address)).status).toBe(200);
  });
});

it("a client that is not restricted is not refused because of its perimeters", async () => {
  const attributes = { clientIPChecking: "anywhere" };
  expect((await ask([await perimeter("192.0.2.1")], "203.0.113.1", {}, attributes)).status).toBe(200);
});

describe("X-Forwarded-For", () => {
  const forwarded = { "x-forwarded-for": "192.0.2.7" };

  it("is not believed unless the settings say so", async () => {
    expectRefusal(await ask([await perimeter("192.0.2.7")], "127.0.0.1", forwarded), ...blocked);
  });

  it.each([
    ["not the last address", "192.0.2.7, 203.0.113.1"],
    ["not an address", "192.0.2.7, unknown"],
  ])("does not count by what is %s", async (_, addresses) => {
    await open({ trustForwardedFor: true });
    expectRefusal(await ask([await perimeter("192.0.2.7")], "192.0.2.7", { "x-forwarded-for": addresses }), ...blocked);
  });

  it("counts by its last address, and the connection's address counts without it", async () => {
    await open({ trustForwardedFor: true });
    const id = await perimeter("192.0.2.7");
    expect((await ask([id], "127.0.0.1", { "x-forwarded-for": "203.0.113.1, 192.0.2.7" })).status).toBe(200);
    expect((await ask([id], "192.0.2.7")).status).toBe(200);
  });
});

describe("outside its perimeters, a client", () => {
  const redirect = "https://client.example.com/callback";
  const device = "urn:ietf:params:oauth:grant-type:device_code";

  async function send(address: string, request: (clientId: string) => Request): Promise<Response> {
    const { body } = await world.admin(
      "POST",
      "/admin/v1/Apps",
      clientBody({
        displayName: `client-${number++}`,
        allowedGrants: ["implicit", "authorization_code", device],
        redirectUris: [redirect],
        clientIPChecking: "whitelisted",
        appsNetworkPerimeters: [{ value: await perimeter("192.0.2.7") }],
      }),
    );
    const asked = request(body.name);
    const { pathname, search } = new URL(asked.url);
    return world.domain.fetch(asked, { target: pathname + search, host: "domain.test", remoteAddress: address });
  }

  const authorization = (response_type: string) => (client_id: string) => {
    const parameters = { response_type, client_id, redirect_uri: redirect, scope: "openid", nonce: "n" };
    return new Request(`${url}/oauth2/v1/authorize?${new URLSearchParams(parameters)}`);
  };

  it("gets no token by the redirect, but is asked to sign in for a code", async () => {
    const refused = await send("203.0.113.1", authorization("id_token"));
    expect(refused.headers.get("location")).toMatch(
      /^https:\/\/client\.example\.com\/callback#error=unauthorized_client&/,
    );
    expect((await send("192.0.2.7", authorization("id_token"))).status).toBe(200);
    expect((await send("203.0.113.1", authorization("code"))).status).toBe(200);
  });

  it("starts no device", async () => {
    const start = (client_id: string) => {
      const body = new URLSearchParams({ response_type: "device_code", client_id, scope: "openid" });
      return new Request(`${url}/oauth2/v1/device`, { method: "POST", body });
    };
    const refused = await send("203.0.113.1", start);
    const { status, headers } = refused;
    expectRefusal({ status, headers, body: await refused.json() }, ...blocked);
    expect((await send("192.0.2.7", start)).status).toBe(200);
  });
});
