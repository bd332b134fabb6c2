import { createPublicKey, type JsonWebKey, type KeyObject, randomUUID } from "node:crypto";
import { errors, type JWTPayload, jwtVerify } from "jose";
import { secondsOf } from "../../clock.ts";
import { type DomainContext, tenancy } from "../../domain-context.ts";
import { type Resource, textOf } from "../../scim/json.ts";
import { signClaims } from "./access-token.ts";

/** The issuer of session tokens: OCI's authentication service. */
const issuer = "authService.oracle.com";
const audience = "oci";

/** How long a session token is valid, in seconds ("60 minutes": identity-domains-api.md 10.3). */
const lifetime = 3600;

/** Whom a session token is for. */
export interface SessionTokenInput {
  readonly user: Resource;
  /** The key that requests with the token are signed with. */
  readonly publicKey: KeyObject;
  /** The subject of the token that was exchanged, if it had one and the user is impersonated. */
  readonly source: string | undefined;
}

/**
 * Issues a user principal session token (UPST). Its claim `jwk` has the public key: the token is of no use without the
 * private key.
 *
 * @see identity-domains-api.md 10.3
 */
export function issueSessionToken(domain: DomainContext, { user, publicKey, source }: SessionTokenInput) {
  const issuedAt = secondsOf(domain.settings.now());
  return signClaims(domain, {
    iss: issuer,
    aud: audience,
    ttype: "upst",
    ptype: "user",
    sub: textOf(user, "ocid") ?? "",
    tenant: tenancy.tenancyOcid,
    ...(source !== undefined && { source_authn_prin: source }),
    jwk: JSON.stringify(publicKey.export({ format: "jwk" })),
    jti: randomUUID(),
    iat: issuedAt,
    exp: issuedAt + lifetime,
  });
}

/** The user of a valid session token with the key that its requests are signed with, or why it is not valid: for the log. */
export type SessionTokenHolder =
  | { readonly user: Resource; readonly publicKey: KeyObject }
  | { readonly reason: string };

/** Verifies a session token: issued by this domain, not expired, its user active. */
export async function holderOfSessionToken(domain: DomainContext, token: string): Promise<SessionTokenHolder> {
  let claims: JWTPayload;
  try {
    claims = (
      await jwtVerify(token, domain.signingKey.publicKey, {
        algorithms: ["RS256"],
        issuer,
        audience,
        currentDate: domain.settings.now(),
        requiredClaims: ["sub", "exp", "jwk"],
      })
    ).payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) return { reason: "It has expired." };
    return { reason: "This domain did not issue it." };
  }
  const user = domain.directory.byIdOrOcid("User", String(claims.sub));
  if (user?.active !== true) return { reason: "Its user is gone or not active." };
  const key = JSON.parse(String(claims.jwk)) as JsonWebKey;
  return { user, publicKey: createPublicKey({ key, format: "jwk" }) };
}
