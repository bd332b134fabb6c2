import { type Draft, type JsonObject, objectsOf, textOf } from "../scim/json.ts";
import { ScimError } from "../scim/scim-error.ts";
import type { Directory } from "../storage/directory.ts";
import type { Write } from "./resource-rules.ts";

/** Computes `scopes[].fqs`: the audience immediately followed by the value (identity-domains-api.md 1.7). */
export function completeScopes(draft: Draft): void {
  if (!Array.isArray(draft.scopes)) return;
  const audience = textOf(draft, "audience") ?? "";
  draft.scopes = objectsOf(draft.scopes).map((scope) => ({
    ...scope,
    fqs: audience + (textOf(scope, "value") ?? ""),
  }));
}

/** Resolves `allowedScopes[].idOfDefiningApp`: the app that declares the scope; it may be the app itself. */
export function completeAllowedScopes(draft: Draft, directory: Directory): void {
  if (!Array.isArray(draft.allowedScopes)) return;
  const own = new Set(objectsOf(draft.scopes).map((scope) => textOf(scope, "fqs")));
  draft.allowedScopes = objectsOf(draft.allowedScopes).map((allowed) => {
    const fqs = textOf(allowed, "fqs") ?? "";
    const id = textOf(draft, "id");
    if (own.has(fqs)) return { ...allowed, idOfDefiningApp: id };
    const other = definingApp(directory, fqs);
    // What the app itself declared until now no longer counts.
    return { ...allowed, idOfDefiningApp: other === id ? undefined : other };
  });
}

/** The id of the app that declares exactly this fully qualified scope. */
export function definingApp(directory: Directory, fqs: string): string | undefined {
  return directory
    .matching("App", "scopes.fqs", fqs)
    .find((app) => objectsOf(app.scopes).some((scope) => scope.fqs === fqs))?.id;
}

/** Refuses allowed scopes that no resource app declares. */
export function checkAllowedScopes(draft: JsonObject): void {
  const undeclared = objectsOf(draft.allowedScopes).find((allowed) => allowed.idOfDefiningApp === undefined);
  if (undeclared === undefined) return;
  throw new ScimError("invalidValue", `allowedScopes: no App declares the scope ${textOf(undeclared, "fqs")}.`);
}

/** Refuses a fully qualified scope that another app declares (App model: unique across the system). */
export function checkScopes(draft: JsonObject, { domain, current }: Write): void {
  for (const scope of objectsOf(draft.scopes)) {
    const fqs = textOf(scope, "fqs") ?? "";
    const owner = definingApp(domain.directory, fqs);
    if (owner !== undefined && owner !== current?.id) {
      throw new ScimError("notUnique", `Another App declares the scope ${fqs} already.`);
    }
  }
}
