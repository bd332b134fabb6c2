import { decodeJwt, type JWTPayload } from "jose";

/**
 * The claims of an access token, not verified: for people to read, not for decisions. They do not contain the token.
 *
 * @throws TypeError if it is not a JWT
 */
export function claimsOf(accessToken: string): JWTPayload {
  try {
    return decodeJwt(accessToken);
  } catch {
    throw new TypeError("The access token is not a JWT, so it cannot be decoded.");
  }
}
