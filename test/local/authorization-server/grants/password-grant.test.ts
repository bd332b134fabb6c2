import { beforeEach, describe, expect, it } from "vitest";
import type { World } from "../../world.ts";
import {
  callan,
  callanId,
  change,
  expectRefusal,
  loggedReason,
  newClient,
  openOAuthWorld,
  password,
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

const ask = (parameters: Record<string, string>) =>
  world.token(client.name, client.clientSecret, { grant_type: "password", scope: read, ...parameters });

describe("a password", () => {
  const wrong = [400, "invalid_grant", "The user name or password is wrong."] as const;

  it.each([
    ["an unknown user", "nobody@example.com", password, "There is no user of that name."],
    ["a wrong password", callan, `${password}r`, "The password is wrong, or the user has none."],
  ])("is refused for %s, for which the answer gives no reason", async (_, username, typed, reason) => {
    expectRefusal(await ask({ username, password: typed }), ...wrong);
    expect(loggedReason(world)).toBe(reason);
  });

  it("is refused for an inactive user, in the same words", async () => {
    await change(world, "Users", callanId, { active: false });
    expectRefusal(await ask({ username: callan, password }), ...wrong);
    expect(loggedReason(world)).toBe("The user is not active.");
  });

  it("is refused for a user who has none, whatever is sent", async () => {
    const name = { givenName: "No", familyName: "Password" };
    const schemas = ["urn:ietf:params:scim:schemas:core:2.0:User"];
    const emails = [{ value: "none@example.com", type: "work", primary: true }];
    await world.admin("POST", "/admin/v1/Users", { schemas, userName: "none@example.com", name, emails });
    expectRefusal(await ask({ username: "none@example.com", password }), ...wrong);
    expect(loggedReason(world)).toBe("The password is wrong, or the user has none.");
  });

  it("is refused when the user name is missing", async () => {
    expectRefusal(await ask({ password }), 400, "invalid_request", "The parameter username is missing.");
  });

  it("is refused when the password is missing", async () => {
    expectRefusal(await ask({ username: callan }), 400, "invalid_request", "The parameter password is missing.");
  });

  it("is refused and does not appear in the request log", async () => {
    await ask({ username: callan, password: "not-the-one" });
    await signInAs(world, client, read);
    const log = JSON.stringify(world.domain.requests);
    expect(log).toContain("/oauth2/v1/token");
    expect(log).not.toContain("not-the-one");
    expect(log).not.toContain(password);
  });

  it("is accepted for the user name in any case, however often a wrong one was tried", async () => {
    for (let tries = 0; tries < 6; tries++) await ask({ username: callan, password: "wrong" });
    expect(await signInAs(world, client, read, "Callan@Example.COM")).toMatchObject({
      status: 200,
      body: { access_token: expect.any(String), token_type: "Bearer", expires_in: 3600 },
    });
  });

  it("is accepted once an administrator has set it, and the old one no longer is", async () => {
    await change(world, "Users", callanId, { password: "another horse" });
    expect((await ask({ username: callan, password: "another horse" })).status).toBe(200);
    expect((await ask({ username: callan, password })).status).toBe(400);
  });
});
