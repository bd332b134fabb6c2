import type { Collection, IdentityDomain, Query, StoredResource } from "../../identity-domain/identity-domain.ts";
import { IdentityDomainError } from "../../identity-domain/identity-domain-error.ts";
import { ownershipTags } from "../../naming/ownership-tags.ts";
import { ownersIn, quoted, stackOf, tagsOf } from "../requests/ownership.ts";
import type { ResourceRequests } from "../requests/resource-requests.ts";
import { UNKNOWN, type Value, type Values } from "../values/property-values.ts";
import type { Declared } from "./resource-type.ts";

/** The resources that may have a name that must be unique in the domain. */
export interface Namesakes {
  readonly collection: Collection;
  /** What one is called, such as `network perimeter`. */
  readonly kind: string;
  /** Finds them; it must request `tags`. */
  readonly query: Query;
  /** Whether the domain shows their tags. @default true */
  readonly showsTags?: boolean;
  /** The id of the resource that is to be changed, which is not in conflict with itself. @default none, one is to be created */
  readonly own?: string | undefined;
  /** Which of its names is the same as in the inputs. */
  readonly nameOf: (found: Values) => SharedName;
  /** What to do about one that nobody owns, in addition to choosing another name. @default nothing */
  readonly toAdopt?: (found: Values) => string | undefined;
  /** Whether a domain may have so many that a preview must not list them all. @default false */
  readonly areVeryMany?: boolean;
}

/** A name that is already in use. */
export interface SharedName {
  /** The attribute to change, such as `displayName`. */
  readonly attribute: string;
  /** The name in the words of a message, such as `displayName "Ledger"`. */
  readonly shown: string;
  /** The other resource's other name, such as `client ID "ledger"`. */
  readonly alsoKnownAs?: string;
}

/** Explains why a creation or a change was refused as a duplicate: which resource has the name, who owns it, and what to do. */
export async function explainConflict(
  domain: IdentityDomain,
  inputs: Values,
  refusal: IdentityDomainError,
  namesakes: Namesakes,
): Promise<IdentityDomainError> {
  const [said = ""] = refusal.message.split("\n");
  const listed = await listedIfPossible(domain, namesakes.collection, namesakes.query);
  const found = listed.filter(({ id }) => id !== namesakes.own);
  if (found.length === 0) return refusal;
  const lines = found.flatMap((one) => explained(inputs, one, namesakes));
  return new IdentityDomainError(refusal.code, [said, ...lines].join("\n"), refusal.details);
}

/**
 * Refuses in a preview what the domain would refuse as a duplicate, in the same words.
 *
 * All resources of a run share one list of the collection, unless a domain may have very many. The resource's own earlier one,
 * recognised by its tags, is no reason, nor is one that gives up its name in this run. Names that are not known yet are not compared.
 *
 * @param attributes those that must be unique in the domain
 * @throws IdentityDomainError `CONFLICT`
 */
export async function refuseTakenNames(
  { domain, run }: ResourceRequests,
  inputs: Values,
  namesakes: Namesakes,
  attributes: readonly string[],
  { twin, isReleased }: Declared,
): Promise<void> {
  const { collection, own, query, areVeryMany = false } = namesakes;
  const names = attributes.filter((name) => typeof inputs[name] === "string" && inputs[name] !== UNKNOWN);
  if (names.length === 0 || JSON.stringify(inputs.tags ?? null).includes(UNKNOWN)) return;
  const hasName = (found: Values): boolean => names.some((name) => isSameName(found[name], inputs[name]));
  const listed = await run.lists.all(domain, collection, areVeryMany ? query : { attributes: query.attributes });
  const taken = listed.filter((one) => one.id !== own && hasName(one) && !twin?.isTwin(one) && !isReleased(one.id));
  if (taken.length === 0) return;
  const lines = taken.flatMap((one) => explained(inputs, one, namesakes));
  throw new IdentityDomainError("CONFLICT", lines.join("\n"));
}

/** Whether two names are the same to the domain, which compares them case-insensitively. */
export function isSameName(one: Value | undefined, other: Value | undefined): boolean {
  return String(one).toLowerCase() === String(other).toLowerCase();
}

/** All resources that a query finds; none if the domain refuses it: the explanation must not fail for another reason. */
export async function listedIfPossible(
  domain: IdentityDomain,
  collection: Collection,
  query: Query,
): Promise<StoredResource[]> {
  try {
    return await domain.listAll(collection, { query });
  } catch (error) {
    if (error instanceof IdentityDomainError) return [];
    throw error;
  }
}

/** A filter for resources with one of these values. */
export function anyOf(values: Values): string {
  return Object.entries(values)
    .filter(([, value]) => typeof value === "string")
    .map(([attribute, value]) => `${attribute} eq ${quoted(String(value))}`)
    .join(" or ");
}

function explained(inputs: Values, one: StoredResource, namesakes: Namesakes): string[] {
  const { kind, nameOf, own, showsTags = true, toAdopt = () => undefined } = namesakes;
  const found = one;
  const { attribute, shown, alsoKnownAs } = nameOf(found);
  const isOfThisStack =
    stackOf(found) !== undefined &&
    [ownershipTags.managedBy, ownershipTags.stack].every((key) => tagsOf(found).get(key) === tagsOf(inputs).get(key));
  const isOracles = found.isOPCService === true;
  const owners = showsTags ? whose(found, isOfThisStack) : "whose owner the domain does not show";
  const others =
    stackOf(found) === undefined
      ? `Choose another ${attribute}. That ${kind} is left as it is: somebody may depend on it.`
      : `Choose another ${attribute}, or ask its owners to release it.`;
  const advice = isOfThisStack
    ? `If it was only renamed, declare that with \`was:\` (or the resource option \`aliases\`); otherwise choose another ${attribute}.`
    : others;
  return [
    `The ${shown} is taken by ${kind} ${one.id}${alsoKnownAs === undefined ? "" : ` (${alsoKnownAs})`}, ${isOracles ? "which is Oracle's own" : owners}.`,
    own === undefined ? advice : `Choose another ${attribute}, or change that one first.`,
    ...(own === undefined && !isOracles && ownersIn(found) === undefined ? [toAdopt(found) ?? []].flat() : []),
  ];
}

function whose(found: Values, isOfThisStack: boolean): string {
  const owners = ownersIn(found);
  if (owners === undefined) return "which has no ownership tags: it was created by hand or by another tool";
  return `which belongs to ${isOfThisStack ? "another resource of this stack" : "others"} (${owners})`;
}
