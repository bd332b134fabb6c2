import { createHash, timingSafeEqual } from "node:crypto";
import { type Resource, textOf } from "../../scim/json.ts";

/** Whether the text is the client's secret; false for a client without a secret. */
export function hasSecret(client: Resource, secret: string): boolean {
  const expected = textOf(client, "clientSecret");
  return expected !== undefined && sameSecret(secret, expected);
}

/** Compares in constant time. */
function sameSecret(one: string, other: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
