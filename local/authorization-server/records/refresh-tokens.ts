import { randomBytes } from "node:crypto";
import { secondsOf } from "../../clock.ts";
import type { DomainContext } from "../../domain-context.ts";
import type { JsonObject } from "../../scim/json.ts";
import type { AuthenticatedSession } from "../users/authenticated-session.ts";
import { rememberRevoked } from "./revoked-tokens.ts";
import { secretHash } from "./secret-hash.ts";
import { type ExpiringRecord, forgetRecord, keepRecord, liveRecord } from "./stored-records.ts";

const familyBytes = 16;
const secretBytes = 32;

/** What all refresh tokens of one authorization share. Only the hash of the current one is stored. */
export interface RefreshTokenFamily extends ExpiringRecord {
  readonly hash: string;
  readonly clientId: string;
  readonly userId: string;
  /** The scopes as first granted, separated by spaces. */
  readonly scope: string;
  /** Seconds that the next refresh token lives. */
  readonly lifetime: number;
  readonly session: AuthenticatedSession | undefined;
  /** The last access token: revoked together with the family. */
  readonly accessToken: IssuedAccessToken;
}

/** What a revocation needs from an access token. */
export interface IssuedAccessToken extends JsonObject {
  readonly jti: string;
  readonly exp: number;
}

/** A family without its next token. */
export type RefreshTokenInput = Pick<
  RefreshTokenFamily,
  "clientId" | "userId" | "scope" | "lifetime" | "session" | "accessToken"
>;

/** Starts a family and returns its first token: opaque text that begins with `AQ` (identity-domains-api.md 10.4). */
export function newRefreshToken(domain: DomainContext, input: RefreshTokenInput): string {
  const id = randomBytes(familyBytes).toString("hex");
  return replaceToken(domain, { ...input, id, session: withoutRequest(input.session) });
}

/**
 * Records the access token that a refresh issued, and returns the next refresh token, or `undefined` if the settings
 * say
 * that the old one stays. In a rotated family, only the returned one works from now on.
 *
 * @param lifetime - of the next token, in seconds; `undefined` ends the family: its resource no longer permits refresh
 * tokens
 */
export function renewRefreshToken(
  domain: DomainContext,
  family: RefreshTokenFamily,
  lifetime: number | undefined,
  accessToken: IssuedAccessToken,
): string | undefined {
  if (lifetime === undefined) forgetRecord(domain, "RefreshToken", family.id);
  else if (domain.settings.rotateRefreshTokens) return replaceToken(domain, { ...family, lifetime, accessToken });
  else keepRecord(domain, "RefreshToken", { ...family, accessToken });
  return undefined;
}

/** The live family that a token belongs to, and whether it is the family's current token. */
export function familyOf(
  domain: DomainContext,
  token: string,
): { readonly family: RefreshTokenFamily; readonly current: boolean } | undefined {
  if (!/^AQ[A-Za-z0-9_-]{64}$/.test(token)) return undefined;
  const id = Buffer.from(token.slice(2), "base64url").subarray(0, familyBytes).toString("hex");
  const family = liveFamily(domain, id);
  return family === undefined ? undefined : { family, current: family.hash === secretHash(token) };
}

/** The live family of that id. */
export function liveFamily(domain: DomainContext, id: string): RefreshTokenFamily | undefined {
  return liveRecord(domain, "RefreshToken", id) as RefreshTokenFamily | undefined;
}

/** Ends a family: its refresh tokens and its last access token stop working. */
export function revokeFamily(domain: DomainContext, { id, accessToken }: RefreshTokenFamily): void {
  forgetRecord(domain, "RefreshToken", id);
  rememberRevoked(domain, accessToken);
}

function replaceToken(domain: DomainContext, input: RefreshTokenInput & { readonly id: string }): string {
  const text = `AQ${Buffer.concat([Buffer.from(input.id, "hex"), randomBytes(secretBytes)]).toString("base64url")}`;
  const expiresAt = secondsOf(domain.settings.now()) + input.lifetime;
  keepRecord(domain, "RefreshToken", { ...input, hash: secretHash(text), expiresAt });
  return text;
}

/** A refresh token outlives the session, and its identity tokens answer no authorization request. */
function withoutRequest(session: AuthenticatedSession | undefined): AuthenticatedSession | undefined {
  return session === undefined ? undefined : { id: session.id, authTime: session.authTime, amr: session.amr };
}
