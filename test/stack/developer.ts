import { decodeJwt, type JWTPayload } from "jose";
import { createVisitor, type Page, type Visitor } from "../compatibility/visitor.ts";
import type { Outputs } from "./world.ts";

/** What the stack shows of a client, with its secret: all that a developer has. */
export type Credentials = Outputs["clients"][string] & { readonly clientSecret: string };

/** The token endpoint's answer. */
export interface TokenAnswer {
  readonly status: number;
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly expires_in: number;
  readonly error?: string;
  readonly error_description?: string;
}

/** The outputs of a client of a stack. */
export function credentialsOf({ clients, clientSecrets }: Outputs, name: string): Credentials {
  const [client, clientSecret] = [clients[name], clientSecrets[name]];
  if (!client || clientSecret === undefined) throw new Error(`the stack shows no client ${name}`);
  return { ...client, clientSecret };
}

/** Asks the token endpoint as a client that authenticates by HTTP Basic (RFC 6749, section 2.3.1). */
export async function requestToken(client: Credentials, parameters: Record<string, string>): Promise<TokenAnswer> {
  const basic = Buffer.from(`${client.clientId}:${client.clientSecret}`).toString("base64");
  const response = await fetch(client.tokenUrl, {
    method: "POST",
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams(parameters),
  });
  return { status: response.status, ...((await response.json()) as Omit<TokenAnswer, "status">) };
}

/** Asks for a user's token by password. */
export function passwordToken(client: Credentials, username: string, password: string, scope = client.scope) {
  return requestToken(client, { grant_type: "password", username, password, scope });
}

/** What a user's browser shows after the sign-in page: the page that asks for consent, or where it was sent back to. */
export interface SignedIn {
  readonly visitor: Visitor;
  readonly page: Page;
}

/** Sends a user through the sign-in page. */
export async function signIn(client: Credentials, username: string, password: string): Promise<SignedIn> {
  const authorization = new URL(client.authorizationUrl ?? "");
  authorization.search = new URLSearchParams({
    client_id: client.clientId,
    response_type: "code",
    redirect_uri: client.redirectUrls?.[0] ?? "",
    scope: client.refreshScope ?? client.scope,
    state: "of the test",
  }).toString();
  const visitor = createVisitor(authorization.origin);
  return { visitor, page: await visitor.submit(await visitor.open(authorization), { username, password }) };
}

/** Sends a user through the sign-in page, who allows all, and exchanges the code that comes back for a token. */
export async function tokenAfterSignIn(client: Credentials, username: string, password: string): Promise<TokenAnswer> {
  const [redirectUrl = ""] = client.redirectUrls ?? [];
  const { visitor, page: next } = await signIn(client, username, password);
  const page = next.status === 200 ? await visitor.submit(next, {}, "Allow") : next;
  const { searchParams } = page.url;
  if (page.url.origin + page.url.pathname !== redirectUrl || searchParams.get("state") !== "of the test")
    throw new Error(`the browser ended at ${page.url} instead of ${redirectUrl}\n${page.html}`);
  return requestToken(client, { grant_type: "authorization_code", code: searchParams.get("code") ?? "" });
}

/** The claims of an access token. */
export function claimsOf({ access_token }: TokenAnswer): JWTPayload {
  return decodeJwt(access_token);
}

/** Calls an API with a token; the answer's status. */
export async function callApi(url: string, { access_token }: TokenAnswer, init: RequestInit = {}): Promise<number> {
  const headers = { ...(init.headers as Record<string, string>), authorization: `Bearer ${access_token}` };
  const response = await fetch(url, { ...init, headers });
  await response.arrayBuffer();
  return response.status;
}
