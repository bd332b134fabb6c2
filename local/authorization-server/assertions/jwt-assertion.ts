import { errors, type JWTHeaderParameters, type JWTPayload, jwtVerify } from "jose";
import type { DomainContext } from "../../domain-context.ts";
import { type Resource, textOf } from "../../scim/json.ts";
import { type ClientCertificate, certificatesOf } from "../clients/client-certificates.ts";
import { useOnce } from "../records/used-assertions.ts";
import { type Assertion, type AssertionRefusal, refusedClaim, unproven } from "./assertion.ts";
import { audiencesOf } from "./audiences.ts";

/**
 * Checks a JWT of a client: RS256, by the key of one of its certificates, which the header names by `kid`
 * (its alias) or `x5t`; issued by the client for this domain, not expired, its `jti`, if it has one, not used before.
 *
 * @see RFC 7523, section 3; identity-domains-api.md 10.2
 */
export async function readJwtAssertion(
  domain: DomainContext,
  client: Resource,
  assertion: string,
): Promise<Assertion | AssertionRefusal> {
  const issuer = textOf(client, "name") ?? "";
  let claims: JWTPayload;
  try {
    const keyOf = ({ kid, x5t }: JWTHeaderParameters) => {
      const isNamed = (one: ClientCertificate) =>
        kid === undefined ? x5t !== undefined && one.x5t === x5t : one.kid === kid;
      const named = certificatesOf(domain, client).find(isNamed);
      if (named === undefined) throw new errors.JWKSNoMatchingKey();
      return named.certificate.publicKey;
    };
    const options = {
      algorithms: ["RS256"],
      issuer,
      audience: [...audiencesOf(domain)],
      requiredClaims: ["sub", "exp"],
      currentDate: domain.settings.now(),
    };
    claims = (await jwtVerify(assertion, keyOf, options)).payload;
  } catch (error) {
    return refusalOf(error);
  }
  const { sub, jti, exp } = claims;
  if (typeof sub !== "string") return wrongClaim("sub");
  if (jti !== undefined && typeof jti !== "string") return wrongClaim("jti");
  const isFirst = jti === undefined || useOnce(domain, { issuer, id: jti, expiresAt: exp as number });
  return isFirst ? { subject: sub } : refusedClaim("The assertion was used before.");
}

/**
 * The signature is checked before the claims: only a client that signed the assertion is told what is wrong with a
 * claim.
 */
function refusalOf(error: unknown): AssertionRefusal {
  if (error instanceof errors.JWTExpired) return refusedClaim("The assertion has expired.");
  if (error instanceof errors.JWTClaimValidationFailed) return wrongClaim(error.claim);
  if (error instanceof errors.JOSEAlgNotAllowed) return unproven("It is not signed with RS256.");
  if (error instanceof errors.JWKSNoMatchingKey)
    return unproven("Its header names no valid certificate of the client.");
  if (error instanceof errors.JWSSignatureVerificationFailed) return unproven("The certificate's key did not sign it.");
  return unproven("It is not a JWT.");
}

function wrongClaim(claim: string): AssertionRefusal {
  return refusedClaim(`The claim ${claim} of the assertion is missing or wrong.`);
}
