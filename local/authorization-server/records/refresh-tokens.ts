import { randomBytes } from "node:crypto";
import { secondsOf } from "../../clock.ts";
import type { DomainContext } from "../../domain-context.ts";
import type { JsonObject } from "../../scim/json.ts";
import type { AuthenticatedSession } from "../users/authenticated-session.ts";
import { rememberRevoked } from "./revoked-tokens.ts";
import { secretHash } from "./secret-hash.ts";
import { type ExpiringRecord, keepRecord, liveRecord } from "./stored-records.ts";

const familyBytes = 16;
const secretBytes = 26;
const expiryBytes = 6;

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
  /** Whether none of its tokens works any more. The record stays until it expires: a spent token is still known. */
  readonly ended?: boolean;
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
 * say that the old one stays. In a rotated family, only the returned one works from now on.
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
  if (lifetime === undefined) keepRecord(domain, "RefreshToken", { ...family, hash: "", ended: true });
  else if (domain.settings.rotateRefreshTokens) return replaceToken(domain, { ...family, lifetime, accessToken });
  else keepRecord(domain, "RefreshToken", { ...family, accessToken });
  return undefined;
}

/** What the domain knows of a token that was sent as a refresh token. */
export type RefreshTokenState =
  | { readonly is: "current" | "spent" | "revoked"; readonly family: RefreshTokenFamily }
  | { readonly is: "expired" }
  | { readonly is: "unknown" };

/** Finds out what a refresh token is: a later one of its family has replaced a spent one. */
export function stateOf(domain: DomainContext, token: string): RefreshTokenState {
  if (!/^AQ[A-Za-z0-9_-]{64}$/.test(token)) return { is: "unknown" };
  const bytes = Buffer.from(token.slice(2), "base64url");
  const id = bytes.subarray(0, familyBytes).toString("hex");
  const family = liveRecord(domain, "RefreshToken", id) as RefreshTokenFamily | undefined;
  if (family === undefined) {
    const expiresAt = bytes.readUIntBE(bytes.length - expiryBytes, expiryBytes);
    return { is: expiresAt <= secondsOf(domain.settings.now()) ? "expired" : "unknown" };
  }
  if (family.hash !== secretHash(token)) return { is: "spent", family };
  return { is: family.ended === true ? "revoked" : "current", family };
}

/** The live family that a token belongs to, and whether it is the family's current token. */
export function familyOf(
  domain: DomainContext,
  token: string,
): { readonly family: RefreshTokenFamily; readonly current: boolean } | undefined {
  const state = stateOf(domain, token);
  if (!("family" in state) || state.family.ended === true) return undefined;
  return { family: state.family, current: state.is === "current" };
}

/** The live family of that id. */
export function liveFamily(domain: DomainContext, id: string): RefreshTokenFamily | undefined {
  const family = liveRecord(domain, "RefreshToken", id) as RefreshTokenFamily | undefined;
  return family?.ended === true ? undefined : family;
}

/** Ends a family: its refresh tokens and its last access token stop working. */
export function revokeFamily(domain: DomainContext, family: RefreshTokenFamily): void {
  keepRecord(domain, "RefreshToken", { ...family, ended: true });
  rememberRevoked(domain, family.accessToken);
}

function replaceToken(domain: DomainContext, input: RefreshTokenInput & { readonly id: string }): string {
  const expiresAt = secondsOf(domain.settings.now()) + input.lifetime;
  // The token says itself when it expires, so that an expired one is known after its record is gone.
  const expiry = Buffer.alloc(expiryBytes);
  expiry.writeUIntBE(Math.max(0, expiresAt), 0, expiryBytes);
  const bytes = Buffer.concat([Buffer.from(input.id, "hex"), randomBytes(secretBytes), expiry]);
  const text = `AQ${bytes.toString("base64url")}`;
  keepRecord(domain, "RefreshToken", { ...input, hash: secretHash(text), expiresAt });
  return text;
}

/** A refresh token outlives the session, and its identity tokens answer no authorization request. */
function withoutRequest(session: AuthenticatedSession | undefined): AuthenticatedSession | undefined {
  return session === undefined ? undefined : { id: session.id, authTime: session.authTime, amr: session.amr };
}
