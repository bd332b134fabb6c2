import { createHash } from "node:crypto";

/** What is stored instead of a code, token or cookie, so that the data folder does not reveal them. */
export function secretHash(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}
