import { type JsonObject, objectsOf, type Resource } from "../scim/json.ts";
import type { Change, Directory } from "../storage/directory.ts";

/**
 * What happens to the clients that are allowed scopes of an app when the app's scopes change: a scope whose value stays
 * follows the app's new audience, and a scope that was removed is no longer allowed. Oracle documents neither.
 */
export function clientsAfterScopes(
  directory: Directory,
  app: Resource,
  scopes: readonly JsonObject[],
): readonly Change[] {
  const next = new Map(
    objectsOf(app.scopes).map(({ fqs, value }) => [fqs, scopes.find((scope) => scope.value === value)?.fqs]),
  );
  const isSame = [...next].every(([before, after]) => before === after);
  if (isSame) return [];
  return directory
    .matching("App", "allowedScopes.idOfDefiningApp", app.id)
    .filter(({ id }) => id !== app.id)
    .map((client) => ({ collection: "App", put: { ...client, allowedScopes: allowedAfter(client, app, next) } }));
}

function allowedAfter(client: Resource, app: Resource, next: ReadonlyMap<unknown, unknown>): JsonObject[] {
  return objectsOf(client.allowedScopes).flatMap((allowed) => {
    if (allowed.idOfDefiningApp !== app.id) return [allowed];
    const fqs = next.get(allowed.fqs);
    return typeof fqs === "string" ? [{ ...allowed, fqs }] : [];
  });
}
