import { hasSameOwner, ownKey, stackOf } from "../requests/ownership.ts";
import type { Values } from "../values/property-values.ts";
import { anyOf, explainConflict, type Namesakes, refuseTakenNames } from "./explain-conflict.ts";
import type { ResourceType } from "./resource-type.ts";

/** The addresses from which clients may request tokens. Its name is unique in the domain. */
export const domainsNetworkPerimeter: ResourceType = {
  token: "oci:Identity/domainsNetworkPerimeter:DomainsNetworkPerimeter",
  collection: "NetworkPerimeters",
  nameProperty: "name",
  secrets: ["authorization"],
  notShown: [],
  keyOf: ownKey,
  twinOf: (inputs) =>
    stackOf(inputs) === undefined
      ? undefined
      : { query: perimetersOfTheSameName(inputs), isTwin: (found) => hasSameOwner(inputs, found) },
  explainConflict: (domain, inputs, refusal, own) => explainConflict(domain, inputs, refusal, namesakes(inputs, own)),
  refuseTaken: (requests, inputs, declared) =>
    refuseTakenNames(requests, inputs, namesakes(inputs, declared.own), ["name"], declared),
  describe: ({ id, name }) => `network perimeter "${name}" (id ${id})`,
};

function namesakes(inputs: Values, own: string | undefined): Namesakes {
  return {
    own,
    collection: "NetworkPerimeters",
    kind: "network perimeter",
    query: perimetersOfTheSameName(inputs),
    nameOf: ({ name }) => ({ attribute: "name", shown: `name "${name}"` }),
  };
}

function perimetersOfTheSameName({ name }: Values): { filter: string; attributes: string } {
  return { filter: anyOf({ name }), attributes: "name,tags" };
}
