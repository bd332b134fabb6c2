import { decodeJwt, type JWTPayload, SignJWT } from "jose";
import { beforeEach, describe, expect, it } from "vitest";
import { makeCertificate, registerCertificate } from "../../certificates.ts";
import { type Answer, clientBody, openWorld, resourceBody, url, type World } from "../../world.ts";

const grantType = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const read = "https://orders.example.com/read";
const user = "callan@example.com";

const own = await makeCertificate("orders-sync");
const foreign = await makeCertificate("orders-sync");

let world: World;
let client: { id: string; name: string; clientSecret: string };
beforeEach(async () => {
  world = await openWorld();
  await registerCertificate(world, "orders", own);
  await world.admin("POST", "/admin/v1/Apps", resourceBody({ allowOffline: true }));
  client = await created({});
});

async function created(attributes: object): Promise<typeof client> {
  const answer = await world.admin(
    "POST",
    "/admin/v1/Apps",
    clientBody({
      clientType: "trusted",
      allowedGrants: [grantType, "refresh_token"],
      allowedScopes: [{ fqs: read }],
      certificates: [{ certAlias: "orders" }],
      ...attributes,
    }),
  );
  expect(answer.status).toBe(201);
  return answer.body;
}

const seconds = () => Math.floor(world.clock.now.getTime() / 1000);
function assertion(changes: Record<string, unknown> = {}, key = own.privateKey): Promise<string> {
  const claims: JWTPayload = { iss: client.name, sub: user, aud: `${url}/`, exp: seconds() + 300, ...changes };
  return new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "orders" }).sign(key);
}
const present = (text: string | undefined, scope = read, who = client) =>
  world.token(who.name, who.clientSecret, {
    grant_type: grantType,
    scope,
    ...(text === undefined ? {} : { assertion: text }),
  });

function expectRefusal(answer: Answer, error: string, description: string): void {
  expect(answer.body).toEqual({ error, error_description: description, ecid: expect.stringMatching(/^[0-9a-f]{32}$/) });
  expect(answer.status).toBe(400);
}

describe("a user assertion is refused", () => {
  it("when there is none, or it is no JWT, or another key signed it", async () => {
    expectRefusal(await present(undefined), "invalid_request", "The parameter assertion is missing.");
    expectRefusal(await present("nonsense"), "invalid_grant", "The assertion is not valid.");
    expectRefusal(
      await present(await assertion({}, foreign.privateKey)),
      "invalid_grant",
      "The assertion is not valid.",
    );
  });

  it("when the client is confidential, or is not allowed the grant type", async () => {
    const confidential = await created({ displayName: "confidential", clientType: "confidential" });
    expectRefusal(
      await present(await assertion({ iss: confidential.name }), read, confidential),
      "unauthorized_client",
      "Only a trusted client may sign assertions about users.",
    );
    const other = await created({ displayName: "other", allowedGrants: ["client_credentials"] });
    expectRefusal(
      await present(await assertion({ iss: other.name }), read, other),
      "unauthorized_client",
      `The client is not allowed the grant type ${grantType}.`,
    );
  });

  it("when another client issued it, even one with the same certificate", async () => {
    const other = await created({ displayName: "other" });
    expectRefusal(
      await present(await assertion(), read, other),
      "invalid_grant",
      "The claim iss of the assertion is missing or wrong.",
    );
  });

  it("when it is meant for somebody else, has expired or was used before", async () => {
    expectRefusal(
      await present(await assertion({ aud: "https://elsewhere.example.com/" })),
      "invalid_grant",
      "The claim aud of the assertion is missing or wrong.",
    );
    expectRefusal(await present(await assertion({ exp: seconds() })), "invalid_grant", "The assertion has expired.");
    const once = await assertion({ jti: "1" });
    expect((await present(once)).status).toBe(200);
    expectRefusal(await present(once), "invalid_grant", "The assertion was used before.");
  });

  it("when its subject is unknown, the client itself, or an inactive user", async () => {
    for (const sub of ["nobody@example.com", client.name]) {
      expectRefusal(
        await present(await assertion({ sub })),
        "invalid_grant",
        "The user of the assertion is not known.",
      );
    }
    const { body } = await world.admin("POST", "/admin/v1/Users", {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
      userName: "gone@example.com",
      active: false,
      name: { familyName: "Gone" },
      emails: [{ value: "gone@example.com", type: "work", primary: true }],
    });
    expect(body.active).toBe(false);
    expectRefusal(
      await present(await assertion({ sub: "gone@example.com" })),
      "invalid_grant",
      "The user is not active.",
    );
  });
});

it("an assertion of a trusted client becomes a token of its user", async () => {
  const answer = await present(await assertion({ sub: "Callan@Example.com" }));
  expect(answer.body).toEqual({ access_token: expect.any(String), token_type: "Bearer", expires_in: 3600 });
  expect(decodeJwt(answer.body.access_token)).toMatchObject({
    sub: user,
    sub_type: "user",
    client_id: client.name,
    scope: "read",
    aud: "https://orders.example.com/",
  });
});

it("it earns a refresh token where the client and the resource permit it", async () => {
  const answer = await present(await assertion(), `${read} offline_access`);
  expect(answer.body.refresh_token).toMatch(/^AQ/);
});
