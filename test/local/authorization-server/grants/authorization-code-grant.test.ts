import { createHash } from "node:crypto";
import { decodeJwt } from "jose";
import { beforeEach, describe, expect, it } from "vitest";
import type { Answer, World } from "../../world.ts";
import { authorizePath, openAndSignIn, openBrowser, returned } from "../browser.ts";
import {
  callan,
  callanId,
  callback,
  change,
  claims,
  expectRefusal,
  isActive,
  loggedReason,
  newClient,
  openOAuthWorld,
  pass,
  post,
  read,
  refresh,
  type TestClient,
} from "../oauth-world.ts";

const invalid = [400, "invalid_grant", "The authorization code is not valid, has expired or was used before."] as const;
const unknown = "The domain issued no such code in the last three minutes.";
const otherVerifier = [400, "invalid_grant", "The code_verifier does not belong to the code."] as const;
const verifier = "a-verifier-of-at-least-forty-three-characters-0123";
const challenge = createHash("sha256").update(verifier).digest("base64url");

let world: World;
let client: TestClient;
beforeEach(async () => {
  world = await openOAuthWorld();
  client = await newClient(world);
});

async function codeFor(parameters: Record<string, string> = {}, who = client): Promise<string> {
  const page = await openAndSignIn(openBrowser(world), authorizePath(who, { scope: read, ...parameters }));
  return returned(page).code as string;
}

function exchange(code: string, parameters: Record<string, string> = {}, who = client): Promise<Answer> {
  return world.token(who.name, who.clientSecret, { grant_type: "authorization_code", code, ...parameters });
}

describe("an authorization code", () => {
  it("is refused when it is missing", async () => {
    expectRefusal(await exchange(""), 400, "invalid_request", "The parameter code is missing.");
  });

  it("is refused when it is unknown", async () => {
    expectRefusal(await exchange("nonsense"), ...invalid);
    expect(loggedReason(world)).toBe(unknown);
  });

  it("is refused to another client, which does not use it up", async () => {
    const code = await codeFor();
    const thief = await newClient(world, { displayName: "thief" });
    expectRefusal(await exchange(code, {}, thief), ...invalid);
    expect(loggedReason(world)).toBe("The code was issued to another client.");
    expect((await exchange(code)).status).toBe(200);
  });

  it("is refused after three minutes, not earlier", async () => {
    const [early, late] = [await codeFor(), await codeFor()];
    pass(world, 179);
    expect((await exchange(early)).status).toBe(200);
    pass(world, 1);
    expectRefusal(await exchange(late), ...invalid);
    expect(loggedReason(world)).toBe(unknown);
  });

  it("is refused when it is used twice, and then what it led to is revoked", async () => {
    const code = await codeFor({ scope: `${read} offline_access` });
    const { body } = await exchange(code);
    expect(await isActive(world, body.access_token)).toBe(true);
    expectRefusal(await exchange(code), ...invalid);
    expect(loggedReason(world)).toBe("The code was used before.");
    expect(await isActive(world, body.access_token)).toBe(false);
    expect((await refresh(world, client, body.refresh_token)).body.error).toBe("invalid_grant");
  });

  it("is refused for both of two uses at once: nobody knows which one was right", async () => {
    const code = await codeFor();
    for (const answer of await Promise.all([exchange(code), exchange(code)])) expectRefusal(answer, ...invalid);
  });

  it("is refused with another redirect_uri", async () => {
    expectRefusal(
      await exchange(await codeFor(), { redirect_uri: `${callback}/` }),
      400,
      "invalid_grant",
      "The redirect_uri is not that of the authorization request.",
    );
  });

  it.each<[string, Record<string, string>]>([
    ["no verifier", {}],
    ["another verifier", { code_verifier: `${verifier}4` }],
    ["a verifier that is too short", { code_verifier: "short" }],
  ])("is refused with %s, which does not use it up", async (_, parameters) => {
    const code = await codeFor({ code_challenge: challenge, code_challenge_method: "S256" });
    expectRefusal(await exchange(code, parameters), ...otherVerifier);
    expect((await exchange(code, { code_verifier: verifier })).status).toBe(200);
  });

  it("is refused with a verifier when the request had no challenge", async () => {
    expectRefusal(await exchange(await codeFor(), { code_verifier: verifier }), ...otherVerifier);
  });

  it("is refused once its user is inactive", async () => {
    const code = await codeFor();
    await change(world, "Users", callanId, { active: false });
    expectRefusal(await exchange(code), 400, "invalid_grant", "The user is not active.");
    expect(loggedReason(world)).toBeUndefined();
  });

  it("is refused once its user is deleted", async () => {
    const code = await codeFor();
    await world.admin("DELETE", `/admin/v1/Users/${callanId}?forceDelete=true`);
    expectRefusal(await exchange(code), 400, "invalid_grant", "The user is not active.");
    expect(loggedReason(world)).toBe("The user was deleted.");
  });
});

