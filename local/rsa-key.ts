import { createHash, createPublicKey, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";

/** The two halves of an RSA key. */
export interface RsaKeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** Generates a 2048-bit RSA key pair off the main thread. */
export function generateRsaKeyPair(): Promise<RsaKeyPair> {
  return promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
}

/** The fingerprint of a public key (PEM) as OCI shows it: the MD5 of its DER form. */
export function fingerprintOf(publicKey: string): string {
  const der = createPublicKey(publicKey).export({ type: "spki", format: "der" });
  return (createHash("md5").update(der).digest("hex").match(/../g) ?? []).join(":");
}
