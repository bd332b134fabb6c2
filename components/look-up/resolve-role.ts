import type { RoleHolder } from "../../manifest/keys-and-defaults/resource-application.ts";
import { notFound } from "../../wording/nearest.ts";
import type { AppRole, ResourceApp } from "./apps-and-roles.ts";
import type { KnownNames } from "./known-names.ts";
import { namesOf, resolveName } from "./named.ts";
import type { Report } from "./report.ts";

const inWords = { clients: "applications", users: "users", groups: "groups" } as const;

/**
 * The app role with a name, if it can be given to all holders; if not, that is reported.
 *
 * @param shownFor if no role has the name, the message lists the roles that can be given to these
 */
export function resolveRole(
  app: ResourceApp,
  name: string,
  holders: readonly RoleHolder[],
  known: KnownNames,
  unknown: Report,
  shownFor = holders,
): AppRole | undefined {
  const roles = (known.roles.get(app.displayName) ?? []).toSorted((one, other) =>
    one.displayName < other.displayName ? -1 : 1,
  );
  const namesFor = (receivers: readonly RoleHolder[]) =>
    roles.filter(({ availableTo }) => receivers.every((holder) => availableTo.includes(holder))).map(roleName);
  const all = namesOf(roles, roleName, `an app role of "${app.displayName}"`, namesFor(shownFor));
  const role = resolveName(all, name, unknown);
  const refused = role && holders.find((holder) => !role.availableTo.includes(holder));
  if (refused === undefined) return role;
  const what = `an app role that "${app.displayName}" gives to ${inWords[refused]}`;
  unknown([], notFound(name, what, namesFor([refused])));
  return undefined;
}

function roleName({ displayName }: AppRole): string {
  return displayName;
}
