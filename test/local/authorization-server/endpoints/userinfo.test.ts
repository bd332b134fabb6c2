import { beforeEach, describe, expect, it } from "vitest";
import { type Answer, url, type World } from "../../world.ts";
import {
  callan,
  callanId,
  change,
  expectRefusal,
  form,
  grant,
  loggedReason,
  newClient,
  openOAuthWorld,
  pass,
  read,
  signInAs,
  type TestClient,
} from "../oauth-world.ts";

let world: World;
let client: TestClient;
beforeEach(async () => {
  world = await openOAuthWorld();
  client = await newClient(world);
});

const ask = (token: string): Promise<Answer> =>
  world.send("GET", "/oauth2/v1/userinfo", { authorization: `Bearer ${token}` });
const tokens = async (scope: string) => (await signInAs(world, client, scope)).body;

describe("userinfo", () => {
  const invalid = [401, "invalid_token", "The access token is not valid."] as const;

  it("is refused without a token, with a bare challenge", async () => {
    const answer = await world.send("GET", "/oauth2/v1/userinfo");
    expectRefusal(answer, 401, "invalid_token", "The request has no bearer token.");
    expect(answer.headers.get("www-authenticate")).toBe('Bearer realm="identity domain"');
  });

  it("is refused with a token of another issuer, and the challenge says so", async () => {
    const answer = await ask("nonsense");
    expectRefusal(answer, ...invalid);
    expect(loggedReason(world)).toBe("This domain did not sign it.");
    expect(answer.headers.get("www-authenticate")).toBe(
      'Bearer realm="identity domain", error="invalid_token", error_description="The access token is not valid."',
    );
  });

  it("is refused with an identity token", async () => {
    expectRefusal(await ask((await tokens("openid")).id_token), ...invalid);
    expect(loggedReason(world)).toBe("It is not an access token.");
  });

  it("is refused with a token that has expired", async () => {
    const { access_token } = await tokens("openid");
    pass(world, 3600);
    expectRefusal(await ask(access_token), ...invalid);
    expect(loggedReason(world)).toBe("It has expired.");
  });

  it("is refused with a client's own token", async () => {
    const own = await world.token(client.name, client.clientSecret, { grant_type: "client_credentials", scope: read });
    expectRefusal(await ask(own.body.access_token), ...invalid);
    expect(loggedReason(world)).toBe("It is not the token of an active user.");
  });

  it("is refused once the user is inactive", async () => {
    const { access_token } = await tokens("openid");
    await change(world, "Users", callanId, { active: false });
    expectRefusal(await ask(access_token), ...invalid);
    expect(loggedReason(world)).toBe("It is not the token of an active user.");
  });

  it("is refused without the scope openid", async () => {
    const answer = await ask((await tokens(read)).access_token);
    expectRefusal(answer, 403, "insufficient_scope", "The access token does not have the scope openid.");
  });
});

describe("userinfo about a user with a full profile", () => {
  beforeEach(async () => {
    await change(world, "Users", callanId, {
      nickName: "Cal",
      locale: "en_GB",
      timezone: "Europe/London",
      phoneNumbers: [{ value: "+44 20 7946 0000", type: "work", primary: true, verified: true }],
      addresses: [{ type: "work", formatted: "1 High Street, London", locality: "London", country: "GB" }],
    });
  });

  it.each([
    ["openid", {}],
    [
      "openid profile",
      {
        name: "Callan Park",
        given_name: "Callan",
        family_name: "Park",
        nickname: "Cal",
        preferred_username: callan,
        zoneinfo: "Europe/London",
        locale: "en_GB",
        updated_at: 1795262400,
      },
    ],
    ["openid email", { email: callan, email_verified: true }],
    ["openid phone", { phone_number: "+44 20 7946 0000", phone_number_verified: true }],
    [`openid address ${read}`, { address: { formatted: "1 High Street, London", locality: "London", country: "GB" } }],
    [
      "openid groups",
      {
        groups: [
          {
            name: "integration-testers",
            id: "c0000000000000000000000000000001",
            $ref: `${url}/admin/v1/Groups/c0000000000000000000000000000001`,
          },
        ],
      },
    ],
  ])("tells for %s the claims of these scopes and no others", async (scope, expected) => {
    const answer = await ask((await tokens(scope)).access_token);
    expect(answer.body).toEqual({ sub: callan, ...expected });
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  it("tells for approles the roles that the user holds, directly or by group", async () => {
    const finance = "a0000000000000000000000000000001";
    await grant(world, { type: "User", id: callanId }, "IDCSAppId", "Audit Administrator");
    await grant(world, { type: "Group", id: "c0000000000000000000000000000001" }, finance, "ServiceUser");
    const { body } = await ask((await tokens("openid approles")).access_token);
    expect(body.appRoles).toEqual([
      { name: "Audit Administrator", id: expect.any(String), appId: "IDCSAppId", appName: "IDCS Application" },
      { name: "ServiceUser", id: expect.any(String), appId: finance, appName: "OICINST_finance" },
    ]);
  });

  it("tells a POST the same, with the token in the header or in the form", async () => {
    const { access_token } = await tokens("openid");
    const header = { authorization: `Bearer ${access_token}` };
    for (const answer of [
      await world.send("POST", "/oauth2/v1/userinfo", header),
      await world.send("POST", "/oauth2/v1/userinfo", form, `access_token=${access_token}`),
    ]) {
      expect(answer).toMatchObject({ status: 200, body: { sub: callan } });
    }
  });
});
