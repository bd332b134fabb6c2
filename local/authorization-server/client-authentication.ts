import { createHash, timingSafeEqual } from "node:crypto";
import type { DomainContext } from "../domain-context.ts";
import { type Resource, textOf } from "../scim/json.ts";
import { OAuthError } from "./oauth-error.ts";

const failed = "Client authentication failed.";

/**
 * Finds the client of a token request by its ID and secret: HTTP Basic with both parts form-encoded, or `client_id`
 * and `client_secret` in the body, never both.
 *
 * @throws OAuthError `invalid_request` for two methods at once, `invalid_client` for anything but a known secret
 * @see RFC 6749, section 2.3.1
 */
export function authenticateClient(
  domain: DomainContext,
  authorization: string | null,
  form: ReadonlyMap<string, string>,
): Resource {
  const basic = authorization === null ? undefined : basicCredentials(authorization);
  if (basic !== undefined && form.has("client_secret")) {
    throw new OAuthError("invalid_request", "The client authenticates in two ways at once.");
  }
  if (basic !== undefined && form.has("client_id") && form.get("client_id") !== basic.id) {
    throw new OAuthError("invalid_request", "The client_id of the body is not that of the Authorization header.");
  }
  const { id, secret } = basic ?? { id: form.get("client_id"), secret: form.get("client_secret") };
  const client = domain.directory.matching("App", "name", id ?? "").find((app) => app.name === id);
  const expected = client?.isOAuthClient === true ? textOf(client, "clientSecret") : undefined;
  const matches = sameSecret(secret ?? "", expected ?? "");
  if (client === undefined || expected === undefined || !matches) {
    throw authorization === null ? new OAuthError("invalid_client", failed) : basicFailed();
  }
  return client;
}

function basicCredentials(authorization: string): { readonly id: string; readonly secret: string } {
  const [, encoded] = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(authorization) ?? [];
  if (encoded === undefined) throw basicFailed();
  const [id = "", secret = ""] = Buffer.from(encoded, "base64").toString("utf8").split(/:(.*)/s);
  try {
    return { id: formDecoded(id), secret: formDecoded(secret) };
  } catch {
    throw basicFailed();
  }
}

/** A client that tried HTTP Basic must be challenged (RFC 6749, section 5.2). */
function basicFailed(): OAuthError {
  return new OAuthError("invalid_client", failed, { "WWW-Authenticate": 'Basic realm="identity domain"' });
}

function formDecoded(text: string): string {
  return decodeURIComponent(text.replaceAll("+", " "));
}

/** Compares without telling by its duration where the texts differ. */
function sameSecret(one: string, other: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
