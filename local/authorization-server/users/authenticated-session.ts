import type { JsonObject } from "../../scim/json.ts";

/** How and when a user signed in, as tokens show it. */
export interface AuthenticatedSession extends JsonObject {
  /** The `sid` claim. */
  readonly id: string;
  /** When the user signed in, in seconds since 1970. */
  readonly authTime: number;
  /** The methods, such as `["USERNAME_PASSWORD"]`. */
  readonly amr: readonly string[];
  /** When it ends, in seconds since 1970: no token outlives it. Absent for a user who signed in for one token only. */
  readonly expiresAt?: number | undefined;
  /** The `nonce` of the authorization request, for the identity token. */
  readonly nonce?: string | undefined;
}

/**
 * Seconds that a session at the sign-in page, or an identity token without one, lives (identity-domains-api.md 10.8).
 */
export const sessionLifetime = 8 * 3600;
