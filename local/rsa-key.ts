import { createHash, createPublicKey, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";

/** The two halves of an RSA key. */
export interface RsaKeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** A key pair that signs tokens, and how their headers name its certificate (RFC 7515, sections 4.1.7 and 4.1.8). */
export interface SigningKey extends RsaKeyPair {
  /** DER. */
  readonly certificate: Buffer;
  readonly x5t: string;
  readonly "x5t#S256": string;
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
