import type { DomainContext } from "../../domain-context.ts";
import { objectsOf, type Resource, textOf } from "../../scim/json.ts";
import { OAuthError } from "../protocol/oauth-error.ts";

/**
 * The refusal of a scope that exists and is not allowed, with the error that the settings choose
 * (identity-domains-api.md 10.9).
 */
export function notAllowed({ settings }: DomainContext, reason: string): OAuthError {
  return new OAuthError(settings.disallowedScopeError, "Client authorization failed.").because(reason);
}

const longestShown = 1000;

/** What a request asked for and what its client is allowed, on one line: for the request log. */
export function askedAndAllowed(client: Resource, scope: string | undefined): string {
  const allowed = objectsOf(client.allowedScopes).flatMap((one) => textOf(one, "fqs") ?? []);
  const list = allowed.length === 0 ? "no scope of a resource" : allowed.join(" ");
  return `Asked for: ${JSON.stringify((scope ?? "").slice(0, longestShown))}; the client is allowed ${list}.`;
}
