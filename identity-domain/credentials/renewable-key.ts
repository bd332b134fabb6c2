import { createPrivateKey } from "node:crypto";
import type { AuthenticationDetailsProvider } from "oci-common";
import type { SigningKey } from "./credentials.ts";

/** The key that one of Oracle's providers holds at this moment. */
export async function keyOf(provider: AuthenticationDetailsProvider): Promise<SigningKey> {
  // Where the token comes from a file, that may end with a line break.
  const keyId = (await provider.getKeyId()).trim();
  const passphrase = provider.getPassphrase();
  const privateKey = createPrivateKey({ key: provider.getPrivateKey(), ...(passphrase && { passphrase }) });
  return { keyId, privateKey };
}

/** When the token in a key's id expires, in milliseconds since 1970; never, if it does not say. */
export function expiryOf({ keyId }: SigningKey): number {
  const payload = keyId.replace(/^ST\$/, "").split(".")[1] ?? "";
  try {
    const { exp } = JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as { exp?: unknown };
    return typeof exp === "number" ? exp * 1000 : Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** Runs one call at a time: who asks while one is under way gets its result. */
export function shared<Result>(call: () => Promise<Result>): () => Promise<Result> {
  let underway: Promise<Result> | undefined;
  return () => {
    underway ??= call().finally(() => {
      underway = undefined;
    });
    return underway;
  };
}
