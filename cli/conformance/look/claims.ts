import { claimsOf } from "../../../oauth/claims.ts";
import type { Seen } from "./facts.ts";

/** The claims of a token with their types; no value. */
export function seeClaims(accessToken: string): Seen {
  try {
    return Object.fromEntries(Object.entries(claimsOf(accessToken)).map(([name, value]) => [name, typeOf(value)]));
  } catch {
    return { notSeen: "The token is not a JWT." };
  }
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return `list of ${[...new Set(value.map(typeOf))].toSorted().join(" and ")}`;
  return value === null ? "null" : typeof value;
}
