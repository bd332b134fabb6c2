import { OAuthError } from "../oauth-error.ts";
import type { Form } from "../token-request.ts";

/** The parameter's value. @throws OAuthError `invalid_request` when it is missing */
export function requiredParameter(form: Form, name: string): string {
  const value = form.get(name);
  if (value === undefined) throw new OAuthError("invalid_request", `The parameter ${name} is missing.`);
  return value;
}
