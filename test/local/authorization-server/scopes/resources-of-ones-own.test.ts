import { decodeJwt } from "jose";
import { beforeEach, describe, expect, it } from "vitest";
import { appSchema, type World } from "../../world.ts";
import {
  change,
  claims,
  isActive,
  newApp,
  newClient,
  openOAuthWorld,
  refresh,
  signInAs,
  type TestClient,
} from "../oauth-world.ts";

const audience = "https://ledger.example.com/";
const other = "https://ledger-old.example.com/";

let world: World;
let resource: TestClient;
let client: TestClient;
beforeEach(async () => {
  world = await openOAuthWorld();
  resource = await newApp(world, {
    schemas: [appSchema],
    displayName: "Ledger API",
    basedOnTemplate: { value: "CustomWebAppTemplateId" },
    active: true,
    isOAuthResource: true,
    isUnmanagedApp: true,
    audience,
    scopes: [
      { value: "read", displayName: "Read", description: "Read entries", requiresConsent: false },
      { value: "write", description: "Write entries", requiresConsent: true },
    ],
    allowOffline: true,
    accessTokenExpiry: 900,
    refreshTokenExpiry: 7200,
    protectableSecondaryAudiences: [{ value: other }],
  });
  const allowedScopes = [{ fqs: `${audience}read` }, { fqs: `${audience}write` }];
  client = await newClient(world, { displayName: "ledger-sync", allowedScopes });
});

const clientToken = (scope: string) =>
  world.token(client.name, client.clientSecret, { grant_type: "client_credentials", scope });
const allowedNow = async () =>
  (await world.admin("GET", `/admin/v1/Apps/${client.id}`)).body.allowedScopes?.map(({ fqs }: { fqs: string }) => fqs);

describe("a resource app of one's own", () => {
  it("makes tokens of clients for all its audiences, with its expiry and no refresh token", async () => {
    const { status, body } = await clientToken(`${audience}read offline_access`);
    expect(status).toBe(200);
    const scope = `${audience}read`;
    expect(body).toEqual({ access_token: expect.any(String), token_type: "Bearer", expires_in: 900, scope });
    expect(decodeJwt(body.access_token)).toMatchObject({ aud: [audience, other], scope: "read" });
  });

  it("makes refresh tokens of users that last as long as it says", async () => {
    const answer = await signInAs(world, client, `${audience}read ${audience}write offline_access`);
    expect(answer.body.expires_in).toBe(900);
    expect(claims(answer)).toMatchObject({ aud: [audience, other], scope: "read write" });
    world.clock.now = new Date(world.clock.now.getTime() + 7_199_000);
    const next = await refresh(world, client, answer.body.refresh_token);
    expect(next).toMatchObject({ status: 200, body: { expires_in: 900 } });
    world.clock.now = new Date(world.clock.now.getTime() + 7_201_000);
    expect((await refresh(world, client, next.body.refresh_token)).body.error).toBe("invalid_grant");
  });
});

describe("when a resource app changes", () => {
  it("a scope that it gains can be allowed and asked for", async () => {
    await change(world, "Apps", resource.id, { scopes: [{ value: "read" }, { value: "write" }, { value: "close" }] });
    await change(world, "Apps", client.id, { allowedScopes: [{ fqs: `${audience}close` }] });
    expect(claims(await clientToken(`${audience}close`)).scope).toBe("close");
  });

  it("a scope that it loses disappears from its clients, and their token requests fail", async () => {
    await change(world, "Apps", resource.id, { scopes: [{ value: "read" }] });
    expect(await allowedNow()).toEqual([`${audience}read`]);
    expect((await clientToken(`${audience}write`)).body.error).toBe("invalid_scope");
    expect((await clientToken(`${audience}read`)).status).toBe(200);
  });

  it("its clients' scopes follow a new audience, and the old ones are gone", async () => {
    await change(world, "Apps", resource.id, { audience: "urn:ledger:" });
    expect(await allowedNow()).toEqual(["urn:ledger:read", "urn:ledger:write"]);
    expect((await clientToken(`${audience}read`)).body.error).toBe("invalid_scope");
    expect(claims(await clientToken("urn:ledger:read")).aud).toEqual(["urn:ledger:", other]);
  });

  it("a token that was issued lives on, and a refresh for what is gone is refused", async () => {
    const { body } = await signInAs(world, client, `${audience}write offline_access`);
    await change(world, "Apps", resource.id, { scopes: [{ value: "read" }] });
    expect(await isActive(world, body.access_token)).toBe(true);
    expect((await refresh(world, client, body.refresh_token)).body.error).toBe("invalid_scope");
  });

  it("scopes of other apps stay with its clients", async () => {
    const orders = "https://orders.example.com/read";
    await change(world, "Apps", client.id, { allowedScopes: [{ fqs: orders }, { fqs: `${audience}write` }] });
    await change(world, "Apps", resource.id, { scopes: [{ value: "read" }] });
    expect(await allowedNow()).toEqual([orders]);
  });

  it("a client that allows itself what it declared under the old audience is refused", async () => {
    const path = `/admin/v1/Apps/${resource.id}`;
    const allowedScopes = [{ fqs: `${audience}read` }];
    await change(world, "Apps", resource.id, { isOAuthClient: true, clientType: "confidential", allowedScopes });
    const { body } = await world.admin("GET", path);
    const moved = await world.admin("PUT", path, { ...body, audience: "urn:ledger:" });
    expect(moved).toMatchObject({
      status: 400,
      body: { detail: `allowedScopes: no App declares the scope ${audience}read.` },
    });
  });
});
