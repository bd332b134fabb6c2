import { hasSameOwner, stackOf } from "../requests/ownership.ts";
import type { Values } from "../values/property-values.ts";
import { anyOf, explainConflict } from "./explain-conflict.ts";
import type { ResourceType } from "./resource-type.ts";

/** Addresses from which clients may ask for tokens. Its name is given once in the domain. */
export const domainsNetworkPerimeter: ResourceType = {
  token: "oci:Identity/domainsNetworkPerimeter:DomainsNetworkPerimeter",
  collection: "NetworkPerimeters",
  secrets: ["authorization"],
  notShown: [],
  twinOf: (inputs) =>
    stackOf(inputs) === undefined
      ? undefined
      : { query: perimetersOfTheSameName(inputs), isTwin: (found) => hasSameOwner(inputs, found) },
  explainConflict: (domain, inputs, refusal, own) =>
    explainConflict(domain, inputs, refusal, {
      own,
      collection: "NetworkPerimeters",
      kind: "network perimeter",
      query: perimetersOfTheSameName(inputs),
      nameOf: ({ name }) => ({ attribute: "name", shown: `name "${name}"` }),
    }),
  describe: ({ id, name }) => `network perimeter "${name}" (id ${id})`,
  remove: ({ domain, id }) => domain.remove("NetworkPerimeters", id),
};

function perimetersOfTheSameName({ name }: Values): { filter: string; attributes: string } {
  return { filter: anyOf({ name }), attributes: "name,tags" };
}
