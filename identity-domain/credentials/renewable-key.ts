import { createPrivateKey } from "node:crypto";
import type { AuthenticationDetailsProvider } from "oci-common";
import type { SigningKey } from "./credentials.ts";

/** The key that one of the providers of `oci-common` holds at this moment. */
export async function keyOf(provider: AuthenticationDetailsProvider): Promise<SigningKey> {
  // A token that was read from a file may end with a line break.
  const keyId = (await provider.getKeyId()).trim();
  const passphrase = provider.getPassphrase();
  const privateKey = createPrivateKey({ key: provider.getPrivateKey(), ...(passphrase && { passphrase }) });
  return { keyId, privateKey };
}

/** When the token in a key's id expires, in milliseconds since 1970; never, if the token does not say. */
export function expiryOf({ keyId }: SigningKey): number {
  const payload = keyId.replace(/^ST\$/, "").split(".")[1] ?? "";
  try {
    const { exp } = JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as { exp?: unknown };
    return typeof exp === "number" ? exp * 1000 : Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
