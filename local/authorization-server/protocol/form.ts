import { OAuthError } from "./oauth-error.ts";

/** The parameters of a form body or a query, each at most once. */
export type Form = ReadonlyMap<string, string>;

/**
 * Reads the form of a token request; a parameter without a value counts as not sent.
 *
 * @throws OAuthError `invalid_request` for another content type or a repeated parameter
 * @see RFC 6749, section 3.2
 */
export function readForm(contentType: string | null, body: string): Form {
  if (contentType?.split(";")[0]?.trim().toLowerCase() !== "application/x-www-form-urlencoded") {
    throw new OAuthError("invalid_request", "The Content-Type must be application/x-www-form-urlencoded.");
  }
  return readParameters(new URLSearchParams(body));
}

/**
 * Reads the parameters of a form or a query; one without a value counts as not sent.
 *
 * @throws OAuthError `invalid_request` for a repeated parameter
 * @see RFC 6749, section 3.1
 */
export function readParameters(sent: URLSearchParams): Form {
  const form = new Map<string, string>();
  for (const [name, value] of sent) {
    if (form.has(name)) throw new OAuthError("invalid_request", `The parameter ${name} is repeated.`);
    form.set(name, value);
  }
  for (const [name, value] of form) if (value === "") form.delete(name);
  return form;
}

/** The parameter's value. @throws OAuthError `invalid_request` when it is missing */
export function requiredParameter(form: Form, name: string): string {
  const value = form.get(name);
  if (value === undefined) throw new OAuthError("invalid_request", `The parameter ${name} is missing.`);
  return value;
}
