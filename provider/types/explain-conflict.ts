import type { Collection, IdentityDomain, Query, StoredResource } from "../../identity-domain/identity-domain.ts";
import { IdentityDomainError } from "../../identity-domain/identity-domain-error.ts";
import { ownershipTags } from "../../naming/ownership-tags.ts";
import { ownersIn, quoted, stackOf, tagsOf } from "../requests/ownership.ts";
import { importId } from "../requests/resource-id.ts";
import { listAll } from "../requests/stack-lists.ts";
import type { Values } from "../values/property-values.ts";

/** The resources that may have a name which the domain gives only once. */
export interface Namesakes {
  readonly collection: Collection;
  /** What one is called, as `network perimeter`. */
  readonly kind: string;
  /** Finds them; `tags` must be among what it asks for. */
  readonly query: Query;
  /** Whether the domain says whose they are. @default true */
  readonly showsTags?: boolean;
  /** The id of the resource that is to be changed: it is no namesake of itself. @default none, one is to be created */
  readonly own?: string | undefined;
  /** Which of its names one shares with the inputs. */
  readonly nameOf: (found: Values) => SharedName;
}

/** A name that is taken. */
export interface SharedName {
  /** What to choose another one of, as `displayName`. */
  readonly attribute: string;
  /** The name as it is shown, as `displayName "Ledger"`. */
  readonly shown: string;
  /** What else the other one is known by, as `client ID "ledger"`. */
  readonly alsoKnownAs?: string;
}

/** Says of a creation, or a change, that was refused as a duplicate what is in the way, whose it is, and what to do. */
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
  const lines = found.flatMap((one) => explained(domain, inputs, one, namesakes));
  return new IdentityDomainError(refusal.code, [said, ...lines].join("\n"), refusal.details);
}

/** All resources that a query finds; none where the domain refuses it, because an explanation is no reason to fail otherwise. */
export async function listedIfPossible(
  domain: IdentityDomain,
  collection: Collection,
  query: Query,
): Promise<StoredResource[]> {
  try {
    return await listAll(domain, collection, { query });
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

function explained(domain: IdentityDomain, inputs: Values, one: StoredResource, namesakes: Namesakes): string[] {
  const { collection, kind, nameOf, own, showsTags = true } = namesakes;
  const found = one as unknown as Values;
  const { attribute, shown, alsoKnownAs } = nameOf(found);
  const isOfThisStack =
    stackOf(found) !== undefined &&
    [ownershipTags.managedBy, ownershipTags.stack].every((key) => tagsOf(found).get(key) === tagsOf(inputs).get(key));
  const owners = showsTags ? whose(found, isOfThisStack) : "of which the domain does not tell whose it is";
  const condition = stackOf(found) === undefined ? "" : ", once its owners have let go of it";
  const advice = isOfThisStack
    ? `If it was only renamed, say so with \`was:\` (or the resource option \`aliases\`); else choose another ${attribute}.`
    : `Choose another ${attribute}, or adopt it with the resource option \`import\` or \`pulumi import --generate-code=false\`, id ${importId(domain.url, collection, one.id)}${condition}.`;
  return [
    `The ${shown} is taken by ${kind} ${one.id}${alsoKnownAs === undefined ? "" : ` (${alsoKnownAs})`}, ${owners}.`,
    own === undefined ? advice : `Choose another ${attribute}, or change that one first.`,
  ];
}

function whose(found: Values, isOfThisStack: boolean): string {
  const owners = ownersIn(found);
  if (owners === undefined) return "which carries no ownership tags: it was made by hand or by another tool";
  return `which belongs to ${isOfThisStack ? "another resource of this stack" : "others"} (${owners})`;
}
