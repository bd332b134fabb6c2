import * as pulumi from "@pulumi/pulumi";
import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import type { TeamPart } from "../../manifest/load-stack.ts";
import { ownershipTags } from "../../naming/ownership-tags.ts";
import type { DomainLookUp } from "../look-up/domain-look-up.ts";
import type { LiveApplication } from "../look-up/live-application.ts";

/** The applications of a client in the domain: B is the second one of a rotated client. */
export interface LiveClient {
  readonly A?: LiveApplication | undefined;
  readonly B?: LiveApplication | undefined;
}

/** Finds the applications of a client in the domain. */
export type FindLive = (client: ClientManifest) => LiveClient;

/**
 * Finds the applications of clients in the domain, by their names or former ones, also in the stack that they come from:
 * one list request for each stack.
 */
export async function liveClients(teams: readonly TeamPart[], lookUp: DomainLookUp): Promise<FindLive> {
  const [environment, ownTeam] = pulumi.getStack().split(".");
  const formerTeams = teams.flatMap(({ clients }) => clients.flatMap(({ was }) => was.map(({ team }) => team)));
  const former = ownTeam === undefined ? [] : formerTeams.filter((team) => team !== ownTeam);
  const stacks = [pulumi.getStack(), ...new Set(former.map((team) => `${environment}.${team}`))];
  const found = await Promise.all(stacks.map((stack) => lookUp.applicationsOfStack(`${pulumi.getProject()}/${stack}`)));
  const clients = found.flat().filter(({ kind }) => kind === "client");
  const nameOf = new Map(teams.flatMap(({ team, clients }) => clients.map((client) => [client, team] as const)));
  return (client) => {
    const names = [{ team: nameOf.get(client), client: client.name }, ...client.was];
    const all = names.flatMap((name) => clients.filter((one) => isNamed(one, name)));
    return { A: all.find((one) => !isSecond(one)), B: all.find(isSecond) };
  };
}

/** The names of a client, `<team>/<client>`, the former ones too. */
export function namesOf(client: ClientManifest, teams: readonly TeamPart[]): string[] {
  const team = teams.find(({ clients }) => clients.includes(client))?.team ?? "";
  return [{ team, client: client.name }, ...client.was].map((one) => `${one.team}/${one.client}`);
}

function isNamed(one: LiveApplication, { team, client }: { team: string | undefined; client: string }): boolean {
  return one.team === team && one.client === client;
}

/** Whether it is the second application of a rotated client. */
export function isSecond({ tags }: LiveApplication): boolean {
  return tags.get(ownershipTags.rotationHalf) === "B";
}
