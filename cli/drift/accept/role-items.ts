import { isPlainObject } from "../../../manifest/yaml/plain-object.ts";
import type { PlannedResource } from "../../../plan/plan-stack.ts";
import { isSameName } from "./grant.ts";

const holders = { clients: "availableToClients", users: "availableToUsers", groups: "availableToGroups" } as const;

/**
 * The app roles of a resource application as they are written, with one as it is in the domain; without it if it was deleted.
 *
 * @returns a reason if a manifest cannot say that
 */
export function roleItems(
  roles: readonly unknown[],
  resource: PlannedResource | undefined,
): readonly unknown[] | string {
  const { inputs, found } = resource ?? {};
  const isRole = (one: unknown) => isPlainObject(one) && isSameName(one.name, inputs?.displayName);
  if (found === undefined) return roles.filter((one) => !isRole(one));
  const availableTo = Object.entries(holders).flatMap(([holder, attribute]) =>
    found[attribute] === true ? [holder] : [],
  );
  if (availableTo.length === 0) return "nobody can hold it, and an app role of a manifest can be given to somebody";
  return roles.map((one) => {
    if (!isRole(one)) return one;
    const { availableTo: _, ...role } = one as Readonly<Record<string, unknown>>;
    return availableTo.length === Object.keys(holders).length ? role : { ...role, availableTo };
  });
}
