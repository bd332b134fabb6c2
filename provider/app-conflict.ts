import type { IdentityDomain, StoredResource } from "../identity-domain/client.ts";
import { IdentityDomainError } from "../identity-domain/identity-domain-error.ts";
import { ownershipOf, quoted, tagsOf } from "./ownership.ts";
import type { Values } from "./property-values.ts";
import { listAll } from "./stack-lists.ts";

/** Says of a creation that was refused as a duplicate which application is in the way, whose it is, and what to do. */
export async function explainAppConflict(
  domain: IdentityDomain,
  inputs: Values,
  refusal: IdentityDomainError,
): Promise<IdentityDomainError> {
  const [said = ""] = refusal.message.split("\n");
  const found = await namesakes(domain, inputs).catch((error: unknown) => {
    if (error instanceof IdentityDomainError) return [];
    throw error;
  });
  if (found.length === 0) return refusal;
  const lines = found.flatMap((app) => explained(domain, inputs, app));
  return new IdentityDomainError(refusal.code, [said, ...lines].join("\n"), refusal.details);
}

/** The applications with one of the names that the domain has only once. */
async function namesakes(domain: IdentityDomain, { displayName, name }: Values): Promise<StoredResource[]> {
  const names = Object.entries({ displayName, name }).filter(([, value]) => typeof value === "string");
  if (names.length === 0) return [];
  const filter = names.map(([attribute, value]) => `${attribute} eq ${quoted(String(value))}`).join(" or ");
  return listAll(domain, "Apps", { query: { filter, attributes: "displayName,name,tags" } });
}

function explained(domain: IdentityDomain, inputs: Values, app: StoredResource): string[] {
  const found = app as unknown as Values;
  const sameName = String(found.displayName).toLowerCase() === String(inputs.displayName).toLowerCase();
  const same = sameName ? `displayName "${found.displayName}"` : `client ID "${found.name}"`;
  const other = sameName ? `client ID "${found.name}"` : `displayName "${found.displayName}"`;
  const theirs = ownershipOf(found);
  const ours = ownershipOf(inputs);
  const isOfThisStack = theirs !== undefined && theirs.managedBy === ours?.managedBy && theirs.stack === ours.stack;
  return [
    `The ${same} is taken by application ${app.id} (${other}), ${whose(found, isOfThisStack)}.`,
    isOfThisStack
      ? `If it was only renamed, say so with \`was:\` (or the resource option \`aliases\`); else choose another ${nameKind(sameName)}.`
      : `Choose another ${nameKind(sameName)}, or adopt it with the resource option \`import\` or \`pulumi import --generate-code=false\`, id idcsEndpoint/${domain.url}/apps/${app.id}${theirs === undefined ? "" : ", once its owners have let go of it"}.`,
  ];
}

function nameKind(isDisplayName: boolean): string {
  return isDisplayName ? "displayName" : "client ID (`name`)";
}

function whose(found: Values, isOfThisStack: boolean): string {
  const tags = tagsOf(found);
  const owners = ["managed-by", "stack", "team", "client", "owner"].filter((key) => tags.has(key));
  if (owners.length === 0) return "which carries no ownership tags: it was made by hand or by another tool";
  const told = owners.map((key) => `${key} ${tags.get(key)}`).join(", ");
  return `which belongs to ${isOfThisStack ? "another resource of this stack" : "others"} (${told})`;
}
