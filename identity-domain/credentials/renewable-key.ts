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
  const { exp } = claimsOf(keyId);
  return typeof exp === "number" ? exp * 1000 : Number.POSITIVE_INFINITY;
}

/** The OCID of the user that the token in a key's id is for; undefined for other principals. */
export function userOcidOf({ keyId }: SigningKey): string | undefined {
  const { sub } = claimsOf(keyId);
  return typeof sub === "string" && sub.startsWith("ocid1.user.") ? sub : undefined;
}

/** The claims of a JWT, or of the token in a key's id (`ST$…`), which are not verified; none if it is not a JWT. */
export function claimsOf(token: string): Readonly<Record<string, unknown>> {
  const payload = token.replace(/^ST\$/, "").split(".")[1] ?? "";
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
    return typeof claims === "object" && claims !== null ? (claims as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
