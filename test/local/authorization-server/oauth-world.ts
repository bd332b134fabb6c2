import { createHash } from "node:crypto";
import { decodeJwt, type JWTPayload } from "jose";
import { expect } from "vitest";
import type { LocalDomainOptions } from "../../../local/domain.ts";
import { type Answer, clientBody, grantSchema, openWorld, resourceBody, type World } from "../world.ts";

export const read = "https://orders.example.com/read";
/** The scope of the world's resource that needs the user's consent. */
export const write = "https://orders.example.com/write";
export const myScopes = "urn:opc:idm:__myscopes__";
export const callback = "https://app.example.com/callback";
export const deviceGrant = "urn:ietf:params:oauth:grant-type:device_code";
/** The password of the users that exist from the start. */
export const password = "correct horse battery staple";
export const callan = "callan@example.com";
export const callanId = "b0000000000000000000000000000002";
export const form = { "content-type": "application/x-www-form-urlencoded" };

/** What a test knows of a client that it created. */
export interface TestClient {
  readonly id: string;
  readonly name: string;
  readonly clientSecret: string;
}

/** A domain with users who can sign in, and one resource that permits refresh tokens. */
export async function openOAuthWorld(options: LocalDomainOptions = {}): Promise<World> {
  const world = await openWorld({ userPassword: password, ...options });
  await newApp(world, resourceBody({ allowOffline: true }));
  return world;
}

/** Creates an app and answers it. */
export async function newApp(world: World, body: object): Promise<TestClient> {
  const answer = await world.admin("POST", "/admin/v1/Apps", body);
  expect(answer).toMatchObject({ status: 201 });
  return answer.body;
}

/** Creates a confidential client with every user flow. */
export function newClient(world: World, attributes: object = {}): Promise<TestClient> {
  return newApp(
    world,
    clientBody({
      allowedGrants: ["client_credentials", "password", "authorization_code", "refresh_token", "implicit", deviceGrant],
      allowedScopes: [{ fqs: read }, { fqs: write }],
      redirectUris: [callback],
      postLogoutRedirectUris: ["https://app.example.com/bye"],
      ...attributes,
    }),
  );
}

/** Changes some attributes of an app by PUT. */
export async function change(world: World, type: "Apps" | "Users", id: string, attributes: object): Promise<void> {
  const { body } = await world.admin("GET", `/admin/v1/${type}/${id}`);
  expect(await world.admin("PUT", `/admin/v1/${type}/${id}`, { ...body, ...attributes })).toMatchObject({
    status: 200,
  });
}

/** Grants an app, or one of its roles, to a user, a group or an app. */
export async function grant(
  world: World,
  to: { readonly type: "App" | "User" | "Group"; readonly id: string },
  appId: string,
  role?: string,
): Promise<void> {
  const filter = encodeURIComponent(`app.value eq "${appId}" and displayName eq "${role}"`);
  const found = role === undefined ? undefined : (await world.admin("GET", `/admin/v1/AppRoles?filter=${filter}`)).body;
  const answer = await world.admin("POST", "/admin/v1/Grants", {
    schemas: [grantSchema],
    grantMechanism: `ADMINISTRATOR_TO_${to.type.toUpperCase()}`,
    grantee: { type: to.type, value: to.id },
    app: { value: appId },
    ...(found && { entitlement: { attributeName: "appRoles", attributeValue: found.Resources[0].id } }),
  });
  expect(answer).toMatchObject({ status: 201 });
}

/** Asks for tokens with a user's password. */
export function signInAs(world: World, client: TestClient, scope: string, username = callan): Promise<Answer> {
  return world.token(client.name, client.clientSecret, { grant_type: "password", username, password, scope });
}

/** Asks for tokens with a refresh token. */
export function refresh(world: World, client: TestClient, token: string, scope?: string): Promise<Answer> {
  const narrower: Record<string, string> = scope === undefined ? {} : { scope };
  return world.token(client.name, client.clientSecret, {
    grant_type: "refresh_token",
    refresh_token: token,
    ...narrower,
  });
}

/** Moves the clock. */
export function pass(world: World, seconds: number): void {
  world.clock.now = new Date(world.clock.now.getTime() + seconds * 1000);
}

/** The claims of the answer's access token. */
export function claims({ body }: Answer): JWTPayload {
  return decodeJwt(body.access_token);
}

/** How an OAuth endpoint refuses. */
export type Refusal = readonly [status: number, error: string, description: string];

/** The whole answer of an OAuth endpoint that refuses. */
export function expectRefusal(answer: Answer, status: number, error: string, description: string): void {
  expect(answer.body).toEqual({
    error,
    error_description: description,
    ecid: expect.stringMatching(/^[A-Za-z0-9]{9}0{8}$/),
  });
  expect(answer.status).toBe(status);
  expect(answer.headers.get("cache-control")).toBe("no-store");
}

/** Why the last request was refused, as only the request log says. */
export function loggedReason({ domain }: World): string | undefined {
  return domain.requests.at(-1)?.reason;
}

/** The same without what the log adds to every refusal of a scope: what was asked for, and what is allowed. */
export function loggedScopeReason(world: World): string | undefined {
  const [, reason] = /^(.*) Asked for: ".*"; the client is allowed .*\.$/.exec(loggedReason(world) ?? "") ?? [];
  return reason;
}

/** Sends a form to an OAuth endpoint. */
export function post(
  world: World,
  endpoint: "token" | "introspect" | "revoke" | "device",
  parameters: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return world.send("POST", `/oauth2/v1/${endpoint}`, { ...form, ...headers }, String(new URLSearchParams(parameters)));
}

/** Sends a form to an OAuth endpoint with a client's ID and secret in it. */
export function postAs(
  world: World,
  endpoint: "token" | "introspect" | "revoke",
  { name, clientSecret }: TestClient,
  parameters: Record<string, string>,
): Promise<Answer> {
  return post(world, endpoint, { client_id: name, client_secret: clientSecret, ...parameters });
}

/** The header of HTTP Basic. */
export function basic(id: string, secret: string): { readonly authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}` };
}

/** The domain's time in seconds since 1970. */
export function secondsNow({ clock }: World): number {
  return Math.floor(clock.now.getTime() / 1000);
}

/** The left half of a text's SHA-256, as OpenID Connect Core 1.0, section 3.1.3.6, says for RS256. */
export function leftHalf(text: string): string {
  return createHash("sha256").update(text).digest().subarray(0, 16).toString("base64url");
}

const inspectors = new WeakMap<World, Promise<TestClient>>();

/** Whether the domain's own introspection calls an access token active. */
export async function isActive(world: World, token: string): Promise<boolean> {
  const body = clientBody({ displayName: "inspector", allowedOperations: ["introspect"] });
  const inspector = inspectors.get(world) ?? newApp(world, body);
  inspectors.set(world, inspector);
  const { name, clientSecret } = await inspector;
  const text = new URLSearchParams({ client_id: name, client_secret: clientSecret, token });
  return (await world.send("POST", "/oauth2/v1/introspect", form, String(text))).body.active;
}
