import { randomInt } from "node:crypto";

const characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** A new execution context id in Oracle's form: nine letters and digits, then zeros (identity-domains-api.md 10.9). */
export function newExecutionContextId(): string {
  return Array.from({ length: 9 }, () => characters[randomInt(characters.length)]).join("") + "0".repeat(8);
}
