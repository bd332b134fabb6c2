import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { fingerprintOf, type SigningKey } from "../../identity-domain/authentication.ts";

/** A key that no one else has, as PEM. */
export const privateKeyPem: string = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
}).privateKey;

const privateKey = createPrivateKey(privateKeyPem);

/** The same, ready to sign. */
export const signingKey: SigningKey = { keyId: `tenancy/user/${fingerprintOf(privateKey)}`, privateKey };
