import { randomBytes, scrypt, scryptSync, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const keyLength = 32;

/** A password as it is stored: `scrypt:<salt>:<key>`, with a new salt each time. */
export function hashedPassword(password: string): string {
  const salt = randomBytes(16);
  return `scrypt:${salt.toString("base64")}:${scryptSync(password, salt, keyLength).toString("base64")}`;
}

/**
 * Whether the text is the stored password. Without a stored password nothing matches, and the check takes as long: the
 * caller cannot distinguish a user without a password, or an unknown user, from a wrong password.
 */
export async function isPassword(text: string, stored: string | undefined): Promise<boolean> {
  const [scheme, salt = "", key = ""] = (stored ?? "scrypt:AAAAAAAAAAAAAAAAAAAAAA==:").split(":");
  const derived = (await promisify(scrypt)(text, Buffer.from(salt, "base64"), keyLength)) as Buffer;
  const expected = Buffer.from(key, "base64");
  return scheme === "scrypt" && expected.length === keyLength && timingSafeEqual(derived, expected);
}
