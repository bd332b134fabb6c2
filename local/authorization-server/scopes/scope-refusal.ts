import type { DomainContext } from "../../domain-context.ts";
import { OAuthError } from "../protocol/oauth-error.ts";

/**
 * The refusal of a scope that exists and is not allowed, with the error that the settings choose
 * (identity-domains-api.md 10.9).
 */
export function notAllowed({ settings }: DomainContext, reason: string): OAuthError {
  return new OAuthError(settings.disallowedScopeError, "Client authorization failed.").because(reason);
}
