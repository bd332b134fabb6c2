import { beforeEach, describe, expect, it } from "vitest";
import { loggedReason, pass } from "../authorization-server/oauth-world.ts";
import {
  clientBody,
  financeAudience,
  financeScope,
  grantSchema,
  openWorld,
  resourceBody,
  type World,
} from "../world.ts";

const path = "/ic/api/integration/v1/integrations";
const finance = "a0000000000000000000000000000001";
let world: World;
let client: { id: string; name: string; clientSecret: string };
beforeEach(async () => {
  world = await openWorld();
  await world.admin("POST", "/admin/v1/Apps", resourceBody());
  const allowedScopes = [
    { fqs: financeScope },
    { fqs: `${financeAudience}/ic/api/` },
    { fqs: "https://orders.example.com/read" },
  ];
  client = (await world.admin("POST", "/admin/v1/Apps", clientBody({ allowedScopes }))).body;
});

async function grant(displayName: string): Promise<void> {
  const filter = encodeURIComponent(`app.value eq "${finance}" and displayName eq "${displayName}"`);
  const [role] = (await world.admin("GET", `/admin/v1/AppRoles?filter=${filter}`)).body.Resources;
  await world.admin("POST", "/admin/v1/Grants", {
    schemas: [grantSchema],
    grantMechanism: "ADMINISTRATOR_TO_APP",
    grantee: { type: "App", value: client.id },
    app: { value: finance },
    entitlement: { attributeName: "appRoles", attributeValue: role.id },
  });
}

async function call(scope = financeScope, query = ""): Promise<Awaited<ReturnType<World["send"]>>> {
  const { body } = await world.token(client.name, client.clientSecret, { grant_type: "client_credentials", scope });
  return world.send("GET", path + query, { authorization: `Bearer ${body.access_token}` });
}

const unauthorized = (detail: string) => ({ type: "about:blank", title: "Unauthorized", status: "401", detail });
const forbidden = (detail: string) => ({ type: "about:blank", title: "Forbidden", status: "403", detail });
const noRole = forbidden(
  "The holder of the access token has none of the roles ServiceAdministrator, ServiceDeveloper, ServiceDeployer, ServiceMonitor, ServiceUser, ServiceViewer.",
);
const notValid = "The access token is not valid for this instance.";

describe("GET integrations", () => {
  it("is refused without a token, with a bare challenge", async () => {
    const answer = await world.send("GET", path);
    expect(answer).toMatchObject({ status: 401, body: unauthorized("The request has no bearer token.") });
    expect(answer.headers.get("www-authenticate")).toBe('Bearer realm="Oracle Integration"');
  });

  const refusal = { status: 401, body: unauthorized(notValid) };

  it("is refused with what is not a token, and the challenge says so", async () => {
    const nonsense = await world.send("GET", path, { authorization: "Bearer nonsense" });
    expect(nonsense).toMatchObject(refusal);
    expect(loggedReason(world)).toBe("This domain did not sign it.");
    expect(nonsense.headers.get("www-authenticate")).toBe(
      `Bearer realm="Oracle Integration", error="invalid_token", error_description="${notValid}"`,
    );
  });

  it.each([
    ["application", "https://orders.example.com/read", ""],
    ["instance", financeScope, "?integrationInstance=hr"],
  ])("is refused with the token of another %s", async (_, scope, query) => {
    await grant("ServiceDeveloper");
    expect(await call(scope, query)).toMatchObject(refusal);
    expect(loggedReason(world)).toBe("It is meant for another audience.");
  });

  it("is refused with a token that has expired", async () => {
    await grant("ServiceDeveloper");
    const request = { grant_type: "client_credentials", scope: financeScope };
    const { body } = await world.token(client.name, client.clientSecret, request);
    pass(world, 3601);
    expect(await world.send("GET", path, { authorization: `Bearer ${body.access_token}` })).toMatchObject(refusal);
    expect(loggedReason(world)).toBe("It has expired.");
  });

  it("is refused to a client without a role", async () => {
    expect(await call()).toMatchObject({ status: 403, body: noRole });
  });

  it("is refused to a client that may only invoke integrations", async () => {
    await grant("ServiceInvoker");
    expect(await call()).toMatchObject({ status: 403, body: noRole });
  });

  it("is refused with a token of the right audience and another scope", async () => {
    const app = (await world.admin("GET", `/admin/v1/Apps/${finance}`)).body;
    await world.admin("PUT", `/admin/v1/Apps/${finance}`, { ...app, scopes: [...app.scopes, { value: "/other/" }] });
    const shown = (await world.admin("GET", `/admin/v1/Apps/${client.id}`)).body;
    const allowedScopes = [...shown.allowedScopes, { fqs: `${financeAudience}/other/` }];
    await world.admin("PUT", `/admin/v1/Apps/${client.id}`, { ...shown, allowedScopes });
    await grant("ServiceDeveloper");
    const answer = await call(`${financeAudience}/other/`);
    const detail = "The access token has no scope of Oracle Integration.";
    expect(answer).toMatchObject({ status: 403, body: forbidden(detail) });
    expect(answer.headers.get("www-authenticate")).toBe(
      `Bearer realm="Oracle Integration", error="insufficient_scope", error_description="${detail}"`,
    );
  });

  it("is refused for an instance that does not exist", async () => {
    expect((await call(financeScope, "?integrationInstance=nothing")).status).toBe(404);
  });

  it.each([
    "ServiceAdministrator",
    "ServiceDeveloper",
    "ServiceDeployer",
    "ServiceMonitor",
    "ServiceUser",
    "ServiceViewer",
  ])("answers a client with %s", async (role) => {
    await grant(role);
    expect((await call()).status).toBe(200);
  });

  it("answers in Oracle Integration's shape, for either scope", async () => {
    await grant("ServiceDeveloper");
    const { body } = await call(`${financeAudience}/ic/api/`, "?integrationInstance=finance&limit=1");
    expect(body).toEqual({
      items: [
        {
          id: "HELLO_WORLD|01.00.0000",
          code: "HELLO_WORLD",
          version: "01.00.0000",
          name: "Hello World",
          description: "Answers a greeting",
          status: "ACTIVATED",
          pattern: "Orchestration",
          style: "FREEFORM",
          lockedFlag: false,
        },
      ],
      totalResults: 2,
      hasMore: true,
      limit: 1,
      offset: 0,
    });
  });

  it("looks up the role at each call, since the token does not contain it", async () => {
    const { body } = await world.token(client.name, client.clientSecret, {
      grant_type: "client_credentials",
      scope: financeScope,
    });
    const headers = { authorization: `Bearer ${body.access_token}` };
    expect((await world.send("GET", path, headers)).status).toBe(403);
    await grant("ServiceUser");
    expect((await world.send("GET", path, headers)).status).toBe(200);
  });
});
