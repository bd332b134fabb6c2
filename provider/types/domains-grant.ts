import type { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import { IdentityDomainError } from "../../identity-domain/identity-domain-error.ts";
import { ownersIn, quoted, stackOf } from "../requests/ownership.ts";
import { isValues, type Value, type Values } from "../values/property-values.ts";
import { listedIfPossible } from "./explain-conflict.ts";
import type { ResourceType, Twin } from "./resource-type.ts";

/** A grant of an app, or of one of its roles, to a user, a group or another app. Every change replaces it. */
export const domainsGrant: ResourceType = {
  token: "oci:Identity/domainsGrant:DomainsGrant",
  collection: "Grants",
  secrets: ["authorization"],
  notShown: [],
  twinOf: identicalGrant,
  explainConflict: explainGrantConflict,
  describe: ({ id }) => `assignment (id ${id})`,
  remove: ({ domain, id }) => domain.remove("Grants", id),
};

/** A grant is what it grants to whom: an identical one is the same, unless it is another stack's, which may revoke it. */
function identicalGrant(inputs: Values): Twin | undefined {
  const query = grantsOfTheSame(inputs);
  if (query === undefined) return undefined;
  return { query, isTwin: (found) => isIdentical(found, inputs) && !isOfAnotherStack(found, inputs) };
}

/** Says that another stack has made the same assignment. */
async function explainGrantConflict(
  domain: IdentityDomain,
  inputs: Values,
  refusal: IdentityDomainError,
): Promise<IdentityDomainError> {
  const query = grantsOfTheSame(inputs);
  const found = query === undefined ? [] : await listedIfPossible(domain, "Grants", query);
  const other = found.map((one) => one as unknown as Values).find((one) => isIdentical(one, inputs));
  if (other === undefined || !isOfAnotherStack(other, inputs)) return refusal;
  const [said = ""] = refusal.message.split("\n");
  const lines = [
    said,
    `The same assignment exists: it is ${other.id}, which belongs to others (${ownersIn(other)}).`,
    "One stack only can have it. To move it, take it out there and run `pulumi up` there first, or move it with `pulumi state move`.",
  ];
  return new IdentityDomainError(refusal.code, lines.join("\n"), refusal.details);
}

function grantsOfTheSame(inputs: Values) {
  const [grantee, app] = [member(inputs.grantee, "value"), member(inputs.app, "value")];
  if (typeof grantee !== "string" || typeof app !== "string") return undefined;
  return {
    filter: `grantee.value eq ${quoted(grantee)} and app.value eq ${quoted(app)}`,
    attributeSets: ["default", "request"],
  };
}

function isIdentical(found: Values, inputs: Values): boolean {
  return contentOf(found) === contentOf(inputs);
}

function isOfAnotherStack(found: Values, inputs: Values): boolean {
  const stack = stackOf(found);
  return stack !== undefined && stack !== stackOf(inputs);
}

function contentOf({ grantMechanism, grantee, app, entitlement }: Values): string {
  return JSON.stringify([
    grantMechanism,
    member(grantee, "type"),
    member(grantee, "value"),
    member(app, "value"),
    member(entitlement, "attributeName") ?? null,
    member(entitlement, "attributeValue") ?? null,
  ]);
}

function member(value: Value | undefined, name: string): Value | undefined {
  return isValues(value) ? value[name] : undefined;
}
