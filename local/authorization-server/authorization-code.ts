import { createHash, randomBytes } from "node:crypto";
import { decodeJwt } from "jose";
import type { DomainContext } from "../domain-context.ts";
import type { AuthenticatedSession } from "./authenticated-session.ts";
import type { CodeChallenge } from "./proof-key.ts";
import { familyOf, type IssuedAccessToken, liveFamily, revokeFamily } from "./refresh-token.ts";
import { rememberRevoked } from "./revoked-tokens.ts";
import { type ExpiringRecord, keepRecord, liveRecord, secondsOf } from "./stored-records.ts";
import type { TokenResponse } from "./token-issuance.ts";

/** Seconds within which a code must be exchanged (identity-domains-api.md 10.8). */
const codeLifetime = 180;

/** What a user allowed a client, until the client fetches the tokens. */
export interface AuthorizationCode extends ExpiringRecord {
  readonly clientId: string;
  readonly userId: string;
  readonly redirectUri: string;
  readonly scope: string;
  readonly session: AuthenticatedSession;
  readonly challenge: CodeChallenge | undefined;
  /** Whether it was exchanged already. */
  readonly used: boolean;
  /** Whether somebody tried to exchange it again. */
  readonly reused: boolean;
  /** What the exchange issued: it ends when the code is used again. */
  readonly accessTokens: readonly IssuedAccessToken[];
  readonly familyIds: readonly string[];
}

/** Issues a code, valid for three minutes. Only its hash is kept. */
export function newCode(
  domain: DomainContext,
  input: Pick<AuthorizationCode, "clientId" | "userId" | "redirectUri" | "scope" | "session" | "challenge">,
): string {
  const code = randomBytes(32).toString("base64url");
  const expiresAt = secondsOf(domain.settings.now()) + codeLifetime;
  const fresh = { used: false, reused: false, accessTokens: [], familyIds: [] };
  keepRecord(domain, "AuthorizationCode", { ...input, ...fresh, id: hashOf(code), expiresAt });
  return code;
}

/** The record of a code that is not older than three minutes, used or not. */
export function liveCode(domain: DomainContext, code: string): AuthorizationCode | undefined {
  return liveRecord(domain, "AuthorizationCode", hashOf(code)) as AuthorizationCode | undefined;
}

/** Notes that the code is being exchanged. */
export function markUsed(domain: DomainContext, code: AuthorizationCode): void {
  keepRecord(domain, "AuthorizationCode", { ...code, used: true });
}

/**
 * Notes what the exchange issued, so that it ends when the code is used again.
 *
 * @returns false when that has happened already: what was issued is revoked and must not be handed out
 */
export function noteIssued(domain: DomainContext, { id }: AuthorizationCode, response: TokenResponse): boolean {
  const code = liveRecord(domain, "AuthorizationCode", id) as AuthorizationCode | undefined;
  if (code === undefined) return true;
  const responses = "tokenResponses" in response ? response.tokenResponses : [response];
  const noted = {
    ...code,
    accessTokens: responses.map(({ access_token }) => identityOf(access_token)),
    familyIds: responses.flatMap(({ refresh_token }) => familyOf(domain, refresh_token ?? "")?.family.id ?? []),
  };
  if (code.reused) revokeIssued(domain, noted);
  else keepRecord(domain, "AuthorizationCode", noted);
  return !code.reused;
}

/** Notes that the code was used again, and ends what it had led to (RFC 6749, section 4.1.2). */
export function revokeIssued(domain: DomainContext, code: AuthorizationCode): void {
  keepRecord(domain, "AuthorizationCode", { ...code, reused: true });
  for (const id of code.familyIds) {
    const family = liveFamily(domain, id);
    if (family !== undefined) revokeFamily(domain, family);
  }
  for (const token of code.accessTokens) rememberRevoked(domain, token);
}

function identityOf(accessToken: string): IssuedAccessToken {
  const { jti = "", exp = 0 } = decodeJwt(accessToken);
  return { jti, exp };
}

function hashOf(code: string): string {
  return createHash("sha256").update(code).digest("base64url");
}
