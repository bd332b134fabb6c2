import { AdminClient, type Credentials, fingerprintOf, type SigningKey } from "../credentials/credentials.ts";
import { expiryOf, userOcidOf } from "../credentials/renewable-key.ts";
import type { IdentityDomainErrorCode } from "../identity-domain-error.ts";

/** Why the domain refused credentials, and what to do about it. */
export interface Diagnosis {
  readonly code: IdentityDomainErrorCode;
  readonly next: string;
}

/** The domain refuses a signature whose date differs by more than five minutes; a little less is already suspicious. */
const suspiciousSkew = 4 * 60_000;

const missingRight = "needs the role Application Administrator in the identity domain.";

/**
 * Finds out why the domain answered 401. The answer's message does not tell the many possible reasons apart.
 *
 * @param serverDate the header `date` of the answer
 * @param isKnown asks the domain whether it knows the sender of the request; undefined if it gives no answer
 */
export async function whyUnauthorized(
  credentials: Credentials,
  serverDate: string | undefined,
  isKnown: () => Promise<boolean | undefined>,
): Promise<Diagnosis> {
  if (credentials instanceof AdminClient)
    return {
      code: "FORBIDDEN",
      next: `The domain gave the admin client "${credentials.clientId}" a token and then refused it: the application ${missingRight}`,
    };
  const skew = skewTo(serverDate);
  if (Math.abs(skew) > suspiciousSkew)
    return {
      code: "CLOCK_SKEWED",
      next: `This machine's clock is ${durationOf(Math.abs(skew))} ${skew > 0 ? "ahead of" : "behind"} the identity domain's, which accepts signatures of the last five minutes only: correct the clock, for example with NTP.`,
    };
  if ("privateKey" in credentials) return whyKeyRefused(credentials, isKnown);
  const { holder, renewal } = credentials;
  const key = await credentials.current();
  if (expiryOf(key) <= Date.now())
    return { code: "TOKEN_EXPIRED", next: `The token of ${holder} has expired.\n${renewal}` };
  const user = userOcidOf(key);
  if (user !== undefined && (await isKnown()) === true)
    return { code: "FORBIDDEN", next: `The domain accepts the token of ${holder}. Its user ${user} ${missingRight}` };
  return {
    code: "UNAUTHORIZED",
    next: `The domain refuses ${holder}, whose token has not expired: check that it belongs to the domain's tenancy and has the right to administer the identity domain (a role, or a policy for its dynamic group).`,
  };
}

/** What a 403 means for credentials that do not belong to a user; undefined for a user's key. */
export function whyForbidden(credentials: Credentials): Diagnosis | undefined {
  if (credentials instanceof AdminClient)
    return { code: "FORBIDDEN", next: `The application of the admin client "${credentials.clientId}" ${missingRight}` };
  if ("privateKey" in credentials) return undefined;
  const holder = credentials.holder.replace(/^t/, "T");
  return {
    code: "FORBIDDEN",
    next: `${holder} needs the right to administer the identity domain (a role, or a policy).`,
  };
}

async function whyKeyRefused(
  { keyId, privateKey }: SigningKey,
  isKnown: () => Promise<boolean | undefined>,
): Promise<Diagnosis> {
  const [tenancy, user, fingerprint] = keyId.split("/");
  const actual = fingerprintOf(privateKey);
  if (fingerprint !== actual)
    return {
      code: "KEY_MISMATCH",
      next: `The private key has the fingerprint ${actual}, and oci:fingerprint is ${fingerprint}: remove oci:fingerprint, which is then computed, or use the key that belongs to it.`,
    };
  switch (await isKnown()) {
    case true:
      return { code: "FORBIDDEN", next: `The key is correct. Its user ${user} ${missingRight}` };
    case false:
      return {
        code: "UNKNOWN_KEY",
        next: `The domain does not know the key ${fingerprint} of user ${user} in tenancy ${tenancy}: check oci:tenancyOcid and oci:userOcid, and add the key's public part to the user's API keys if it is not there.`,
      };
    default:
      return {
        code: "UNAUTHORIZED",
        next: `Check oci:tenancyOcid, oci:userOcid and the key (is ${fingerprint} one of that user's API keys?), and that the user has the role Application Administrator.`,
      };
  }
}

/** How far this machine's clock is ahead of the domain's, in milliseconds; 0 if that is not known. */
function skewTo(serverDate: string | undefined): number {
  const there = Date.parse(serverDate ?? "");
  return Number.isNaN(there) ? 0 : Date.now() - there;
}

function durationOf(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  const units: readonly [number, string][] = [
    [24 * 60, "day"],
    [60, "hour"],
    [1, "minute"],
  ];
  const [size, unit] = units.find(([length]) => minutes >= 2 * length) ?? [1, "minute"];
  return `${Math.round(minutes / size)} ${unit}s`;
}
