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
  form,
  isActive,
  newClient,
  openOAuthWorld,
  pass,
  read,
  refresh,
  type TestClient,
} from "../oauth-world.ts";

const invalid = [400, "invalid_grant", "The authorization code is not valid, has expired or was used before."] as const;
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

describe("an authorization code is refused", () => {
  it("when it is missing or unknown", async () => {
    expectRefusal(await exchange(""), 400, "invalid_request", "The parameter code is missing.");
    expectRefusal(await exchange("nonsense"), ...invalid);
  });

  it("from another client, which does it no harm", async () => {
    const code = await codeFor();
    const thief = await newClient(world, { displayName: "thief" });
    expectRefusal(await exchange(code, {}, thief), ...invalid);
    expect((await exchange(code)).status).toBe(200);
  });

  it("after three minutes", async () => {
    const [early, late] = [await codeFor(), await codeFor()];
    pass(world, 179);
    expect((await exchange(early)).status).toBe(200);
    pass(world, 1);
    expectRefusal(await exchange(late), ...invalid);
  });

  it("when it is used twice, and then what it led to is revoked", async () => {
    const code = await codeFor({ scope: `${read} offline_access` });
    const { body } = await exchange(code);
    expect(await isActive(world, body.access_token)).toBe(true);
    expectRefusal(await exchange(code), ...invalid);
    expect(await isActive(world, body.access_token)).toBe(false);
    expect((await refresh(world, client, body.refresh_token)).body.error).toBe("invalid_grant");
  });

  it("of two uses at once, in both: nobody knows which one was right", async () => {
    const code = await codeFor();
    for (const answer of await Promise.all([exchange(code), exchange(code)])) expectRefusal(answer, ...invalid);
  });

  it("with another redirect_uri", async () => {
    expectRefusal(
      await exchange(await codeFor(), { redirect_uri: `${callback}/` }),
      400,
      "invalid_grant",
      "The redirect_uri is not that of the authorization request.",
    );
  });

  it("without its verifier, with another, with one too short, and with one that was not announced", async () => {
    const code = await codeFor({ code_challenge: challenge, code_challenge_method: "S256" });
    expectRefusal(await exchange(code), ...otherVerifier);
    expectRefusal(await exchange(code, { code_verifier: `${verifier}4` }), ...otherVerifier);
    expectRefusal(await exchange(code, { code_verifier: "short" }), ...otherVerifier);
    expectRefusal(await exchange(await codeFor(), { code_verifier: verifier }), ...otherVerifier);
    expect((await exchange(code, { code_verifier: verifier })).status).toBe(200);
  });

  it("once its user is inactive or gone", async () => {
    const [one, other] = [await codeFor(), await codeFor()];
    await change(world, "Users", callanId, { active: false });
    expectRefusal(await exchange(one), 400, "invalid_grant", "The user is not active.");
    await world.admin("DELETE", `/admin/v1/Users/${callanId}?forceDelete=true`);
    expectRefusal(await exchange(other), 400, "invalid_grant", "The user is not active.");
  });
});

describe("an authorization code of a public client", () => {
  let app: TestClient;
  beforeEach(async () => {
    app = await newClient(world, { displayName: "public", clientType: "public" });
  });
  const exchangeOpenly = (parameters: Record<string, string>) =>
    world.send(
      "POST",
      "/oauth2/v1/token",
      form,
      String(new URLSearchParams({ grant_type: "authorization_code", client_id: app.name, ...parameters })),
    );

  it("is not given without a challenge", async () => {
    const page = await openBrowser(world).open(authorizePath(app, { scope: read, state: "s" }));
    expect(returned(page)).toEqual({
      error: "invalid_request",
      error_description: "A public client must send a code_challenge.",
      state: "s",
    });
  });

  it("needs its redirect_uri and its verifier", async () => {
    const code = await codeFor({ code_challenge: verifier, code_challenge_method: "plain" }, app);
    expectRefusal(
      await exchangeOpenly({ code, code_verifier: verifier }),
      400,
      "invalid_request",
      "The parameter redirect_uri is missing.",
    );
    expectRefusal(await exchangeOpenly({ code, redirect_uri: callback }), ...otherVerifier);
    const answer = await exchangeOpenly({ code, redirect_uri: callback, code_verifier: verifier });
    expect(claims(answer)).toMatchObject({ sub: callan, client_id: app.name });
  });
});

describe("an authorization code", () => {
  it("comes back in the query with the state, letter by letter", async () => {
    const state = "a b&c=d#é";
    const page = await openAndSignIn(openBrowser(world), authorizePath(client, { scope: read, state }));
    expect(page.url.hash).toBe("");
    expect(returned(page)).toEqual({ code: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/), state });
  });

  it("is added to a redirect that has a query of its own", async () => {
    const redirectUri = `${callback}?tenant=1`;
    const app = await newClient(world, { displayName: "tenant", redirectUris: [redirectUri] });
    const path = authorizePath(app, { scope: read, redirect_uri: redirectUri });
    const page = await openAndSignIn(openBrowser(world), path);
    expect(returned(page)).toEqual({ tenant: "1", code: expect.any(String) });
  });

  it("leads to the tokens of the user, of the moment when the user signed in", async () => {
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
