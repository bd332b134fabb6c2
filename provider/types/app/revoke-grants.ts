import type { IdentityDomain, StoredResource } from "../../../identity-domain/identity-domain.ts";
import { isNotFound } from "../../../identity-domain/identity-domain-error.ts";
import { ownershipTags } from "../../../naming/ownership-tags.ts";
import { quote } from "../../../wording/quote.ts";
import { stackOf, tagsOf } from "../../requests/ownership.ts";
import type { ResourceRequests } from "../../requests/resource-requests.ts";
import { isList, isValues, type Value, type Values } from "../../values/property-values.ts";
import type { Update } from "../resource-type.ts";

const { revokedGrants } = ownershipTags;

/** The ids of the grants that an update of an application is to revoke. */
export function grantsToRevoke(news: Values): string[] {
  return (tagsOf(news).get(revokedGrants) ?? "").split(" ").filter((id) => id !== "");
}

/** The inputs without what only this run is to do: the domain never has it. */
export function withoutRevocations(news: Values): Values {
  if (!isList(news.tags) || !tagsOf(news).has(revokedGrants)) return news;
  return { ...news, tags: news.tags.filter((tag) => !isValues(tag) || tag.key !== revokedGrants) };
}

/**
 * Revokes the grants that the program names. One that does not exist any more is none.
 *
 * @throws Error if one is not of this application, or belongs to a stack: nothing of it is revoked then
 */
export async function revokeGrants({ domain, run }: ResourceRequests, { id, news }: Update): Promise<void> {
  const found = await Promise.all(grantsToRevoke(news).map((grant) => readGrant(domain, grant)));
  const grants = found.filter((grant) => grant !== undefined);
  const foreign = grants.filter((grant) => !isOf(grant, id) || stackOf(grant) !== undefined);
  if (foreign.length > 0) throw new Error(notRevoked(news, foreign));
  for (const grant of grants) {
    await domain.remove("Grants", grant.id).catch((error: unknown) => {
      if (!isNotFound(error)) throw error;
    });
    run.lists.removed(grant.id);
  }
}

async function readGrant(domain: IdentityDomain, id: string): Promise<StoredResource | undefined> {
  try {
    return await domain.read("Grants", id, { query: { attributeSets: ["default", "request"] } });
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Whether a grant is an app role that the application holds, or assigns somebody to it. */
function isOf({ grantee, app, entitlement }: StoredResource, id: string): boolean {
  const isHeld = idIn(grantee) === id && isValues(entitlement);
  return isHeld || (idIn(app) === id && !isValues(entitlement));
}

function idIn(reference: Value | undefined): Value | undefined {
  return isValues(reference) ? reference.value : undefined;
}

function notRevoked({ displayName }: Values, foreign: readonly StoredResource[]): string {
  const ids = foreign.map(({ id }) => id).join(", ");
  return `Nothing was revoked at ${quote(displayName)}: the grants ${ids} have changed since they were listed, or belong to a stack. Run \`pulumi up\` again.`;
}
