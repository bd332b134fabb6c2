import { beforeEach, describe, expect, it } from "vitest";
import type { Answer, World } from "../../world.ts";
import {
  expectRefusal,
  form,
  loggedReason,
  newClient,
  openOAuthWorld,
  post,
  read,
  type TestClient,
} from "../oauth-world.ts";

const unknownClient = "There is no OAuth client of that ID.";

let world: World;
let client: TestClient;
beforeEach(async () => {
  world = await openOAuthWorld();
  client = await newClient(world);
});

const request = (parameters: Record<string, string>, who = client) =>
  world.token(who.name, who.clientSecret, parameters);
const forScope = (scope: string, who = client) => request({ grant_type: "client_credentials", scope }, who);

describe("a token request", () => {
  it("is refused when it is not a form", async () => {
    expectRefusal(
      await world.send("POST", "/oauth2/v1/token", { "content-type": "application/json" }, "{}"),
      400,
      "invalid_request",
      "The Content-Type must be application/x-www-form-urlencoded.",
    );
  });

  it("is refused when it repeats a parameter", async () => {
    const answer = await world.send("POST", "/oauth2/v1/token", form, "scope=a&scope=b");
    expectRefusal(answer, 400, "invalid_request", "The parameter scope is repeated.");
  });

  it("is refused when it is a GET, and the answer names the allowed method", async () => {
    const get = await world.send("GET", "/oauth2/v1/token");
    expectRefusal(get, 405, "invalid_request", "The token endpoint accepts only POST.");
    expect(get.headers.get("allow")).toBe("POST");
  });

  it("is refused at an endpoint that does not exist", async () => {
    const answer = await world.send("POST", "/oauth2/v1/nowhere", form, "token=x");
    expectRefusal(answer, 404, "invalid_request", "There is no endpoint /oauth2/v1/nowhere.");
  });

  it.each<[string, () => Promise<Answer>, string]>([
    ["without credentials", () => post(world, "token", { grant_type: "client_credentials" }), unknownClient],
    ["of an unknown client", () => world.token("nobody", client.clientSecret, {}), unknownClient],
    ["without a secret", () => world.token(client.name, "", {}), "The client secret is wrong."],
    ["of a resource app without a secret", () => world.token("WACS_DEV_APPID", "", {}), "The client secret is wrong."],
    [
      "with another scheme",
      () => post(world, "token", {}, { authorization: "Bearer x" }),
      "The Authorization header does not hold HTTP Basic credentials.",
    ],
  ])("is refused %s, for which the answer gives no reason", async (_, send, reason) => {
    expectRefusal(await send(), 401, "invalid_client", "Client authentication failed.");
    expect(loggedReason(world)).toBe(reason);
  });

  it("is refused with a wrong secret, and the answer challenges the client", async () => {
    const answer = await world.token(client.name, "wrong", { grant_type: "client_credentials" });
    expectRefusal(answer, 401, "invalid_client", "Client authentication failed.");
    expect(loggedReason(world)).toBe("The client secret is wrong.");
    expect(answer.headers.get("www-authenticate")).toBe('Basic realm="identity domain"');
  });

  it("is refused when the client authenticates in two ways at once", async () => {
    const answer = await request({ client_id: client.name, client_secret: client.clientSecret });
    expectRefusal(answer, 400, "invalid_request", "The client authenticates in two ways at once.");
  });

  it("is refused when header and body name two clients", async () => {
    const sentence = "The client_id of the body is not that of the Authorization header.";
    expectRefusal(await request({ client_id: "other" }), 400, "invalid_request", sentence);
  });

  // identity-domains-api.md 13, row 3.
  it("is refused for an inactive client", async () => {
    const inactive = await newClient(world, { displayName: "inactive", active: false });
    expectRefusal(await forScope(read, inactive), 401, "invalid_client", "The client is not active.");
  });

  it("is refused for an inactive client, with the error that the settings choose", async () => {
    world = await openOAuthWorld({ inactiveClientError: "unauthorized_client" });
    const inactive = await newClient(world, { active: false, allowedScopes: [] });
    expectRefusal(await forScope(read, inactive), 400, "unauthorized_client", "The client is not active.");
  });

  it("is refused without a grant type", async () => {
    expectRefusal(await request({}), 400, "invalid_request", "The parameter grant_type is missing.");
  });

  it("is refused for an unknown grant type", async () => {
    const answer = await request({ grant_type: "magic" });
    expectRefusal(answer, 400, "unsupported_grant_type", "The grant type magic is not known.");
  });

  it("is refused for a grant type that the client is not allowed", async () => {
    const grantType = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    const sentence = `The client is not allowed the grant type ${grantType}.`;
    expectRefusal(await request({ grant_type: grantType }), 400, "unauthorized_client", sentence);
  });

  it("is refused for a grant type that the local domain does not support", async () => {
    const grantType = "implicit";
    const answer = await request({ grant_type: grantType });
    expectRefusal(answer, 400, "unsupported_grant_type", `The local identity domain does not support ${grantType}.`);
  });
});
