import { decodeJwt, decodeProtectedHeader, type JWTPayload, type ProtectedHeaderParameters } from "jose";

/** The claims of a JWT (RFC 7519, section 4). */
export type Claims = JWTPayload;

/** What a string that should be a token is, by its form alone: nothing is verified. */
export type ReadToken =
  | { readonly form: "jwt"; readonly header: ProtectedHeaderParameters; readonly claims: Claims }
  | { readonly form: "encrypted" }
  | { readonly form: "opaque"; readonly isLikeRefreshToken: boolean }
  | { readonly form: "malformed"; readonly why: string };

/** Reads a token as a JWT (RFC 7519), if it is one. What it returns contains neither the token nor its signature. */
export function readToken(token: string): ReadToken {
  const parts = token.split(".");
  if (parts.length === 5 && token.startsWith("eyJ")) return { form: "encrypted" };
  // Oracle's refresh tokens are opaque and begin with AQ.
  if (!token.startsWith("eyJ")) return { form: "opaque", isLikeRefreshToken: token.startsWith("AQ") };
  if (parts.length !== 3) {
    const found = parts.length === 1 ? "one part" : `${parts.length} parts`;
    return { form: "malformed", why: `it has ${found}, and a JWT has three, separated by periods: it was cut off` };
  }
  try {
    return { form: "jwt", header: decodeProtectedHeader(token), claims: decodeJwt(token) };
  } catch {
    return { form: "malformed", why: "its header or its claims are not JSON in base64url: it was cut off or changed" };
  }
}
