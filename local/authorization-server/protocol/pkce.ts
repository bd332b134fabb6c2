import { createHash } from "node:crypto";
import type { JsonObject } from "../../scim/json.ts";
import type { Form } from "./form.ts";
import { OAuthError } from "./oauth-error.ts";

/** A PKCE challenge (RFC 7636, section 4.2). */
export interface CodeChallenge extends JsonObject {
  readonly method: "plain" | "S256";
  readonly text: string;
}

const shape = /^[A-Za-z0-9._~-]{43,128}$/;

/**
 * Reads the challenge of an authorization request; `plain` when no method is named.
 *
 * @throws OAuthError `invalid_request` for another method or an invalid challenge
 * @see RFC 7636, section 4.3
 */
export function codeChallenge(parameters: Form): CodeChallenge | undefined {
  const text = parameters.get("code_challenge");
  const method = parameters.get("code_challenge_method") ?? "plain";
  if (method !== "plain" && method !== "S256") {
    throw new OAuthError("invalid_request", "The code_challenge_method must be plain or S256.");
  }
  if (text === undefined) return undefined;
  if (!shape.test(text)) {
    throw new OAuthError("invalid_request", "The code_challenge must be 43 to 128 unreserved characters.");
  }
  return { method, text };
}

/** Whether the verifier matches the challenge; without a challenge, there must be no verifier (RFC 9700, 4.8.2). */
export function isVerified(challenge: CodeChallenge | undefined, verifier: string | undefined): boolean {
  if (challenge === undefined || verifier === undefined) return challenge === undefined && verifier === undefined;
  if (!shape.test(verifier)) return false;
  const derived =
    challenge.method === "plain" ? verifier : createHash("sha256").update(verifier, "ascii").digest("base64url");
  return derived === challenge.text;
}
