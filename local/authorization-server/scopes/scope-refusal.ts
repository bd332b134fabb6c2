import type { DomainContext } from "../../domain-context.ts";
import { OAuthError } from "../oauth-error.ts";

/**
 * The refusal of a scope that exists and is not allowed, with the error that the settings choose
 * (identity-domains-api.md 10.9).
 */
export function notAllowed({ settings }: DomainContext): OAuthError {
  return new OAuthError(settings.disallowedScopeError, "Client authorization failed.");
}
