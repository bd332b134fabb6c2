import { decodeJwt } from "jose";
import { beforeEach, describe, expect, it } from "vitest";
import { type Answer, financeScope, url, type World } from "../../world.ts";
import { openAndSignIn, openBrowser, type Page } from "../browser.ts";
import {
  basic,
  callan,
  callanId,
  change,
  deviceGrant,
  expectRefusal,
  loggedReason,
  loggedScopeReason,
  newClient,
  openOAuthWorld,
  pass,
  post,
  type Refusal,
  read,
  type TestClient,
  write,
} from "../oauth-world.ts";

let world: World;
let client: TestClient;
beforeEach(async () => {
  world = await openOAuthWorld();
  client = await newClient(world);
});

const start = (parameters: Record<string, string> = {}): Promise<Answer> =>
  post(world, "device", { response_type: "device_code", client_id: client.name, scope: read, ...parameters });
const poll = (device_code: string, who = client): Promise<Answer> =>
  world.token(who.name, who.clientSecret, { grant_type: deviceGrant, device_code });
const visit = (userCode: string): Promise<Page> =>
  openAndSignIn(openBrowser(world), `/ui/v1/device?user_code=${userCode}`);

async function decide(userCode: string, decision: "allow" | "deny"): Promise<Page> {
  const browser = openBrowser(world);
  return browser.submit(await openAndSignIn(browser, `/ui/v1/device?user_code=${userCode}`), { decision });
}

const pending = [400, "authorization_pending", "The user has not allowed the request yet."] as const;
const slowDown = [400, "slow_down", "The device must wait five seconds longer between two requests."] as const;
const notValid = [400, "invalid_grant", "The device code is not valid or was used before."] as const;

describe("a device's request", () => {
  it.each<[string, Record<string, string>, Refusal]>([
    ["without a client", { client_id: "" }, [400, "invalid_request", "The parameter client_id is missing."]],
    [
      "for an unknown client",
      { client_id: "nobody" },
      [401, "invalid_client", "There is no active client of that client_id."],
    ],
    [
      "for another response type",
      { response_type: "code" },
      [400, "unsupported_response_type", "The response_type must be device_code."],
    ],
    ["without a scope", { scope: "" }, [400, "invalid_scope", "The request names no scope."]],
  ])("is refused %s", async (_, parameters, refusal) => {
    expectRefusal(await start(parameters), ...refusal);
  });

  it("is accepted without a response type, as RFC 8628 has it, unless the settings ask for one", async () => {
    expect((await start({ response_type: "" })).status).toBe(200);
    world = await openOAuthWorld({ deviceResponseType: "required" });
    client = await newClient(world);
    const missing = await start({ response_type: "" });
    expectRefusal(missing, 400, "invalid_request", "The parameter response_type is missing.");
  });

  // RFC 8628, section 3.1: the client may authenticate as at the token endpoint, and then needs no client_id.
  it("is refused with a wrong secret, in the header or the body, and accepted with the right one", async () => {
    const started = (more: object, headers = {}) => post(world, "device", { scope: read, ...more }, headers);
    const failed = [401, "invalid_client", "Client authentication failed."] as const;
    expectRefusal(await started({}, basic(client.name, "wrong")), ...failed);
    expectRefusal(await started({ client_id: client.name, client_secret: "wrong" }), ...failed);
    expect((await started({}, basic(client.name, client.clientSecret))).status).toBe(200);
    expect((await started({ client_id: client.name, client_secret: client.clientSecret })).status).toBe(200);
  });

  it("is refused for a client without the grant type", async () => {
    client = await newClient(world, { displayName: "other", allowedGrants: ["password"] });
    const sentence = `The client is not allowed the grant type ${deviceGrant}.`;
    expectRefusal(await start(), 400, "unauthorized_client", sentence);
  });

  it("is refused when it is a GET", async () => {
    const answer = await world.send("GET", "/oauth2/v1/device");
    expectRefusal(answer, 405, "invalid_request", "The endpoint /device accepts only POST.");
  });
});

