import { randomBytes } from "node:crypto";
import { decodeJwt } from "jose";
import { secondsOf } from "../../clock.ts";
import type { DomainContext } from "../../domain-context.ts";
import type { CodeChallenge } from "../protocol/pkce.ts";
import type { AuthenticatedSession } from "../users/authenticated-session.ts";
import { familyOf, type IssuedAccessToken, liveFamily, revokeFamily } from "./refresh-tokens.ts";
import { rememberRevoked } from "./revoked-tokens.ts";
import { secretHash } from "./secret-hash.ts";
import { type ExpiringRecord, keepRecord, liveRecord } from "./stored-records.ts";

/** Seconds within which a code must be exchanged (identity-domains-api.md 10.8). */
const codeLifetime = 180;

/** What a user allowed a client, until the client redeems the code. */
export interface AuthorizationCode extends ExpiringRecord {
  readonly clientId: string;
  readonly userId: string;
  readonly redirectUri: string;
  readonly scope: string;
  readonly session: AuthenticatedSession;
  readonly challenge: CodeChallenge | undefined;
  /** Whether it was redeemed. */
  readonly used: boolean;
  /** Whether it was used a second time. */
  readonly reused: boolean;
  /** What the exchange issued: it is revoked if the code is used again. */
  readonly accessTokens: readonly IssuedAccessToken[];
  readonly familyIds: readonly string[];
}

/** The tokens of one audience that the exchange of a code issued. */
interface IssuedTokens {
  readonly access_token: string;
  readonly refresh_token?: string;
}

/** Issues a code, valid for three minutes. Only its hash is stored. */
export function issueCode(
  domain: DomainContext,
  input: Pick<AuthorizationCode, "clientId" | "userId" | "redirectUri" | "scope" | "session" | "challenge">,
): string {
  const code = randomBytes(32).toString("base64url");
  const expiresAt = secondsOf(domain.settings.now()) + codeLifetime;
  const fresh = { used: false, reused: false, accessTokens: [], familyIds: [] };
  keepRecord(domain, "AuthorizationCode", { ...input, ...fresh, id: secretHash(code), expiresAt });
  return code;
}

/** A code that may be redeemed, or why it may not: for the request log. */
export type Redeemable = { readonly code: AuthorizationCode } | { readonly reason: string };

/**
 * The record of a code that the client may redeem: its own, at most three minutes old, not used before. A second use of
 * a code revokes what the first one led to.
 */
export function redeemableCode(domain: DomainContext, clientId: string, text: string): Redeemable {
  const record = liveCode(domain, secretHash(text));
  if (record === undefined) return { reason: "The domain issued no such code in the last three minutes." };
  if (record.clientId !== clientId) return { reason: "The code was issued to another client." };
  if (!record.used) return { code: record };
  revokeIssued(domain, record);
  return { reason: "The code was used before." };
}

/** Marks the code as redeemed: it cannot be used again. */
export function redeem(domain: DomainContext, code: AuthorizationCode): void {
  keepRecord(domain, "AuthorizationCode", { ...code, used: true });
}

/**
 * Records what the exchange issued, so that it is revoked if the code is used again.
 *
 * @returns false if that has already happened: what was issued is revoked and must not be returned
 */
export function noteIssued(domain: DomainContext, { id }: AuthorizationCode, issued: readonly IssuedTokens[]): boolean {
  const code = liveCode(domain, id);
  if (code === undefined) return true;
  const noted = {
    ...code,
    accessTokens: issued.map(({ access_token }) => identityOf(access_token)),
    familyIds: issued.flatMap(({ refresh_token }) => familyOf(domain, refresh_token ?? "")?.family.id ?? []),
  };
  if (code.reused) revokeIssued(domain, noted);
  else keepRecord(domain, "AuthorizationCode", noted);
  return !code.reused;
}

/** Records that the code was used again, and revokes what it led to (RFC 6749, section 4.1.2). */
function revokeIssued(domain: DomainContext, code: AuthorizationCode): void {
  keepRecord(domain, "AuthorizationCode", { ...code, reused: true });
  for (const id of code.familyIds) {
    const family = liveFamily(domain, id);
    if (family !== undefined) revokeFamily(domain, family);
  }
  for (const token of code.accessTokens) rememberRevoked(domain, token);
}

function liveCode(domain: DomainContext, id: string): AuthorizationCode | undefined {
  return liveRecord(domain, "AuthorizationCode", id) as AuthorizationCode | undefined;
}

function identityOf(accessToken: string): IssuedAccessToken {
  const { jti = "", exp = 0 } = decodeJwt(accessToken);
  return { jti, exp };
}
