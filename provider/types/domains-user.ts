import { hasSameOwner, ownKey, stackOf } from "../requests/ownership.ts";
import { isValues, type Value, type Values } from "../values/property-values.ts";
import { anyOf, explainConflict, type Namesakes, refuseTakenNames } from "./explain-conflict.ts";
import type { ResourceType } from "./resource-type.ts";

const extension = "urnietfparamsscimschemasoracleidcsextensionuserUser";

/** Members of the extension that are fixed at creation, and that the domain never shows. */
const neverShown = [
  "bypassNotification",
  "isAuthenticationDelegated",
  "isGroupMembershipNormalized",
  "isGroupMembershipSyncedToUsersGroups",
  "userFlowControlledByExternalClient",
];

/** A user of the domain. Its name is unique there, case-insensitive. A user without this resource's tags is never taken over. */
export const domainsUser: ResourceType = {
  token: "oci:Identity/domainsUser:DomainsUser",
  collection: "Users",
  nameProperty: "userName",
  secrets: ["password", "authorization"],
  notShown: ["password"],
  keyOf: ownKey,
  twinOf: (inputs) =>
    stackOf(inputs) === undefined
      ? undefined
      : { query: usersOfTheSameName(inputs), isTwin: (found) => hasSameOwner(inputs, found) },
  explainConflict: (domain, inputs, refusal, own) => explainConflict(domain, inputs, refusal, namesakes(inputs, own)),
  refuseTaken: (requests, inputs, declared) =>
    refuseTakenNames(requests, inputs, namesakes(inputs, declared.own), ["userName"], declared),
  adjustPlan: (planned, _, news) => ({ ...planned, [extension]: withoutUnsaid(planned[extension], news[extension]) }),
  describe: ({ id, userName }) => `user "${userName}" (id ${id})`,
};

function namesakes(inputs: Values, own: string | undefined): Namesakes {
  return {
    own,
    collection: "Users",
    kind: "user",
    query: usersOfTheSameName(inputs),
    nameOf: ({ userName }) => ({ attribute: "userName", shown: `userName "${userName}"` }),
    areVeryMany: true,
  };
}

function usersOfTheSameName({ userName }: Values): { filter: string; attributes: string } {
  return { filter: anyOf({ userName }), attributes: "userName,tags" };
}

/** The state has `false` for what the domain does not show: it is sent only if the program says it. */
function withoutUnsaid(planned: Value | undefined, said: Value | undefined): Value | undefined {
  if (!isValues(planned)) return planned;
  const own = isValues(said) ? said : {};
  return Object.fromEntries(Object.entries(planned).filter(([name]) => !neverShown.includes(name) || name in own));
}
