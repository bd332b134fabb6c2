import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { textOf } from "../scim/json.ts";
import type { Directory } from "../storage/directory.ts";

/** The key id of every token of an identity domain. */
export const signingKeyId = "SIGNING_KEY";

/** The key pair that signs the domain's tokens. */
export interface SigningKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** Makes a 2048-bit RSA key pair off the main thread. */
export const generateRsaKeyPair = () => promisify(generateKeyPair)("rsa", { modulusLength: 2048 });

/** The domain's signing key: the stored one, or a new one that is stored. */
export async function loadSigningKey(directory: Directory): Promise<SigningKey> {
  const stored = textOf(directory.byId("SigningKey", signingKeyId), "privateKey");
  if (stored !== undefined) {
    const privateKey = createPrivateKey(stored);
    return { privateKey, publicKey: createPublicKey(privateKey) };
  }
  const pair = await generateRsaKeyPair();
  const privateKey = pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  directory.write([{ collection: "SigningKey", put: { id: signingKeyId, privateKey } }]);
  return pair;
}

/** The public key as a JWK set (RFC 7517, section 5). */
export function jsonWebKeySet({ publicKey }: SigningKey): object {
  return { keys: [{ ...publicKey.export({ format: "jwk" }), kid: signingKeyId, alg: "RS256", use: "sig" }] };
}
