import { randomUUID } from "node:crypto";
import { errors, type JWTPayload, jwtVerify, SignJWT } from "jose";
import { secondsOf } from "../../clock.ts";
import { type DomainContext, tenancy } from "../../domain-context.ts";
import { textOf } from "../../scim/json.ts";
import { isRevoked } from "../records/revoked-tokens.ts";
import type { TokenDecision, TokenHolder } from "../scopes/scope-decision.ts";
import type { AuthenticatedSession } from "../users/authenticated-session.ts";
import { tokenHeader } from "./signing-key.ts";
import { userClaims } from "./user-claims.ts";

const defaultLifetime = 3600;
const shortestLifetime = 60;
const longestLifetime = 365 * 24 * 3600;

/** Whom an access token is for, and what it allows. */
export interface AccessTokenInput extends TokenHolder {
  readonly kind: string;
  readonly session?: AuthenticatedSession | undefined;
  readonly decision: TokenDecision;
}

/** The claims of an access token; the three that its record needs are always present. */
export type AccessTokenClaims = JWTPayload & { readonly jti: string; readonly iat: number; readonly exp: number };

/**
 * The claims of an access token issued now: of a user, or of a client for itself (Oracle: "Access Token";
 * identity-domains-api.md 10.5).
 */
export function accessTokenClaims(domain: DomainContext, input: AccessTokenInput): AccessTokenClaims {
  const { client, user, session, kind, decision } = input;
  const issuedAt = secondsOf(domain.settings.now());
  const clientId = textOf(client, "name") ?? "";
  const { adminRoles } = decision;
  return {
    tok_type: "AT",
    iss: domain.settings.issuer,
    tenant_iss: domain.url,
    sub: user === undefined ? clientId : (textOf(user, "userName") ?? ""),
    sub_type: user === undefined ? "client" : "user",
    sub_mappingattr: "userName",
    aud: decision.audiences.length === 1 ? (decision.audiences[0] as string) : [...decision.audiences],
    scope: decision.scopes.join(" "),
    client_id: clientId,
    client_name: textOf(client, "displayName"),
    client_guid: client.id,
    client_tenantname: tenancy.tenantName,
    tenant: tenancy.tenantName,
    "user.tenant.name": tenancy.tenantName,
    ...(user === undefined ? {} : userClaims(user, session, (adminRoles?.user ?? []).length > 0)),
    gtp: kind,
    ...(adminRoles === undefined ? {} : { clientAppRoles: ["Authenticated Client", ...adminRoles.client] }),
    ...(adminRoles?.user === undefined ? {} : { userAppRoles: ["Authenticated", ...adminRoles.user] }),
    jti: randomUUID(),
    iat: issuedAt,
    exp: issuedAt + lifetimeOf(decision.lifetimes, session, issuedAt),
  };
}

/**
 * The lifetime in seconds: the shortest of those that are set; the domain's default applies only if none is. No
 * token outlives its user's session.
 *
 * @see Oracle, "Token Expiry Table"
 */
function lifetimeOf(
  set: readonly (number | undefined)[],
  session: AuthenticatedSession | undefined,
  issuedAt: number,
): number {
  const known = set.filter((seconds) => seconds !== undefined);
  const shortest = known.length === 0 ? defaultLifetime : Math.min(...known);
  const permitted = Math.min(longestLifetime, Math.max(shortestLifetime, shortest));
  return session?.expiresAt === undefined ? permitted : Math.min(permitted, session.expiresAt - issuedAt);
}

/** Signs claims with the domain's key. */
export function signClaims(domain: DomainContext, claims: JWTPayload): Promise<string> {
  return new SignJWT(claims).setProtectedHeader(tokenHeader(domain.signingKey)).sign(domain.signingKey.privateKey);
}

/** The claims of a valid access token, or why it is not valid: for the request log. */
export type VerifiedAccessToken =
  | { readonly claims: JWTPayload }
  | { readonly reason: string; readonly claims?: never };

/**
 * Verifies an access token: issued by this domain, not expired, not revoked, and meant for one of the audiences
 * (`undefined`: for any).
 */
export async function verifyAccessToken(
  domain: DomainContext,
  token: string,
  audience: string | string[] | undefined,
): Promise<VerifiedAccessToken> {
  try {
    const { payload } = await jwtVerify(token, domain.signingKey.publicKey, {
      algorithms: ["RS256"],
      issuer: domain.settings.issuer,
      ...(audience === undefined ? {} : { audience }),
      currentDate: domain.settings.now(),
      requiredClaims: ["exp", "sub"],
    });
    if (payload.tok_type !== "AT") return { reason: "It is not an access token." };
    return isRevoked(domain, payload) ? { reason: "It was revoked." } : { claims: payload };
  } catch (error) {
    if (error instanceof errors.JWTExpired) return { reason: "It has expired." };
    if (error instanceof errors.JWTClaimValidationFailed) return { reason: `Its claim ${error.claim} is wrong.` };
    return { reason: "This domain did not sign it." };
  }
}
