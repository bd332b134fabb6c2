import { beforeEach, describe, expect, it } from "vitest";
import { type Answer, clientBody, openWorld, resourceBody, type World } from "../../world.ts";

const read = "https://orders.example.com/read";
const form = { "content-type": "application/x-www-form-urlencoded" };
const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

let world: World;
let confidential: { id: string; name: string; clientSecret: string };
let publicClient: { name: string };
beforeEach(async () => {
  world = await openWorld();
  await world.admin("POST", "/admin/v1/Apps", resourceBody());
  confidential = await created({ allowedScopes: [{ fqs: read }] });
  publicClient = await created({
    displayName: "browser",
    clientType: "public",
    basedOnTemplate: { value: "CustomBrowserMobileTemplateId" },
    allowedGrants: ["client_credentials"],
    allowedScopes: [{ fqs: read }],
  });
});

async function created(attributes: object): Promise<typeof confidential> {
  const answer = await world.admin("POST", "/admin/v1/Apps", clientBody(attributes));
  expect(answer.status).toBe(201);
  return answer.body;
}

const post = (parameters: Record<string, string>, headers: Record<string, string> = {}) =>
  world.send("POST", "/oauth2/v1/token", { ...form, ...headers }, new URLSearchParams(parameters).toString());
const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`,
});

function expectRefusal(answer: Answer, status: number, error: string, description: string): void {
  expect(answer.body).toEqual({ error, error_description: description, ecid: expect.stringMatching(/^[0-9a-f]{32}$/) });
  expect(answer.status).toBe(status);
}

describe("a client is refused", () => {
  const failed = [401, "invalid_client", "Client authentication failed."] as const;
  const twoWays = [400, "invalid_request", "The client authenticates in two ways at once."] as const;

  it("when it is confidential and names itself alone", async () => {
    expectRefusal(await post({ client_id: confidential.name, grant_type: "client_credentials" }), ...failed);
  });

  it("when it is public and states a secret, an assertion or Basic credentials", async () => {
    const client_id = publicClient.name;
    expectRefusal(await post({ client_id, client_secret: "any" }), ...failed);
    expectRefusal(await post({ client_id, client_assertion: "any" }), ...failed);
    expectRefusal(await post({ client_id, client_assertion_type: assertionType }), ...failed);
    expectRefusal(await post({}, basic(client_id, "")), ...failed);
  });

  it("when it has become public and states the secret that it had before", async () => {
    const { id, name, clientSecret } = confidential;
    const change = clientBody({ clientType: "public", allowedScopes: [{ fqs: read }] });
    expect((await world.admin("PUT", `/admin/v1/Apps/${id}`, change)).status).toBe(200);
    expectRefusal(await post({}, basic(name, clientSecret)), ...failed);
    expectRefusal(await post({ client_id: name, client_secret: clientSecret }), ...failed);
  });

  it("when it states an assertion beside its secret, in the header or in the body", async () => {
    const { name, clientSecret } = confidential;
    expectRefusal(await post({ client_assertion: "any" }, basic(name, clientSecret)), ...twoWays);
    expectRefusal(await post({ client_id: name, client_secret: clientSecret, client_assertion: "any" }), ...twoWays);
  });

  it("when it is public and asks for a token for itself, even with the grant type allowed", async () => {
    expectRefusal(
      await post({ client_id: publicClient.name, grant_type: "client_credentials", scope: read }),
      400,
      "unauthorized_client",
      "The client is not allowed the grant type client_credentials.",
    );
  });
});

it("a public client is known by its client_id alone", async () => {
  expectRefusal(
    await post({ client_id: publicClient.name }),
    400,
    "invalid_request",
    "The parameter grant_type is missing.",
  );
});

it("a confidential client is known by its secret in the header or in the body", async () => {
  const request = { grant_type: "client_credentials", scope: read };
  const { name, clientSecret } = confidential;
  expect((await post(request, basic(name, clientSecret))).status).toBe(200);
  expect((await post({ ...request, client_id: name, client_secret: clientSecret })).status).toBe(200);
});
