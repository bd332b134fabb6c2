import { createHash, createPrivateKey, createPublicKey } from "node:crypto";
import { generateRsaKeyPair, type RsaKeyPair, type SigningKey } from "../../rsa-key.ts";
import { textOf } from "../../scim/json.ts";
import type { Directory } from "../../storage/directory.ts";
import { certificateOf } from "./signing-certificate.ts";

/** The key id of every token of an identity domain. */
export const signingKeyId = "SIGNING_KEY";

/** The domain's signing key: the stored one, or a new one that is stored. */
export async function loadSigningKey(directory: Directory): Promise<SigningKey> {
  const pair = storedPair(directory) ?? (await newPair(directory));
  const certificate = certificateOf(pair);
  const thumbprint = (algorithm: string) => createHash(algorithm).update(certificate).digest("base64url");
  return { ...pair, certificate, x5t: thumbprint("sha1"), "x5t#S256": thumbprint("sha256") };
}

function storedPair(directory: Directory): RsaKeyPair | undefined {
  const stored = textOf(directory.byId("SigningKey", signingKeyId), "privateKey");
  if (stored === undefined) return undefined;
  const privateKey = createPrivateKey(stored);
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

async function newPair(directory: Directory): Promise<RsaKeyPair> {
  const pair = await generateRsaKeyPair();
  const privateKey = pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  directory.write([{ collection: "SigningKey", put: { id: signingKeyId, privateKey } }]);
  return pair;
}

/** The header of every token (identity-domains-api.md 10.5). */
export function tokenHeader({ x5t, "x5t#S256": x5tS256 }: SigningKey) {
  return { "x5t#S256": x5tS256, x5t, kid: signingKeyId, alg: "RS256" };
}

/** The public key as a JWK set, with its certificate (RFC 7517, sections 4 and 5). */
export function jsonWebKeySet({ publicKey, certificate, x5t, "x5t#S256": x5tS256 }: SigningKey): object {
  const key = publicKey.export({ format: "jwk" });
  const x5c = [certificate.toString("base64")];
  return { keys: [{ ...key, kid: signingKeyId, alg: "RS256", use: "sig", x5t, "x5t#S256": x5tS256, x5c }] };
}
