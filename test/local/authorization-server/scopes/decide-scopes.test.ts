import { beforeEach, describe, expect, it } from "vitest";
import { financeScope, resourceBody, type World } from "../../world.ts";
import {
  claims,
  expectRefusal,
  loggedReason,
  myScopes,
  newApp,
  newClient,
  openOAuthWorld,
  read,
  signInAs,
  type TestClient,
  write,
} from "../oauth-world.ts";

const several = "urn:opc:resource:multiresourcescope";
const allowedScopes = [{ fqs: read }, { fqs: financeScope }];

let world: World;
let client: TestClient;
beforeEach(async () => {
  world = await openOAuthWorld();
  client = await newClient(world, { allowedScopes });
});

const forScope = (scope: string, who = client) =>
  world.token(who.name, who.clientSecret, { grant_type: "client_credentials", scope });

// identity-domains-api.md 13, row 13.
describe("a token request", () => {
  it.each([
    ["", "The request names no scope."],
    ["offline_access", "The request names no scope."],
    ["https://orders.example.com/raed", "No resource declares the scope https://orders.example.com/raed."],
    ["openid", "The scope openid needs a user."],
    ["urn:opc:idm:nothing", "urn:opc:idm:nothing is not a scope of this domain."],
    [`${read} ${financeScope}`, "All scopes of a request must belong to one resource."],
    [`${read} ${myScopes}`, "Scopes of the identity domain and of a resource cannot be requested together."],
    [`urn:opc:resource:consumer::all ${read}`, "urn:opc:resource:consumer::all cannot be requested with other scopes."],
    [`${read} urn:opc:resource:expiry=long`, "urn:opc:resource:expiry= must be followed by seconds."],
  ])("is refused for the scope %j, which does not exist or does not go together", async (scope, description) => {
    expectRefusal(await forScope(scope), 400, "invalid_scope", description);
    const allowed = `the client is allowed ${read} ${financeScope}.`;
    expect(loggedReason(world)).toBe(`${description} Asked for: ${JSON.stringify(scope)}; ${allowed}`);
  });

  it.each([
    [write, `The client's allowedScopes do not cover ${write}.`],
    [`${read} ${write}`, `The client's allowedScopes do not cover ${write}.`],
    ["urn:opc:resource:consumer::all", "The client's trustScope is neither Account nor Tags."],
    ["urn:opc:idm:role.User%20Administrator", "The role User Administrator is not held."],
  ])("is refused for the scope %s, which exists and is not allowed", async (scope, reason) => {
    expectRefusal(await forScope(scope), 400, "unauthorized_client", "Client authorization failed.");
    const allowed = `the client is allowed ${read} ${financeScope}.`;
    expect(loggedReason(world)).toBe(`${reason} Asked for: ${JSON.stringify(scope)}; ${allowed}`);
  });

  it("is refused for a scope that is not allowed, with the error that the settings choose", async () => {
    world = await openOAuthWorld({ disallowedScopeError: "invalid_scope" });
    client = await newClient(world, { allowedScopes });
    expectRefusal(await forScope(write), 400, "invalid_scope", "Client authorization failed.");
  });

  it("is refused for a scope of an inactive resource", async () => {
    const { body } = await world.admin("GET", "/admin/v1/Apps?filter=displayName+eq+%22Orders+API%22");
    await world.admin("PUT", `/admin/v1/AppStatusChanger/${body.Resources[0].id}`, {
      schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:AppStatusChanger"],
      active: false,
    });
    expectRefusal(await forScope(read), 400, "invalid_scope", "The resource of the scope is not active.");
  });
});

// identity-domains-api.md 13, row 13.
describe("a scope", () => {
  it("appears in the token without its audience", async () => {
    expect(claims(await forScope(read))).toMatchObject({ aud: "https://orders.example.com/", scope: "read" });
  });

  it("is given for a scope below an allowed one with the same qualifier", async () => {
    const base = "https://paas.example.com";
    const broad = "urn:opc:resource:consumer:paas::read";
    await world.admin(
      "POST",
      "/admin/v1/Apps",
      resourceBody({ displayName: "paas", audience: base, scopes: [{ value: broad }] }),
    );
    const paas = await newClient(world, { displayName: "broad", allowedScopes: [{ fqs: base + broad }] });
    const narrow = "urn:opc:resource:consumer:paas:analytics::read";
    expect(claims(await forScope(base + narrow, paas)).scope).toBe(narrow);
    expect((await forScope(`${base}urn:opc:resource:consumer:paas:analytics::write`, paas)).body.error).toBe(
      "invalid_scope",
    );
  });
});

describe("scopes of several resources", () => {
  it("have a token each, in one answer, when they are asked for", async () => {
    const { status, body } = await forScope(`${read} ${financeScope} ${several}`);
    expect(status).toBe(200);
    expect(body).toEqual({
      tokenResponses: [
        { access_token: expect.any(String), token_type: "Bearer", expires_in: 3600 },
        { access_token: expect.any(String), token_type: "Bearer", expires_in: 3600 },
      ],
    });
    const scopes = body.tokenResponses.map((one: object) => claims({ body: one } as never).scope);
    expect(scopes).toEqual(["read", "urn:opc:resource:consumer::all"]);
  });

  it("have one identity token, and a refresh token where the resource permits it", async () => {
    const closed = { displayName: "closed", audience: "https://closed.example.com/" };
    await newApp(world, resourceBody(closed));
    const both = [{ fqs: read }, { fqs: "https://closed.example.com/read" }];
    const reader = await newClient(world, { displayName: "both", allowedScopes: both });
    const scope = `openid offline_access ${read} https://closed.example.com/read ${several}`;
    const { body } = await signInAs(world, reader, scope);
    expect(body).toEqual({
      tokenResponses: [
        {
          access_token: expect.any(String),
          token_type: "Bearer",
          expires_in: 3600,
          refresh_token: expect.stringMatching(/^AQ/),
        },
        {
          access_token: expect.any(String),
          token_type: "Bearer",
          expires_in: 3600,
          scope: "https://closed.example.com/read",
        },
      ],
      id_token: expect.any(String),
    });
  });
});
