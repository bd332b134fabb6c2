import { decodeJwt, type JWTPayload } from "jose";

/**
 * What an access token says, unverified: for people to look at, never to decide by. The token itself is not in it.
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
