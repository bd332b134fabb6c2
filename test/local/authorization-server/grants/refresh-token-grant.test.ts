import { decodeJwt } from "jose";
import { beforeEach, describe, expect, it } from "vitest";
import { financeScope, resourceBody, type World } from "../../world.ts";
import {
  callanId,
  change,
  claims,
  expectRefusal,
  isActive,
  loggedReason,
  newApp,
  newClient,
  openOAuthWorld,
  pass,
  read,
  refresh,
  signInAs,
  type TestClient,
  write,
} from "../oauth-world.ts";

const invalid = [400, "invalid_grant", "The refresh token is not valid."] as const;
const spent = [400, "invalid_grant", "The token has already been consumed"] as const;
const expired = [400, "invalid_grant", "The token has expired."] as const;
const unknown = "The domain has no such live refresh token.";
const offline = `${read} ${write} offline_access`;

let world: World;
let client: TestClient;
beforeEach(async () => {
  world = await openOAuthWorld();
  client = await newClient(world);
});

const firstToken = async (scope = offline): Promise<string> =>
  (await signInAs(world, client, scope)).body.refresh_token;

// identity-domains-api.md 13, row 14.
describe("a refresh token", () => {
  it("is not issued without offline_access", async () => {
    expect((await signInAs(world, client, read)).body).not.toHaveProperty("refresh_token");
  });

  it("is not issued to a client without the grant type refresh_token, which the answer says by its scope", async () => {
    const online = await newClient(world, { displayName: "online", allowedGrants: ["password"] });
    const { body } = await signInAs(world, online, `openid ${offline}`);
    expect(body).not.toHaveProperty("refresh_token");
    expect(body.scope).toBe(`${read} ${write} openid`);
  });

  it("is not issued to a client for itself, which the answer says by its scope", async () => {
    const form = { grant_type: "client_credentials", scope: `${read} offline_access` };
    const { body } = await world.token(client.name, client.clientSecret, form);
    expect(body).toEqual({ access_token: expect.any(String), token_type: "Bearer", expires_in: 3600, scope: read });
  });

  it("is refused when it is missing", async () => {
    const missing = await world.token(client.name, client.clientSecret, { grant_type: "refresh_token" });
    expectRefusal(missing, 400, "invalid_request", "The parameter refresh_token is missing.");
  });

  it("is refused when it is unknown", async () => {
    expectRefusal(await refresh(world, client, "AQnonsense"), ...invalid);
    expect(loggedReason(world)).toBe(unknown);
  });

  it("is refused when it is an access token", async () => {
    expectRefusal(await refresh(world, client, (await signInAs(world, client, read)).body.access_token), ...invalid);
    expect(loggedReason(world)).toBe(unknown);
  });

  it("is refused to another client, which does not use it up", async () => {
    const token = await firstToken();
    const thief = await newClient(world, { displayName: "thief" });
    expectRefusal(await refresh(world, thief, token), ...invalid);
    expect(loggedReason(world)).toBe("The refresh token was issued to another client.");
    expect((await refresh(world, client, token)).status).toBe(200);
  });

  it("is refused after a use, and then everything that came from it is revoked", async () => {
    const first = await firstToken();
    const next = (await refresh(world, client, first)).body;
    expect(next.refresh_token).not.toBe(first);
    expect(await isActive(world, next.access_token)).toBe(true);
    expectRefusal(await refresh(world, client, first), ...spent);
    expect(loggedReason(world)).toBe("A later refresh token has replaced it.");
    expectRefusal(await refresh(world, client, next.refresh_token), ...invalid);
    expect(loggedReason(world)).toBe("It was revoked.");
    expectRefusal(await refresh(world, client, first), ...spent);
    expect(await isActive(world, next.access_token)).toBe(false);
  });

  it("is refused for one of two uses at once", async () => {
    const token = await firstToken();
    const answers = await Promise.all([refresh(world, client, token), refresh(world, client, token)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
  });

  it("is refused once its user is inactive", async () => {
    const token = await firstToken();
    await change(world, "Users", callanId, { active: false });
    expectRefusal(await refresh(world, client, token), 400, "invalid_grant", "The user is not active.");
    expect(loggedReason(world)).toBeUndefined();
  });

  it("is refused once its user is deleted", async () => {
    const token = await firstToken();
    await world.admin("DELETE", `/admin/v1/Users/${callanId}?forceDelete=true`);
    expectRefusal(await refresh(world, client, token), 400, "invalid_grant", "The user is not active.");
    expect(loggedReason(world)).toBe("The user was deleted.");
  });

  it("is refused for a scope that it was not issued for, which does not use it up", async () => {
    const token = await firstToken(`${read} offline_access`);
    expectRefusal(
      await refresh(world, client, token, `${read} ${write}`),
      400,
      "invalid_scope",
      `The refresh token was not issued for the scope ${write}.`,
    );
    expect((await refresh(world, client, token)).status).toBe(200);
  });

  it("is refused for a scope that its client is no longer allowed", async () => {
    const token = await firstToken();
    await change(world, "Apps", client.id, { allowedScopes: [{ fqs: read }] });
    expectRefusal(await refresh(world, client, token), 400, "unauthorized_client", "Client authorization failed.");
  });

  it("is an opaque string that begins with AQ", async () => {
    expect(await firstToken()).toMatch(/^AQ[A-Za-z0-9_-]{64}$/);
  });

  it("gives tokens like the first ones, and the next refresh token", async () => {
    const first = await signInAs(world, client, `openid ${offline}`);
    pass(world, 3000);
    const { body } = await refresh(world, client, first.body.refresh_token);
    expect(body).toEqual({
      access_token: expect.any(String),
      token_type: "Bearer",
      expires_in: 3600,
      refresh_token: expect.stringMatching(/^AQ/),
      id_token: expect.any(String),
    });
    const { jti, iat, exp, gtp, ...same } = decodeJwt(first.body.access_token);
    expect(decodeJwt(body.access_token)).toMatchObject({ ...same, gtp: "rt", iat: Number(iat) + 3000 });
    expect(decodeJwt(body.id_token)).toMatchObject({ auth_time: iat, sid: same.sid });
  });

  it("gives fewer scopes if fewer are requested, and all of them again later", async () => {
    const narrow = await refresh(world, client, await firstToken(), read);
    expect(claims(narrow).scope).toBe("read");
    expect(claims(await refresh(world, client, narrow.body.refresh_token)).scope).toBe("read write");
  });

  it.each([
    [undefined, 604_800],
    [1000, 1000],
  ])(
    "of a resource with refreshTokenExpiry %s lives %i seconds, each one anew",
    async (refreshTokenExpiry, seconds) => {
      const audience = "https://expiry.example.com/";
      await newApp(world, resourceBody({ displayName: "expiry", audience, allowOffline: true, refreshTokenExpiry }));
      client = await newClient(world, { displayName: "reader", allowedScopes: [{ fqs: `${audience}read` }] });
      const first = await firstToken(`${audience}read offline_access`);
      pass(world, seconds - 1);
      const next = (await refresh(world, client, first)).body.refresh_token;
      pass(world, seconds - 1);
      const last = (await refresh(world, client, next)).body.refresh_token;
      pass(world, seconds);
      expectRefusal(await refresh(world, client, last), ...expired);
      // The first request after a minute removes the record.
      await firstToken(`${audience}read offline_access`);
      expectRefusal(await refresh(world, client, last), ...expired);
    },
  );

  it("ends when its resource no longer permits it", async () => {
    const filter = encodeURIComponent('displayName eq "Orders API"');
    const [orders] = (await world.admin("GET", `/admin/v1/Apps?filter=${filter}`)).body.Resources;
    const token = await firstToken();
    await change(world, "Apps", orders.id, { allowOffline: false });
    expect((await refresh(world, client, token)).body).not.toHaveProperty("refresh_token");
    expectRefusal(await refresh(world, client, token), ...spent);
  });

  it("stays the same if the settings say so", async () => {
    world = await openOAuthWorld({ rotateRefreshTokens: false });
    client = await newClient(world);
    const token = await firstToken();
    expect((await refresh(world, client, token)).body).not.toHaveProperty("refresh_token");
    expect((await refresh(world, client, token)).status).toBe(200);
  });

  it("is also issued for all resources of a trusted client", async () => {
    const trusted = await newClient(world, {
      displayName: "trusted",
      trustScope: "Account",
      allowedScopes: [{ fqs: financeScope }],
    });
    const { body } = await signInAs(world, trusted, "urn:opc:resource:consumer::all offline_access");
    expect(claims(await refresh(world, trusted, body.refresh_token)).aud).toBe("urn:opc:resource:scope:account");
  });
});
