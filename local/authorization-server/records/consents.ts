import type { DomainContext } from "../../domain-context.ts";
import { listOf, type Resource } from "../../scim/json.ts";
import type { ConsentScope, ScopeDecision } from "../scopes/scope-decision.ts";

/** The scopes that need the user's consent, unless the client bypasses consent. */
export function scopesToAllow(client: Resource, { tokens }: ScopeDecision): readonly ConsentScope[] {
  return client.bypassConsent === true ? [] : tokens.flatMap(({ consents }) => consents);
}

/** Those of the scopes that the user has not allowed the client before. */
export function scopesNotAllowedYet(
  { directory }: DomainContext,
  client: Resource,
  user: Resource,
  scopes: readonly ConsentScope[],
): readonly ConsentScope[] {
  const allowed = listOf(directory.byId("Consent", idOf(client, user))?.scopes);
  return scopes.filter(({ fqs }) => !allowed.includes(fqs));
}

/** Stores, without an end, that the user allows the client these scopes in addition to earlier ones. */
export function rememberConsent(
  { directory }: DomainContext,
  client: Resource,
  user: Resource,
  scopes: readonly ConsentScope[],
): void {
  const id = idOf(client, user);
  const earlier = listOf(directory.byId("Consent", id)?.scopes);
  const all = [...new Set([...earlier, ...scopes.map(({ fqs }) => fqs)])];
  directory.write([{ collection: "Consent", put: { id, scopes: all } }]);
}

function idOf(client: Resource, user: Resource): string {
  return `${client.id}/${user.id}`;
}
