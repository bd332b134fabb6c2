import { createHash } from "node:crypto";
import { compactVerify, decodeJwt, type JWTPayload } from "jose";
import { secondsOf } from "../../clock.ts";
import { type DomainContext, tenancy } from "../../domain-context.ts";
import { type Resource, textOf } from "../../scim/json.ts";
import { OAuthError } from "../protocol/oauth-error.ts";
import { type AuthenticatedSession, sessionLifetime } from "../users/authenticated-session.ts";
import { signClaims } from "./access-token.ts";
import { openidClaims } from "./openid-claims.ts";
import { localIdentityProvider } from "./user-claims.ts";

/** The user and client of an identity token, and what is issued with it. */
export interface IdentityTokenInput {
  readonly client: Resource;
  readonly user: Resource;
  readonly session: AuthenticatedSession;
  /** The access token issued with it: its hash becomes `at_hash`. */
  readonly accessToken?: string | undefined;
  /** The authorization code issued with it: its hash becomes `c_hash`. */
  readonly code?: string | undefined;
  /** The scopes whose claims it contains, because no access token could fetch them from `userinfo`. */
  readonly claimScopes?: readonly string[];
}

/**
 * Issues an identity token. It ends with the user's session, or after eight hours.
 *
 * @see OpenID Connect Core 1.0, sections 2 and 3.3.2.11; Oracle, "Using OpenID Connect"; identity-domains-api.md 10.5
 */
export function issueIdentityToken(domain: DomainContext, input: IdentityTokenInput): Promise<string> {
  const { client, user, session, accessToken, code, claimScopes = [] } = input;
  const issuedAt = secondsOf(domain.settings.now());
  const expiresAt = session.expiresAt ?? issuedAt + sessionLifetime;
  const clientId = textOf(client, "name") ?? "";
  const claims: JWTPayload = {
    ...openidClaims(domain, user, claimScopes),
    tok_type: "IT",
    iss: domain.settings.issuer,
    tenant_iss: domain.url,
    sub: textOf(user, "userName") ?? "",
    sub_type: "user",
    sub_mappingattr: "userName",
    aud: [domain.settings.issuer, clientId],
    azp: clientId,
    client_guid: client.id,
    user_id: user.id,
    user_displayname: textOf(user, "displayName") ?? textOf(user, "userName"),
    user_tenantname: tenancy.tenantName,
    tenant: tenancy.tenantName,
    "user.tenant.name": tenancy.tenantName,
    ...localIdentityProvider,
    ...(session.nonce === undefined ? {} : { nonce: session.nonce }),
    ...(accessToken === undefined ? {} : { at_hash: leftHalfHash(accessToken) }),
    ...(code === undefined ? {} : { c_hash: leftHalfHash(code) }),
    auth_time: session.authTime,
    authn_strength: 2,
    amr: [...session.amr],
    sid: session.id,
    session_exp: expiresAt,
    iat: issuedAt,
    exp: expiresAt,
  };
  return signClaims(domain, claims);
}

/**
 * The client that an identity token of this domain was issued to, even if it has expired.
 *
 * @throws OAuthError `invalid_request` for anything else
 * @see OpenID Connect RP-Initiated Logout 1.0, section 2 (`id_token_hint`)
 */
export async function identityTokenClient({ signingKey }: DomainContext, token: string): Promise<string> {
  try {
    await compactVerify(token, signingKey.publicKey, { algorithms: ["RS256"] });
    const { tok_type, azp } = decodeJwt(token);
    if (tok_type === "IT" && typeof azp === "string") return azp;
  } catch {
    // Not a token of this domain: refused below.
  }
  throw new OAuthError("invalid_request", "The id_token_hint is not an identity token of this domain.");
}

/** The left half of the text's SHA-256: `at_hash` and `c_hash` for RS256. */
function leftHalfHash(text: string): string {
  return createHash("sha256").update(text, "ascii").digest().subarray(0, 16).toString("base64url");
}
