import { Document, type YAMLMap, type YAMLSeq } from "yaml";
import { oneLine } from "../../wording/one-line.ts";
import { quote } from "../../wording/quote.ts";
import { CommandError } from "../errors/command-error.ts";
import { rolesFor, type Search, scopesFor } from "./find.ts";
import type { CatalogApp } from "./json.ts";

/** What a client gets there: one scope, and one role or none. */
interface Choice {
  readonly app: CatalogApp;
  readonly scope: string;
  readonly role?: string;
}

/**
 * The part of a manifest that gives a client access to apps: `access` with an entry for each. It never gives more than was asked
 * for: without `--scope`, an app must have only one scope, and without `--role`, `roles` is empty.
 *
 * @throws CommandError if it is not clear which scope or role is meant, for all apps at once
 */
export function snippet(apps: readonly CatalogApp[], search: Pick<Search, "scope" | "role">): string {
  const open: string[] = [];
  const chosen = apps.flatMap((app) => choiceFor(app, search, open));
  if (open.length > 0) throw new CommandError(open.join("\n"));
  const document = new Document({ access: chosen.map(entry) });
  const entries = document.get("access") as YAMLSeq<YAMLMap>;
  for (const [index, { app, role }] of chosen.entries()) {
    const others = rolesOfClients(app);
    if (role !== undefined || others.length === 0) continue;
    const roles = entries.items[index]?.get("roles") as YAMLSeq;
    // An empty list stays on the line of its key.
    roles.flow = true;
    roles.comment = ` ${oneLine(`there are ${others.join(", ")}: name what the client needs`, 300)}`;
  }
  return document.toString({ lineWidth: 0 }).trimEnd();
}

function entry({ app, scope, role }: Choice): object {
  const { service, instance } = app;
  const named = service !== undefined && instance !== undefined ? { service, instance } : { app: app.app };
  return { ...named, scopes: [scope], roles: role === undefined ? [] : [role] };
}

/** The only scope and role that are meant; what is not clear is added to `open`. */
function choiceFor(app: CatalogApp, { scope, role }: Pick<Search, "scope" | "role">, open: string[]): Choice[] {
  const found = open.length;
  const scopes = scopesFor(app, scope).map(({ value }) => value);
  if (scopes.length === 0) open.push(`${quote(app.app)} has no scopes, so a client cannot request any.`);
  if (scopes.length > 1)
    open.push(`${quote(app.app)} has ${scopes.length} such scopes: write --scope with one of ${scopes.join(", ")}.`);
  const roles = role === undefined ? [] : rolesFor(app, role);
  const [first, another] = roles;
  if (another !== undefined)
    open.push(`${quote(app.app)} has ${roles.length} such roles: write --role with one of ${namesOf(roles)}.`);
  else if (first !== undefined && !first.availableTo.includes("clients"))
    open.push(`${quote(app.app)} does not give its role ${quote(first.name)} to clients: omit --role.`);
  const [only = ""] = scopes;
  return open.length > found ? [] : [{ app, scope: only, ...(first && { role: first.name }) }];
}

function namesOf(roles: CatalogApp["roles"]): string {
  return roles.map(({ name }) => name).join(", ");
}

function rolesOfClients({ roles }: CatalogApp): string[] {
  return roles.filter(({ availableTo }) => availableTo.includes("clients")).map(({ name }) => name);
}
