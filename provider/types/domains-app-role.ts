import type { StoredResource } from "../../identity-domain/identity-domain.ts";
import { quote } from "../../wording/quote.ts";
import { hasSameOwner, quoted, stackOf } from "../requests/ownership.ts";
import type { ResourceRequests } from "../requests/resource-requests.ts";
import { isAbsent, isValues, UNKNOWN, type Value, type Values } from "../values/property-values.ts";
import { explainConflict, isSameName } from "./explain-conflict.ts";
import type { ResourceType, TakenOver } from "./resource-type.ts";

/**
 * A role that an application defines. Every change replaces it: the API has no PUT for roles.
 *
 * One that the application has already is taken over with everyone who holds it, unless another stack owns it.
 */
export const domainsAppRole: ResourceType = {
  token: "oci:Identity/domainsAppRole:DomainsAppRole",
  collection: "AppRoles",
  nameProperty: "displayName",
  secrets: ["authorization"],
  notShown: [],
  keyOf: appOf,
  twinOf: (inputs) =>
    stackOf(inputs) === undefined
      ? undefined
      : {
          query: rolesOfTheSameName(inputs),
          isTwin: (found) => hasSameOwner(inputs, found) && isSameRole(found, inputs),
        },
  findSame,
  foretell: foretellTakeOver,
  sameAs: (inputs) => ({ query: rolesOfTheSameName(inputs), isSame: (found) => isSameRole(found, inputs) }),
  explainConflict: (domain, inputs, refusal, own) =>
    explainConflict(domain, inputs, refusal, {
      own,
      collection: "AppRoles",
      kind: "app role",
      query: rolesOfTheSameName(inputs),
      nameOf: ({ displayName }) => ({ attribute: "displayName", shown: `displayName "${displayName}"` }),
    }),
  describe: ({ id, displayName }) => `app role "${displayName}" (id ${id})`,
};

/** A name is unique in each application. The members of a role are not requested: there may be very many. */
function rolesOfTheSameName({ displayName, ...inputs }: Values): { filter: string; attributes: string } {
  return {
    filter: `app.value eq ${quoted(appOf(inputs))} and displayName eq ${quoted(String(displayName))}`,
    attributes: "app,displayName,tags",
  };
}

function appOf({ app }: Values): string {
  return isValues(app) ? String(app.value) : "";
}

/**
 * Finds the role of the same name that the application has already, unless the program replaces it; the roles of an application
 * share a list. What this run has created has none yet, and needs no list. Only roles of a stack are looked for: others say nothing
 * about whose it would be.
 *
 * @throws Error if it is not as declared: no role can be changed, and one that is replaced is lost to everyone who holds it
 */
async function findSame(
  { domain, run }: ResourceRequests,
  inputs: Values,
  isReleased: (id: string) => boolean = () => false,
): Promise<StoredResource | undefined> {
  const app = appOf(inputs);
  if (stackOf(inputs) === undefined || app === UNKNOWN || run.lists.isNew(app)) return undefined;
  const listed = await run.lists.all(domain, "AppRoles", {
    filter: `app.value eq ${quoted(app)}`,
    attributes: "app,displayName,description,availableToClients,availableToUsers,availableToGroups,tags",
  });
  const same = listed.find((found) => isSameName(found.displayName, inputs.displayName) && !isReleased(found.id));
  const isFree = same !== undefined && (stackOf(same) === undefined || hasSameOwner(inputs, same));
  if (!isFree) return undefined;
  refuseDifference(same, inputs);
  return same;
}

async function foretellTakeOver(
  requests: ResourceRequests,
  inputs: Values,
  isReleased: (id: string) => boolean,
): Promise<TakenOver | undefined> {
  const same = await findSame(requests, inputs, isReleased);
  if (same === undefined || stackOf(same) !== undefined) return undefined;
  const message = `takes over the app role ${quote(same.displayName)} (id ${same.id}), which exists already: everyone who holds it keeps it.`;
  return { id: same.id, message, isChange: false };
}

const holders = { clients: "availableToClients", users: "availableToUsers", groups: "availableToGroups" } as const;

function refuseDifference(found: StoredResource, inputs: Values): void {
  const differs = (name: string, none: Value): boolean =>
    !isAbsent(inputs[name]) && inputs[name] !== UNKNOWN && inputs[name] !== (found[name] ?? none);
  const isOther = [
    found.displayName !== inputs.displayName,
    Object.values(holders).some((name) => differs(name, false)),
    differs("description", ""),
  ];
  if (!isOther.includes(true)) return;
  const available = Object.entries(holders).flatMap(([holder, name]) => (found[name] === true ? [holder] : []));
  const values = [
    `name: ${quote(found.displayName)}`,
    `availableTo: [${available.join(", ")}]`,
    ...(isAbsent(found.description) ? [] : [`description: ${quote(found.description)}`]),
  ];
  throw new Error(
    [
      `The app role ${quote(found.displayName)} (id ${found.id}) exists already, is not as declared, and cannot be changed: the API has no request for that.`,
      `Declare it as it is, and everyone who holds it keeps it: { ${values.join(", ")} }.`,
    ].join("\n"),
  );
}

function isSameRole(found: Values, { app, displayName }: Values): boolean {
  const isOfTheSameApp = isValues(found.app) && isValues(app) && found.app.value === app.value;
  return isOfTheSameApp && isSameName(found.displayName, displayName);
}
