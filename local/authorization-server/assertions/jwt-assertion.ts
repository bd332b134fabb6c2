import { errors, type JWTHeaderParameters, type JWTPayload, jwtVerify } from "jose";
import type { DomainContext } from "../../domain-context.ts";
import { type Resource, textOf } from "../../scim/json.ts";
import { type ClientCertificate, certificatesOf } from "../client-authentication/client-certificates.ts";
import type { Assertion, AssertionRefusal } from "./assertion.ts";
import { audiencesOf } from "./audiences.ts";
import { useOnce } from "./used-assertions.ts";

/**
 * Checks a JWT that a client has made: RS256, by the key of one of its certificates, which the header names by `kid`
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
    return { reason: reasonOf(error) };
  }
  const { sub, jti, exp } = claims;
  if (typeof sub !== "string") return { reason: wrongClaim("sub") };
  if (jti !== undefined && typeof jti !== "string") return { reason: wrongClaim("jti") };
  const isFirst = jti === undefined || useOnce(domain, { issuer, id: jti, expiresAt: exp as number });
  return isFirst ? { subject: sub } : { reason: "The assertion was used before." };
}

/** The signature is checked before the claims: who learns what is wrong with a claim has signed it. */
function reasonOf(error: unknown): string | undefined {
  if (error instanceof errors.JWTExpired) return "The assertion has expired.";
  return error instanceof errors.JWTClaimValidationFailed ? wrongClaim(error.claim) : undefined;
}

function wrongClaim(claim: string): string {
  return `The claim ${claim} of the assertion is missing or wrong.`;
}
