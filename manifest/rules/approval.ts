import { endsWithAny, matchesAny } from "../../wording/pattern.ts";
import { quote } from "../../wording/quote.ts";
import { isFullyQualified } from "../keys-and-defaults/access.ts";
import type { AccessManifest, ClientManifest } from "../keys-and-defaults/client.ts";
import type { Environment } from "../keys-and-defaults/environment.ts";
import type { Breach } from "./rule-finding.ts";

/** App roles and scopes of a client that somebody must approve. In doubt about the app of a scope, it must be approved. */
export function unapproved(client: ClientManifest, environment: Environment): Breach[] {
  const found = client.access.flatMap((entry, index) => {
    const of = (what: string, key: "roles" | "scopes", position: number): Breach => ({
      rule: "approval",
      what,
      node: client,
      path: ["access", index, key, position],
      message: `${quote(what)} needs approval in environment ${quote(environment.name)}.`,
    });
    const roles = entry.roles.flatMap((role, position) =>
      needsRole(environment, entry, role) ? [of(`${entry.app}/${role}`, "roles", position)] : [],
    );
    const scopes = (entry.scopes ?? []).flatMap((scope, position) =>
      needsScope(environment, entry, scope) ? [of(nameOf(entry, scope), "scopes", position)] : [],
    );
    return [...roles, ...scopes, ...unknownScope(client, environment, index)];
  });
  return [...found, ...taggedResources(client, environment)];
}

function needsRole({ rules }: Environment, { app }: AccessManifest, role: string): boolean {
  return rules.approval.some((one) => isOfApp(one, app) && matchesAny(one.roles, role));
}

function needsScope({ rules }: Environment, { app }: AccessManifest, scope: string): boolean {
  return rules.approval.some((one) =>
    // The audience, and not the entry's app, says whose scope it is.
    isFullyQualified(scope) ? endsWithAny(one.scopes, scope) : isOfApp(one, app) && matchesAny(one.scopes, scope),
  );
}

function nameOf({ app }: AccessManifest, scope: string): string {
  return app === undefined || isFullyQualified(scope) ? scope : `${app}/${scope}`;
}

/** An entry without scopes, whose scope only the domain knows. */
function unknownScope(client: ClientManifest, environment: Environment, index: number): Breach[] {
  const { app, scopes } = client.access[index] as AccessManifest;
  const isMeant = environment.rules.approval.some((one) => one.scopes.length > 0 && isOfApp(one, app));
  if (scopes !== undefined || !isMeant) return [];
  const message = `scopes of ${quote(app)} need approval in environment ${quote(environment.name)}, and this entry does not say which it has: write "scopes".`;
  return [{ rule: "approval", node: client, path: ["access", index, "scopes"], message }];
}

/** With `tagged`, it has the scopes of apps that nobody has named. */
function taggedResources(client: ClientManifest, { name, rules }: Environment): Breach[] {
  if (client.authorizedResources.kind !== "tagged" || !rules.approval.some(({ scopes }) => scopes.length > 0))
    return [];
  const message = `tokens for all apps with a tag need approval in environment ${quote(name)}, because scopes do.`;
  return [{ rule: "approval", what: "tagged", node: client, path: ["authorizedResources"], message }];
}

function isOfApp(one: { readonly app?: string }, app: string | undefined): boolean {
  return one.app === undefined || one.app.toLowerCase() === app?.toLowerCase();
}
