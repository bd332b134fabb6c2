import type { IdentityDomain, StoredResource } from "../../identity-domain/identity-domain.ts";
import { IdentityDomainError } from "../../identity-domain/identity-domain-error.ts";
import { ownersIn, quoted, stackOf } from "../requests/ownership.ts";
import type { ResourceRequests, Twin } from "../requests/resource-requests.ts";
import { isValues, UNKNOWN, type Value, type Values } from "../values/property-values.ts";
import { listedIfPossible } from "./explain-conflict.ts";
import type { ResourceType, SameResource } from "./resource-type.ts";

/**
 * A grant of an app, or of one of its roles, to a user, a group or another app. Every change replaces it.
 *
 * A grant that the domain has already is taken over, whoever granted it: the domain would accept a second one by another grantor,
 * and the access would remain when that one is deleted.
 */
export const domainsGrant: ResourceType = {
  token: "oci:Identity/domainsGrant:DomainsGrant",
  collection: "Grants",
  secrets: ["authorization"],
  // One that somebody else has created has no tags of the stack, and there is no PUT that would add them.
  notShown: ["tags"],
  keyOf: contentOf,
  twinOf: identicalGrant,
  findSame,
  sameAs: sharedListOf,
  refuseTaken: async (requests, inputs, { isReleased }) => void (await findSame(requests, inputs, isReleased)),
  explainConflict: explainGrantConflict,
  describe: ({ id }) => `assignment (id ${id})`,
};

/** A grant is identified by what it grants to whom. One that another stack owns is not a twin: that stack may revoke it. */
function identicalGrant(inputs: Values): Twin | undefined {
  const query = grantsOfTheSame(inputs);
  if (query === undefined) return undefined;
  return { query, isTwin: (found) => isIdentical(found, inputs) && !isOfAnotherStack(found, inputs) };
}

/**
 * Finds the identical grant. What this run has created has no grant yet, and needs no list.
 *
 * @param isReleased whether the program changes or replaces a grant
 */
async function findSame(
  { domain, run }: ResourceRequests,
  inputs: Values,
  isReleased: (id: string) => boolean = () => false,
): Promise<StoredResource | undefined> {
  const { grantee, app, entitlement } = inputs;
  const shared = sharedListOf(inputs);
  if (shared === undefined) return undefined;
  const referenced = [member(app, "value"), member(grantee, "value"), member(entitlement, "attributeValue")];
  if (referenced.some((id) => run.lists.isNew(String(id)))) return undefined;
  const listed = await run.lists.having(domain, "Grants", shared.query, contentOf, contentOf(inputs));
  const same = listed.filter(({ id }) => !isReleased(id));
  const [ours, ...more] = same.filter((found) => !isOfAnotherStack(found, inputs));
  if (ours !== undefined && more.length > 0)
    throw new IdentityDomainError("CONFLICT", severalTimes([ours, ...more]).join("\n"));
  const [other] = same;
  if (ours === undefined && other !== undefined)
    throw new IdentityDomainError("CONFLICT", belongsToOthers(other).join("\n"));
  return ours;
}

/**
 * Grants by the same mechanism share a list: those to applications all, those to users or groups if they are of the same app,
 * because a domain may have very many.
 */
function sharedListOf(inputs: Values): SameResource | undefined {
  const { grantMechanism, grantee, app: granted, entitlement } = inputs;
  const app = member(granted, "value");
  const isUnknown = JSON.stringify([grantMechanism, grantee, granted, entitlement]).includes(UNKNOWN);
  if (typeof app !== "string" || isUnknown) return undefined;
  const mechanism = `grantMechanism eq ${quoted(String(grantMechanism))}`;
  const query = {
    filter: member(grantee, "type") === "App" ? mechanism : `${mechanism} and app.value eq ${quoted(app)}`,
    attributes: "grantMechanism,grantee,app,entitlement,grantor,tags",
  };
  return { query, isSame: (found) => isIdentical(found, inputs) };
}

/** Explains that another stack has the same assignment. */
async function explainGrantConflict(
  domain: IdentityDomain,
  inputs: Values,
  refusal: IdentityDomainError,
): Promise<IdentityDomainError> {
  const query = grantsOfTheSame(inputs);
  const found = query === undefined ? [] : await listedIfPossible(domain, "Grants", query);
  const other = found.find((one) => isIdentical(one, inputs));
  if (other === undefined || !isOfAnotherStack(other, inputs)) return refusal;
  const [said = ""] = refusal.message.split("\n");
  return new IdentityDomainError(refusal.code, [said, ...belongsToOthers(other)].join("\n"), refusal.details);
}

function belongsToOthers(other: StoredResource): string[] {
  return [
    `The same assignment exists: it is ${other.id}, which belongs to others (${ownersIn(other)}).`,
    "Only one stack can have it. To move it, remove it there and run `pulumi up` there first, or use `pulumi state move`.",
  ];
}

function severalTimes(same: readonly StoredResource[]): string[] {
  const shown = same.map(
    ({ id, grantor }) => `${id} (granted by ${member(grantor, "type")} ${member(grantor, "value")})`,
  );
  return [
    `The same assignment exists ${same.length} times: ${shown.join(", ")}.`,
    "The access would remain if this one is removed later. Delete all but one of them first.",
  ];
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
