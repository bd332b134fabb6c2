import { count } from "../../wording/plural.ts";
import { quote } from "../../wording/quote.ts";
import type { DomainLookUp } from "./domain-look-up.ts";
import type { LiveGrant } from "./live-grant.ts";

/**
 * What the deletion of each application takes along, as one sentence: who is assigned to it, who holds its app roles, and the
 * app roles that it holds itself. Two list requests, none without applications.
 *
 * @returns by the application's id; applications that take nothing along are absent
 */
export async function goesAlong(
  applications: readonly { readonly id: string }[],
  lookUp: DomainLookUp,
): Promise<ReadonlyMap<string, string>> {
  const ids = applications.map(({ id }) => id);
  const [from, to] = await Promise.all([lookUp.grantsOf(ids), lookUp.grantsTo(ids)]);
  return new Map(
    ids.flatMap((id) => {
      const sentence = sentenceFor(
        from.filter(({ appId }) => appId === id),
        to.filter(({ grantee }) => grantee.id === id),
      );
      return sentence === undefined ? [] : [[id, sentence] as const];
    }),
  );
}

function sentenceFor(from: readonly LiveGrant[], to: readonly LiveGrant[]): string | undefined {
  const assigned = from.filter(({ roleId }) => roleId === undefined);
  const holders = from.filter(({ roleId }) => roleId !== undefined);
  const parts = [
    ...(assigned.length > 0 ? [`${count(assigned.length, "assignment")} (${names(assigned)})`] : []),
    ...(holders.length > 0 ? [`${count(holders.length, "grant")} of its app roles (${names(holders)})`] : []),
    ...(to.length > 0 ? [`${count(to.length, "app role")} that it holds`] : []),
  ];
  if (parts.length === 0) return undefined;
  const last = parts.at(-1);
  return `It takes along ${parts.length === 1 ? last : `${parts.slice(0, -1).join(", ")} and ${last}`}.`;
}

/** At most three names: the first in alphabetical order, each once. */
function names(grants: readonly LiveGrant[]): string {
  const all = [...new Set(grants.map(({ grantee }) => grantee.name))].sort();
  const shown = all.slice(0, 3).map(quote).join(", ");
  return all.length > 3 ? `${shown} and ${all.length - 3} more` : shown;
}
