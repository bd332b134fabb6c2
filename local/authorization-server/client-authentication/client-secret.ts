import { createHash, timingSafeEqual } from "node:crypto";
import { type Resource, textOf } from "../../scim/json.ts";

/** Whether the text is the client's secret; a client without a secret has none that matches. */
export function hasSecret(client: Resource, secret: string): boolean {
  const expected = textOf(client, "clientSecret");
  return expected !== undefined && sameSecret(secret, expected);
}

/** Compares without telling by its duration where the texts differ. */
function sameSecret(one: string, other: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
