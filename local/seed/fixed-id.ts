import { createHash } from "node:crypto";

/** An id derived from names: 32 hexadecimal digits, the same in every domain. */
export function fixedId(...names: readonly string[]): string {
  return createHash("sha256").update(names.join(" ")).digest("hex").slice(0, 32);
}
