import { beforeEach, describe, expect, it } from "vitest";
import type { World } from "../../world.ts";
import { expectRefusal, form, newClient, openOAuthWorld, read, type TestClient } from "../oauth-world.ts";

let world: World;
let client: TestClient;
beforeEach(async () => {
  world = await openOAuthWorld();
  client = await newClient(world);
});

const request = (parameters: Record<string, string>, who = client) =>
  world.token(who.name, who.clientSecret, parameters);
const forScope = (scope: string, who = client) => request({ grant_type: "client_credentials", scope }, who);

describe("a token request is refused", () => {
  it("when it is not a form, or repeats a parameter", async () => {
    expectRefusal(
      await world.send("POST", "/oauth2/v1/token", { "content-type": "application/json" }, "{}"),
      400,
      "invalid_request",
      "The Content-Type must be application/x-www-form-urlencoded.",
    );
    expectRefusal(
      await world.send("POST", "/oauth2/v1/token", form, "scope=a&scope=b"),
      400,
      "invalid_request",
      "The parameter scope is repeated.",
    );
  });

  it("in another verb, and at endpoints that are not there yet", async () => {
    const get = await world.send("GET", "/oauth2/v1/token");
    expectRefusal(get, 405, "invalid_request", "The token endpoint takes POST alone.");
    expect(get.headers.get("allow")).toBe("POST");
    expectRefusal(
      await world.send("POST", "/oauth2/v1/nowhere", form, "token=x"),
      404,
      "invalid_request",
      "There is no endpoint /oauth2/v1/nowhere.",
    );
  });

  it("without credentials, with wrong ones, with another scheme and for an unknown client", async () => {
    const failed = [401, "invalid_client", "Client authentication failed."] as const;
    expectRefusal(await world.send("POST", "/oauth2/v1/token", form, "grant_type=client_credentials"), ...failed);
    const wrong = await world.token(client.name, "wrong", { grant_type: "client_credentials" });
    expectRefusal(wrong, ...failed);
    expect(wrong.headers.get("www-authenticate")).toBe('Basic realm="identity domain"');
    expectRefusal(await world.token("nobody", client.clientSecret, {}), ...failed);
    expectRefusal(await world.token(client.name, "", {}), ...failed);
    expectRefusal(await world.send("POST", "/oauth2/v1/token", { ...form, authorization: "Bearer x" }, ""), ...failed);
    expectRefusal(await world.token("WACS_DEV_APPID", "", {}), ...failed);
  });

  it("when the client authenticates in two ways at once", async () => {
    expectRefusal(
      await request({ client_id: client.name, client_secret: client.clientSecret }),
      400,
      "invalid_request",
      "The client authenticates in two ways at once.",
    );
    expectRefusal(
      await request({ client_id: "other" }),
      400,
      "invalid_request",
      "The client_id of the body is not that of the Authorization header.",
    );
  });

  // Facts 13, row 3.
  it("for an inactive client, with the error that the settings choose", async () => {
    const inactive = await newClient(world, { displayName: "inactive", active: false });
    expectRefusal(await forScope(read, inactive), 401, "invalid_client", "The client is not active.");
    world = await openOAuthWorld({ inactiveClientError: "unauthorized_client" });
    const other = await newClient(world, { active: false, allowedScopes: [] });
    expectRefusal(await forScope(read, other), 400, "unauthorized_client", "The client is not active.");
  });

  it("for a grant type that is missing, unknown, not allowed or not supported", async () => {
    expectRefusal(await request({}), 400, "invalid_request", "The parameter grant_type is missing.");
    expectRefusal(
      await request({ grant_type: "magic" }),
      400,
      "unsupported_grant_type",
      "The grant type magic is not known.",
    );
    expectRefusal(
      await request({ grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer" }),
      400,
      "unauthorized_client",
      "The client is not allowed the grant type urn:ietf:params:oauth:grant-type:jwt-bearer.",
    );
    const grantType = "urn:ietf:params:oauth:grant-type:token-exchange";
    const exchanging = await newClient(world, { displayName: "exchanging", allowedGrants: [grantType] });
    expectRefusal(
      await request({ grant_type: grantType }, exchanging),
      400,
      "unsupported_grant_type",
      `The local identity domain does not support ${grantType}.`,
    );
  });
});