describe("a device code", () => {
  it("is refused while the user has not decided, and the device must wait longer each time it is impatient", async () => {
    const { device_code } = (await start()).body;
    expectRefusal(await poll(device_code), ...pending);
    pass(world, 4);
    expectRefusal(await poll(device_code), ...slowDown);
    pass(world, 9);
    expectRefusal(await poll(device_code), ...slowDown);
    pass(world, 15);
    expectRefusal(await poll(device_code), ...pending);
  });

  it("is refused when the user denied", async () => {
    const { device_code, user_code } = (await start()).body;
    expect((await decide(user_code, "deny")).html).toContain("The device was denied.");
    expectRefusal(await poll(device_code), 400, "access_denied", "The user denied the request.");
  });

  it("is refused after five minutes, allowed or not, and its user code with it", async () => {
    const [waiting, allowed] = [(await start()).body, (await start()).body];
    await decide(allowed.user_code, "allow");
    pass(world, 300);
    for (const { device_code } of [waiting, allowed]) {
      expectRefusal(await poll(device_code), 400, "expired_token", "The device code has expired.");
    }
    expect((await visit(waiting.user_code)).html).toContain(
      `The code ${waiting.user_code} is not known, or has expired.`,
    );
  });

  it("is refused when it is unknown", async () => {
    expectRefusal(await poll("nonsense"), ...notValid);
    expect(loggedReason(world)).toBe("The domain has no such device code.");
  });

  it("is refused to another client, which does not use it up", async () => {
    const { device_code, user_code } = (await start()).body;
    await decide(user_code, "allow");
    expectRefusal(await poll(device_code, await newClient(world, { displayName: "thief" })), ...notValid);
    expect(loggedReason(world)).toBe("The device code was issued to another client.");
    expect((await poll(device_code)).status).toBe(200);
  });

  it("is refused after it was used", async () => {
    const { device_code, user_code } = (await start()).body;
    await decide(user_code, "allow");
    expect((await poll(device_code)).status).toBe(200);
    expectRefusal(await poll(device_code), ...notValid);
    expect(loggedReason(world)).toBe("The domain has no such device code.");
  });

  it("is refused once the user who allowed it is inactive", async () => {
    const { device_code, user_code } = (await start()).body;
    await decide(user_code, "allow");
    await change(world, "Users", callanId, { active: false });
    expectRefusal(await poll(device_code), 400, "invalid_grant", "The user is not active.");
  });
});

describe("the device page", () => {
  it("asks for the code, then to sign in, then to allow what the device asks for", async () => {
    const { user_code } = (await start({ scope: `${read} ${write}` })).body;
    const browser = openBrowser(world);
    const first = await browser.open("/ui/v1/device");
    expect(first.html).toContain('<label for="user_code">');
    const typed = `${user_code.slice(0, 4)}-${user_code.slice(4).toLowerCase()}`;
    const question = await openAndSignIn(browser, (await browser.submit(first, { user_code: typed })).url.href);
    expect(question.html).toContain("<h1>Allow orders-sync?</h1>");
    for (const scope of ["read", "write"]) expect(question.html).toContain(`<li><code>${scope}</code></li>`);
  });

  it("refuses a code that nobody was given", async () => {
    expect(await visit("BBBBBBBB")).toMatchObject({ status: 400, html: expect.stringContaining("BBBBBBBB") });
  });

  it("refuses a code that was decided", async () => {
    const { user_code } = (await start()).body;
    await decide(user_code, "deny");
    expect((await visit(user_code)).status).toBe(400);
  });

  it("refuses scopes that the client may not have", async () => {
    const forbidden = (await start({ scope: financeScope })).body;
    expect(await visit(forbidden.user_code)).toMatchObject({
      status: 400,
      html: expect.stringContaining("Client authorization failed."),
    });
    expect(loggedScopeReason(world)).toBe(`The client's allowedScopes do not cover ${financeScope}.`);
  });

  it("takes no answer from another site", async () => {
    const { device_code, user_code } = (await start()).body;
    const browser = openBrowser(world);
    const page = await openAndSignIn(browser, `/ui/v1/device?user_code=${user_code}`);
    expect((await browser.submit(page, { decision: "allow", form_token: "x" })).status).toBe(403);
    expectRefusal(await poll(device_code), ...pending);
  });
});

it("a device starts without credentials and gets the tokens of the user who allowed it", async () => {
  const { status, body } = await start({ scope: `openid ${read} offline_access` });
  expect(status).toBe(200);
  expect(body).toEqual({
    expires_in: 300,
    device_code: expect.stringMatching(/^[0-9a-f-]{36}$/),
    user_code: expect.stringMatching(/^[BCDFGHJKLMNPQRSTVWXZ]{8}$/),
    verification_uri: `${url}/ui/v1/device`,
  });
  expect((await decide(body.user_code, "allow")).html).toContain("The device may go on.");
  const tokens = (await poll(body.device_code)).body;
  expect(tokens).toEqual({
    access_token: expect.any(String),
    token_type: "Bearer",
    expires_in: 3600,
    refresh_token: expect.stringMatching(/^AQ/),
    id_token: expect.any(String),
  });
  expect(decodeJwt(tokens.access_token)).toMatchObject({ sub: callan, gtp: "dc", scope: "read openid" });
});
