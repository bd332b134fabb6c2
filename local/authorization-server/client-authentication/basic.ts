import { OAuthError } from "../protocol/oauth-error.ts";

/** A client's ID and secret as a request states them. */
export interface StatedCredentials {
  readonly id: string;
  readonly secret: string;
}

const notBasic = "The Authorization header does not hold HTTP Basic credentials.";

/**
 * Reads HTTP Basic credentials, both parts form-encoded.
 *
 * @throws OAuthError `invalid_client` with a challenge for another scheme or malformed credentials
 * @see RFC 6749, section 2.3.1
 */
export function basicCredentials(authorization: string): StatedCredentials {
  const [, encoded] = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(authorization) ?? [];
  if (encoded === undefined) throw basicFailed().because(notBasic);
  const [id = "", secret = ""] = Buffer.from(encoded, "base64").toString("utf8").split(/:(.*)/s);
  try {
    return { id: formDecoded(id), secret: formDecoded(secret) };
  } catch {
    throw basicFailed().because(notBasic);
  }
}

/** The refusal of a client that tried HTTP Basic. */
export function basicFailed(): OAuthError {
  return new OAuthError("invalid_client", "Client authentication failed.");
}

function formDecoded(text: string): string {
  return decodeURIComponent(text.replaceAll("+", " "));
}
