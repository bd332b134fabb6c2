import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { fingerprintOf, type SigningKey } from "../../identity-domain/credentials/credentials.ts";

/** A key that no one else has, as PEM. */
export const privateKeyPem: string = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
}).privateKey;

const privateKey = createPrivateKey(privateKeyPem);

/** The same, ready to sign. */
export const signingKey: SigningKey = { keyId: `tenancy/user/${fingerprintOf(privateKey)}`, privateKey };

/** A token that expires at a time, in milliseconds since 1970. */
export function tokenUntil(expiry: number, claims: Record<string, unknown> = {}): string {
  const parts = [{ alg: "RS256" }, { exp: Math.floor(expiry / 1000), ...claims }];
  return [...parts.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")), "c2lnbmF0dXJl"].join(".");
}
