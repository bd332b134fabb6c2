import { createRemoteJWKSet, decodeJwt, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import { isLoopback } from "../../../wording/loopback.ts";
import type { DomainContext } from "../../domain-context.ts";
import { certificateIn } from "../../resources/identity-propagation-trust-rules.ts";
import { listOf, type Resource, textOf } from "../../scim/json.ts";
import { OAuthError } from "../protocol/oauth-error.ts";

/** A token of another issuer that a trust accepts. */
export interface SubjectToken {
  readonly trust: Resource;
  readonly claims: JWTPayload;
}

/**
 * Checks the token that a client wants to exchange: a JWT whose issuer an active trust names, signed with RS256 by a key of
 * the trust, not expired, and for a client that the trust allows. The client must be one of the trust's `oauthClients`.
 *
 * @throws OAuthError `invalid_request` (assumed) with what is wrong, `unauthorized_client` for another client
 * @see RFC 8693, section 2.2.2; identity-domains-api.md 1.11 and 10.3
 */
export async function readSubjectToken(domain: DomainContext, client: Resource, token: string): Promise<SubjectToken> {
  const trust = trustFor(domain, token);
  if (!listOf(trust.oauthClients).includes(textOf(client, "name") ?? ""))
    throw new OAuthError("unauthorized_client", "The client is not one of the OAuth clients of the trust.");
  const claims = await verified(domain, trust, token);
  const name = textOf(trust, "clientClaimName");
  const values = listOf(trust.clientClaimValues);
  if (name !== undefined && !listOf(claims[name] as never).some((value) => values.includes(value)))
    throw refused(`The claim ${name} of the subject token is none of the values that the trust allows.`);
  return { trust, claims };
}

function refused(sentence: string): OAuthError {
  return new OAuthError("invalid_request", sentence);
}

function trustFor({ directory }: DomainContext, token: string): Resource {
  let issuer: string | undefined;
  try {
    issuer = decodeJwt(token).iss;
  } catch {
    throw refused("The subject token is not a JWT.");
  }
  const trust = directory
    .matching("IdentityPropagationTrust", "issuer", issuer ?? "")
    .find((one) => one.issuer === issuer && one.type === "JWT" && one.active === true);
  if (trust === undefined)
    throw refused("There is no active identity propagation trust for the issuer of the subject token.");
  return trust;
}

async function verified(domain: DomainContext, trust: Resource, token: string): Promise<JWTPayload> {
  const skew = trust.clockSkewSeconds;
  try {
    const options = {
      algorithms: ["RS256"],
      requiredClaims: ["exp"],
      clockTolerance: typeof skew === "number" ? skew : 0,
      currentDate: domain.settings.now(),
    };
    return (await jwtVerify(token, keysOf(trust), options)).payload;
  } catch (error) {
    if (error instanceof OAuthError) throw error;
    if (error instanceof errors.JWTExpired) throw refused("The subject token has expired.");
    if (error instanceof errors.JWTClaimValidationFailed)
      throw refused(`The claim ${error.claim} of the subject token is missing or wrong.`);
    if (error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JWKSNoMatchingKey)
      throw refused("The subject token is not signed by a key of the trust.");
    if (error instanceof errors.JOSEAlgNotAllowed) throw refused("The subject token is not signed with RS256.");
    throw refused("The keys of the trust cannot be read.").because((error as Error).message);
  }
}

const keySets = new WeakMap<Resource, JWTVerifyGetKey>();

/** The trust's keys: of its certificate, or of its endpoint, which is asked again for a key that is not known yet. */
function keysOf(trust: Resource): JWTVerifyGetKey {
  const certificate = textOf(trust, "publicCertificate");
  if (certificate !== undefined) return async () => certificateIn(certificate).publicKey;
  const endpoint = new URL(textOf(trust, "publicKeyEndpoint") ?? "");
  if (!isLoopback(endpoint.hostname))
    throw refused("The local identity domain reads keys from localhost only: give the trust a publicCertificate.");
  const known = keySets.get(trust) ?? createRemoteJWKSet(endpoint, { cooldownDuration: 0 });
  keySets.set(trust, known);
  return known;
}
