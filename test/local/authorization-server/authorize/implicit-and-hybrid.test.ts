import { decodeJwt } from "jose";
import { beforeEach, describe, expect, it } from "vitest";
import type { World } from "../../world.ts";
import { authorizePath, openAndSignIn, openBrowser, returned } from "../browser.ts";
import { callan, leftHalf, newClient, openOAuthWorld, read, type TestClient } from "../oauth-world.ts";

let world: World;
let client: TestClient;
beforeEach(async () => {
  world = await openOAuthWorld();
  client = await newClient(world);
});

async function ask(response_type: string, scope = `openid email ${read} offline_access`) {
  const parameters = { response_type, scope, nonce: "n-1", state: "s-1" };
  const page = await openAndSignIn(openBrowser(world), authorizePath(client, parameters));
  expect(page.url.search).toBe("");
  return returned(page);
}

const token = {
  access_token: expect.any(String),
  token_type: "Bearer",
  expires_in: "3600",
};
const granted = `${read} openid email`;
const parts = { code: expect.any(String), id_token: expect.any(String), state: "s-1" };

describe("what comes back in the fragment", () => {
  it("for token is an access token, never a refresh token", async () => {
    const answer = await ask("token");
    expect(answer).toEqual({ ...token, scope: granted, state: "s-1" });
    expect(decodeJwt(answer.access_token as string)).toMatchObject({
      sub: callan,
      gtp: "imp",
      scope: "read openid email",
    });
  });

  it("for id_token is an identity token with the claims that nothing else could fetch", async () => {
    const answer = await ask("id_token", "openid email");
    expect(answer).toEqual({ id_token: expect.any(String), state: "s-1" });
    const claims = decodeJwt(answer.id_token as string);
    expect(claims).toMatchObject({ sub: callan, nonce: "n-1", email: callan, email_verified: true });
    expect(claims).not.toHaveProperty("at_hash");
  });

  it("for id_token token are both, bound to each other", async () => {
    const answer = await ask("id_token token");
    expect(answer).toEqual({ ...token, scope: granted, id_token: expect.any(String), state: "s-1" });
    const claims = decodeJwt(answer.id_token as string);
    expect(claims.at_hash).toBe(leftHalf(answer.access_token as string));
    expect(claims).not.toHaveProperty("email");
  });

  it.each(["code id_token token", "token code id_token"])("for %s, in any order, are all three", async (type) => {
    const answer = await ask(type);
    expect(answer).toEqual({ ...token, ...parts });
    expect(decodeJwt(answer.id_token as string)).toMatchObject({
      nonce: "n-1",
      at_hash: leftHalf(answer.access_token as string),
      c_hash: leftHalf(answer.code as string),
    });
  });

  it("for code token and code id_token is a code that can be exchanged", async () => {
    expect(await ask("code token")).toEqual({ ...token, code: expect.any(String), state: "s-1" });
    const answer = await ask("code id_token");
    expect(answer).toEqual(parts);
    const { body } = await world.token(client.name, client.clientSecret, {
      grant_type: "authorization_code",
      code: answer.code as string,
    });
    expect(body).toMatchObject({ refresh_token: expect.any(String), id_token: expect.any(String) });
    expect(decodeJwt(body.id_token)).toMatchObject({ nonce: "n-1", at_hash: leftHalf(body.access_token) });
  });
});
