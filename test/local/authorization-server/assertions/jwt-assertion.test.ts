import { decodeJwt, type JWTPayload, SignJWT } from "jose";
import { beforeEach, describe, expect, it } from "vitest";
import { type Answer, url, type World } from "../../world.ts";
import { callan, expectRefusal, loggedReason, read, secondsNow, type TestClient } from "../oauth-world.ts";
import { foreign, newVouchingClient, openAssertionWorld, own } from "./assertion-world.ts";

const grantType = "urn:ietf:params:oauth:grant-type:jwt-bearer";

let world: World;
let client: TestClient;
beforeEach(async () => {
  ({ world, client } = await openAssertionWorld(grantType));
});

interface Made {
  readonly claims?: Record<string, unknown>;
  readonly header?: { readonly alg?: string; readonly kid?: string };
  readonly key?: Parameters<SignJWT["sign"]>[0];
}

function assertion({ claims = {}, header = {}, key = own.privateKey }: Made = {}): Promise<string> {
  const usual = { iss: client.name, sub: callan, aud: `${url}/`, exp: secondsNow(world) + 300 };
  const all: JWTPayload = { ...usual, ...claims };
  return new SignJWT(all).setProtectedHeader({ alg: "RS256", kid: "orders", ...header }).sign(key);
}

const present = (text: string, { scope = read, who = client } = {}): Promise<Answer> =>
  world.token(who.name, who.clientSecret, { grant_type: grantType, scope, assertion: text });

describe("a JWT assertion about a user", () => {
  const invalid = [400, "invalid_grant", "The assertion is not valid."] as const;

  it("is refused when it is missing", async () => {
    const answer = await world.token(client.name, client.clientSecret, { grant_type: grantType, scope: read });
    expectRefusal(answer, 400, "invalid_request", "The parameter assertion is missing.");
  });

  it("is refused when it is not a JWT", async () => {
    expectRefusal(await present("nonsense"), ...invalid);
    expect(loggedReason(world)).toBe("It is not a JWT.");
  });

  it.each<[string, Made, string]>([
    ["another key signed it", { key: foreign.privateKey }, "The certificate's key did not sign it."],
    [
      "it is signed with a shared secret",
      { header: { alg: "HS256" }, key: new TextEncoder().encode(own.certificatePem) },
      "It is not signed with RS256.",
    ],
    [
      "its header names no certificate of the client",
      { header: { kid: "others" } },
      "Its header names no valid certificate of the client.",
    ],
  ])("is refused when %s, for which the answer gives no reason", async (_, made, reason) => {
    expectRefusal(await present(await assertion(made)), ...invalid);
    expect(loggedReason(world)).toBe(reason);
  });

  it("is refused when the client is confidential", async () => {
    const who = await newVouchingClient(world, grantType, { displayName: "other", clientType: "confidential" });
    const answer = await present(await assertion({ claims: { iss: who.name } }), { who });
    expectRefusal(answer, 400, "unauthorized_client", "Only a trusted client may sign assertions about users.");
  });

  it("is refused when the client is not allowed the grant type", async () => {
    const who = await newVouchingClient(world, grantType, {
      displayName: "other",
      allowedGrants: ["client_credentials"],
    });
    const answer = await present(await assertion({ claims: { iss: who.name } }), { who });
    expectRefusal(answer, 400, "unauthorized_client", `The client is not allowed the grant type ${grantType}.`);
  });

  it("is refused when another client issued it, even one with the same certificate", async () => {
    const who = await newVouchingClient(world, grantType, { displayName: "other" });
    const answer = await present(await assertion(), { who });
    expectRefusal(answer, 400, "invalid_grant", "The claim iss of the assertion is missing or wrong.");
  });

  it("is refused when it is meant for another audience", async () => {
    const answer = await present(await assertion({ claims: { aud: "https://elsewhere.example.com/" } }));
    expectRefusal(answer, 400, "invalid_grant", "The claim aud of the assertion is missing or wrong.");
  });

  it("is refused when it has expired", async () => {
    const answer = await present(await assertion({ claims: { exp: secondsNow(world) } }));
    expectRefusal(answer, 400, "invalid_grant", "The assertion has expired.");
  });

  it("is refused when its jti was used before", async () => {
    const once = await assertion({ claims: { jti: "1" } });
    expect((await present(once)).status).toBe(200);
    expectRefusal(await present(once), 400, "invalid_grant", "The assertion was used before.");
  });

  it.each([
    ["an unknown user", () => "nobody@example.com"],
    ["the client itself", () => client.name],
  ])("is refused when its subject is %s", async (_, subject) => {
    const answer = await present(await assertion({ claims: { sub: subject() } }));
    expectRefusal(answer, 400, "invalid_grant", "The user of the assertion is not known.");
  });

  it("is refused when its subject is an inactive user", async () => {
    const { body } = await world.admin("POST", "/admin/v1/Users", {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
      userName: "gone@example.com",
      active: false,
      name: { familyName: "Gone" },
      emails: [{ value: "gone@example.com", type: "work", primary: true }],
    });
    expect(body.active).toBe(false);
    const answer = await present(await assertion({ claims: { sub: "gone@example.com" } }));
    expectRefusal(answer, 400, "invalid_grant", "The user is not active.");
  });
});

describe("a JWT assertion of a trusted client", () => {
  it("becomes a token of its user", async () => {
    const answer = await present(await assertion({ claims: { sub: "Callan@Example.com" } }));
    expect(answer.body).toEqual({ access_token: expect.any(String), token_type: "Bearer", expires_in: 3600 });
    expect(decodeJwt(answer.body.access_token)).toMatchObject({
      sub: callan,
      sub_type: "user",
      client_id: client.name,
      scope: "read",
      aud: "https://orders.example.com/",
    });
  });

  it("earns a refresh token where the client and the resource permit it", async () => {
    const answer = await present(await assertion(), { scope: `${read} offline_access` });
    expect(answer.body.refresh_token).toMatch(/^AQ/);
  });
});
