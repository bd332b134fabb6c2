import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import type { TeamPart } from "../../manifest/load-stack.ts";
import { ownershipTags } from "../../naming/ownership-tags.ts";
import type { DomainLookUp } from "../look-up/domain-look-up.ts";
import { type LiveApplication, nameInManifest } from "../look-up/live-application.ts";
import { declaredApplications } from "./declared-application.ts";
import { liveApplications } from "./live-applications.ts";

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
  const asked = new Set<unknown>(clients);
  const declared = declaredApplications(teams).filter(({ manifest }) => asked.has(manifest));
  const { own, elsewhere } = await liveApplications(declared, lookUp);
  const live = [...own, ...elsewhere].filter(({ kind }) => kind === "client");
  const byName = Map.groupBy(live, nameInManifest);
  return (client) => {
    const all = namesOf(client, teams).flatMap((name) => byName.get(name) ?? []);
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