describe("an authorization code of a public client", () => {
  let app: TestClient;
  beforeEach(async () => {
    app = await newClient(world, { displayName: "public", clientType: "public" });
  });
  const exchangeOpenly = (parameters: Record<string, string>) =>
    post(world, "token", { grant_type: "authorization_code", client_id: app.name, ...parameters });

  it("is not given without a challenge", async () => {
    const page = await openBrowser(world).open(authorizePath(app, { scope: read, state: "s" }));
    expect(returned(page)).toEqual({
      error: "invalid_request",
      error_description: "A public client must send a code_challenge.",
      state: "s",
    });
  });

  const codeForApp = () => codeFor({ code_challenge: verifier, code_challenge_method: "plain" }, app);

  it("is refused without its redirect_uri", async () => {
    const answer = await exchangeOpenly({ code: await codeForApp(), code_verifier: verifier });
    expectRefusal(answer, 400, "invalid_request", "The parameter redirect_uri is missing.");
  });

  it("is refused without its verifier", async () => {
    const answer = await exchangeOpenly({ code: await codeForApp(), redirect_uri: callback });
    expectRefusal(answer, ...otherVerifier);
  });

  it("becomes a token of its user with its redirect_uri and its verifier", async () => {
    const code = await codeForApp();
    const answer = await exchangeOpenly({ code, redirect_uri: callback, code_verifier: verifier });
    expect(claims(answer)).toMatchObject({ sub: callan, client_id: app.name });
  });
});

describe("an authorization code of a confidential client", () => {
  it("comes back in the query with the unchanged state", async () => {
    const state = "a b&c=d#é";
    const page = await openAndSignIn(openBrowser(world), authorizePath(client, { scope: read, state }));
    expect(page.url.hash).toBe("");
    expect(returned(page)).toEqual({ code: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/), state });
  });

  it("is added to a redirect URI that already has a query", async () => {
    const redirectUri = `${callback}?tenant=1`;
    const app = await newClient(world, { displayName: "tenant", redirectUris: [redirectUri] });
    const path = authorizePath(app, { scope: read, redirect_uri: redirectUri });
    const page = await openAndSignIn(openBrowser(world), path);
    expect(returned(page)).toEqual({ tenant: "1", code: expect.any(String) });
  });

  it("leads to tokens of the user with the time of the sign-in", async () => {
    const signedInAt = Math.floor(world.clock.now.getTime() / 1000);
    const code = await codeFor({ scope: `openid ${read} offline_access`, nonce: "n-1" });
    pass(world, 60);
    const { body } = await exchange(code, { redirect_uri: callback });
    expect(body).toEqual({
      access_token: expect.any(String),
      token_type: "Bearer",
      expires_in: 3600,
      refresh_token: expect.stringMatching(/^AQ/),
      id_token: expect.any(String),
    });
    const access = decodeJwt(body.access_token);
    expect(access).toMatchObject({ sub: callan, gtp: "azc", scope: "read openid" });
    expect(decodeJwt(body.id_token)).toMatchObject({
      nonce: "n-1",
      auth_time: signedInAt,
      sid: access.sid,
      exp: signedInAt + 8 * 3600,
    });
  });
});
