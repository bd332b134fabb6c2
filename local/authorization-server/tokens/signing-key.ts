import { createPrivateKey, createPublicKey } from "node:crypto";
import { generateRsaKeyPair, type RsaKeyPair } from "../../rsa-key.ts";
import { textOf } from "../../scim/json.ts";
import type { Directory } from "../../storage/directory.ts";

/** The key id of every token of an identity domain. */
export const signingKeyId = "SIGNING_KEY";

/** The domain's signing key: the stored one, or a new one that is stored. */
export async function loadSigningKey(directory: Directory): Promise<RsaKeyPair> {
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
export function jsonWebKeySet({ publicKey }: RsaKeyPair): object {
  return { keys: [{ ...publicKey.export({ format: "jwk" }), kid: signingKeyId, alg: "RS256", use: "sig" }] };
}
