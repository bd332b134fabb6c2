import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import type { TeamPart } from "../../manifest/load-stack.ts";
import { ownershipTags } from "../../naming/ownership-tags.ts";
import type { DomainLookUp } from "../look-up/domain-look-up.ts";
import { type LiveApplication, nameInManifest } from "../look-up/live-application.ts";
import { stackTag } from "../parts/ownership.ts";
import { declaredApplications, isDeclaredAs } from "./declared-application.ts";
import { inOtherStacks } from "./other-stacks-of-environment.ts";

/** The applications of a client in the domain: B is the second one of a rotated client. */
export interface LiveClient {
  readonly A?: LiveApplication | undefined;
  readonly B?: LiveApplication | undefined;
}

/** Finds the applications of a client in the domain. */
export type FindLive = (client: ClientManifest) => LiveClient;

/**
 * Finds the applications of clients in the domain, by their names or former ones, with one list request or two. If their state was
 * moved from another stack of the environment, they still have that stack's tag: a secret must not count as one of unknown age
 * because of that.
 *
 * @param clients those that are asked for
 */
export async function liveClients(
  teams: readonly TeamPart[],
  clients: readonly ClientManifest[],
  lookUp: DomainLookUp,
): Promise<FindLive> {
  const declared = declaredApplications(teams).filter(({ manifest }) => clients.some((client) => client === manifest));
  const own = await lookUp.applicationsOfStack(stackTag());
  const missing = declared.filter((application) => !own.some((live) => isDeclaredAs(live, application)));
  const live = [...own, ...(await inOtherStacks(missing, lookUp))].filter(({ kind }) => kind === "client");
  return (client) => {
    const all = namesOf(client, teams).flatMap((name) => live.filter((one) => nameInManifest(one) === name));
    return { A: all.find((one) => !isSecond(one)), B: all.find(isSecond) };
  };
}

/** The names of a client, `<team>/<client>`, the former ones too. */
export function namesOf(client: ClientManifest, teams: readonly TeamPart[]): string[] {
  const team = teams.find(({ clients }) => clients.includes(client))?.team ?? "";
  return [{ team, client: client.name }, ...client.was].map((one) => `${one.team}/${one.client}`);
}

/** Whether it is the second application of a rotated client. */
export function isSecond({ tags }: LiveApplication): boolean {
  return tags.get(ownershipTags.rotationHalf) === "B";
}
