import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { clientBody, grantSchema, openWorld, type World } from "../world.ts";
import { kinds, type Malformed } from "./requests.ts";

const seed = 20_261_121;
const megabyte = 2 ** 20;

let world: World;
let bearer: string;
let before: { readonly resources: readonly number[]; readonly heap: number };
beforeAll(async () => {
  world = await openWorld();
  bearer = await administratorToken();
  // Whatever is compiled and cached once is there before memory is compared.
  for (const [, arbitrary] of kinds)
    for (const one of fc.sample(arbitrary, { seed: seed + 1, numRuns: 100 })) await send(one);
  before = { resources: await resources(), heap: heapUsed() };
});

const errors = vi.spyOn(console, "error").mockImplementation(() => {});
afterEach(() => errors.mockClear());

async function administratorToken(): Promise<string> {
  const { body: client } = await world.admin("POST", "/admin/v1/Apps", clientBody({ displayName: "fuzzer" }));
  const query = new URLSearchParams({
    filter: 'app.value eq "IDCSAppId" and displayName eq "Identity Domain Administrator"',
  });
  const { body: roles } = await world.admin("GET", `/admin/v1/AppRoles?${query}`);
  await world.admin("POST", "/admin/v1/Grants", {
    schemas: [grantSchema],
    grantMechanism: "ADMINISTRATOR_TO_APP",
    grantee: { type: "App", value: client.id },
    app: { value: "IDCSAppId" },
    entitlement: { attributeName: "appRoles", attributeValue: roles.Resources[0].id },
  });
  const form = { grant_type: "client_credentials", scope: "urn:opc:idm:__myscopes__" };
  return (await world.token(client.name, client.clientSecret, form)).body.access_token;
}

function send({ method, path, headers, body }: Malformed): Promise<Response> {
  const own = "authorization" in headers || !path.startsWith("/admin") ? {} : { authorization: `Bearer ${bearer}` };
  const request = new Request(`http://domain.test${path}`, {
    method,
    headers: { ...own, ...headers },
    ...(body === undefined ? {} : { body }),
  });
  return world.domain.fetch(request);
}

async function resources(): Promise<number[]> {
  const types = ["Apps", "AppRoles", "Grants", "Users", "Groups", "OAuthClientCertificates", "NetworkPerimeters"];
  const counts = types.map(async (type) => (await world.admin("GET", `/admin/v1/${type}?count=0`)).body.totalResults);
  return Promise.all(counts);
}

function heapUsed(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  return process.memoryUsage().heapUsed;
}

async function expectRefusal(request: Malformed): Promise<void> {
  const answer = await send(request);
  const text = await answer.text();
  const what = `${request.method} ${request.path} ${String(request.body).slice(0, 300)} → ${answer.status} ${text.slice(0, 300)}`;
  expect(answer.status, what).toBeGreaterThanOrEqual(400);
  expect(answer.status, what).toBeLessThan(500);
  if (answer.headers.get("content-type")?.startsWith("text/html")) {
    // Only the page of the authorization endpoint: there is no client to go back to.
    expect(request.path, what).toMatch(/^\/oauth2\/v1\/authorize/);
    return;
  }
  const body = JSON.parse(text);
  if (request.path.startsWith("/admin/")) {
    expect(body, what).toEqual({
      schemas: [
        "urn:ietf:params:scim:api:messages:2.0:Error",
        "urn:ietf:params:scim:api:oracle:idcs:extension:messages:Error",
      ],
      detail: expect.any(String),
      status: String(answer.status),
      "urn:ietf:params:scim:api:oracle:idcs:extension:messages:Error": { messageId: expect.stringMatching(/^error\./) },
    });
  } else if (request.path.startsWith("/oauth2/")) {
    expect(body, what).toEqual({
      error: expect.stringMatching(/^[a-z_]+$/),
      error_description: expect.any(String),
      ecid: expect.any(String),
    });
  } else {
    expect(body, what).toBeTypeOf("object");
  }
}

for (const [name, arbitrary, count] of kinds) {
  it(`refuses ${count} requests with malformed ${name}, each with a 4xx answer in the right shape`, async () => {
    for (const request of fc.sample(arbitrary, { seed, numRuns: count })) await expectRefusal(request);
    expect(errors).not.toHaveBeenCalled();
  });
}

it("10,000 of them in total leave nothing in the domain and in memory", async () => {
  expect(kinds.reduce((sum, [, , count]) => sum + count, 0)).toBeGreaterThanOrEqual(10_000);
  expect(await resources()).toEqual(before.resources);
  expect((heapUsed() - before.heap) / megabyte).toBeLessThan(16);
});
