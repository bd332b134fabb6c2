import { compactVerify, createLocalJWKSet, errors, type JSONWebKeySet } from "jose";
import type { ReadToken } from "./read-token.ts";

/** The algorithm of the tokens of an identity domain. */
const algorithm = "RS256";

/**
 * Whether one of a domain's keys has signed a token:
 * - `NOT_SIGNED`: its algorithm is `none`
 * - `OTHER_ALGORITHM`: not the domain's
 * - `UNKNOWN_KEY`: none of the keys has its key ID
 * - `WRONG`: the key with its key ID has not signed it
 */
export type SignatureCheck = "VALID" | "NOT_SIGNED" | "OTHER_ALGORITHM" | "UNKNOWN_KEY" | "WRONG";

/** Checks the signature of a JWT against given keys only: keys, and URLs of keys, in the token's header are ignored. */
export async function checkSignature(
  token: string,
  { header }: Extract<ReadToken, { form: "jwt" }>,
  keys: { readonly keys: readonly object[] },
): Promise<SignatureCheck> {
  if (String(header.alg).toLowerCase() === "none") return "NOT_SIGNED";
  if (header.alg !== algorithm) return "OTHER_ALGORITHM";
  try {
    await compactVerify(token, createLocalJWKSet(keys as JSONWebKeySet), { algorithms: [algorithm] });
    return "VALID";
  } catch (error) {
    if (error instanceof errors.JWKSMultipleMatchingKeys) return isOfOne(token, error);
    return error instanceof errors.JWKSNoMatchingKey ? "UNKNOWN_KEY" : "WRONG";
  }
}

async function isOfOne(token: string, candidates: errors.JWKSMultipleMatchingKeys): Promise<SignatureCheck> {
  for await (const key of candidates) {
    try {
      await compactVerify(token, key, { algorithms: [algorithm] });
      return "VALID";
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
    }
  }
  return "WRONG";
}
