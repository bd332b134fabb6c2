import * as pulumi from "@pulumi/pulumi";
import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import type { TeamPart } from "../../manifest/load-stack.ts";
import type { Finding } from "../../manifest/yaml/problem.ts";
import { compare } from "../../wording/order.ts";
import type { DomainLookUp } from "../look-up/domain-look-up.ts";
import { LookUpError } from "../look-up/look-up-error.ts";
import type { Resolved } from "../look-up/resolve-names.ts";
import { isRotationDay, spreadSchedule } from "../parts/rotation-brakes.ts";
import { type LiveHalves, type RotationPlan, rotationPlan } from "../parts/rotation-plan.ts";
import { type HalfName, halfOf } from "../parts/rotation-tags.ts";
import type { SecretRun } from "../parts/secret-tags.ts";
import { type FindLive, type LiveClient, liveClients, namesOf } from "./live-clients.ts";
import { endedRotation, type RotatedClient, rotationFindings } from "./rotation-findings.ts";

/** Clients with what becomes of their rotations. */
export interface Rotations {
  readonly resolved: Resolved;
  /** Why this run must not go on. */
  readonly refusals: readonly Finding[];
}

/** The client IDs that a stack's outputs show, by `<team>/<client>`; absent if they are not known. */
export type Published = ReadonlyMap<string, string> | undefined;

/** Whether a client has two applications. */
export function isRotated(client: ClientManifest): client is RotatedClient {
  return client.rotation !== undefined && client.rotation !== "none";
}

/** What the outputs of the stack's last whole run show. Pulumi reads them from its state; no request to the identity domain. */
export async function publishedClients(): Promise<Published> {
  const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  try {
    const { outputs } = await pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", { name });
    const clients = Object.entries((outputs.clients ?? {}) as Record<string, { clientId?: unknown }>);
    return new Map(clients.map(([client, { clientId }]) => [client, String(clientId)]));
  } catch {
    return undefined;
  }
}

/**
 * Decides for each rotated client what becomes of its two applications in this run, by what their tags say in the domain
 * and what the stack's outputs show; by the list requests that `compareWithDomain` makes too.
 *
 * @param readPublished is called only if a client is rotated: Pulumi keeps a resource in the state for it
 */
export async function withRotations(
  resolved: Resolved,
  teams: readonly TeamPart[],
  lookUp: DomainLookUp,
  run: SecretRun,
  readPublished: () => Promise<Published>,
): Promise<Rotations> {
  const all = resolved.clients.map(({ client }) => client);
  const live: FindLive = await liveClients(teams, all, lookUp).catch((error: unknown) => {
    if (!(error instanceof LookUpError) || all.some(({ rotation }) => rotation !== undefined)) throw error;
    return () => ({});
  });
  const isConcerned = (client: ClientManifest) => client.rotation !== undefined || live(client).B !== undefined;
  if (!all.some(isConcerned)) return { resolved, refusals: [] };
  const published = await readPublished();
  const shown = (client: ClientManifest) => namesOf(client, teams).flatMap((name) => published?.get(name) ?? [])[0];
  const planWith = (client: RotatedClient, held: string | undefined): Decided => {
    const found = live(client);
    const schedule = spreadSchedule(client.rotation, namesOf(client, teams)[0] ?? "");
    const half = publishedHalf(found, shown(client));
    return { held, plan: rotationPlan(halvesOf(found), schedule, { ...run, isPostponed: held !== undefined }, half) };
  };
  const plans = plansOf(resolved, run, planWith);
  const refusals: Finding[] = [];
  const warnings: Finding[] = [];
  const information: Finding[] = [];
  const clients = resolved.clients.map((one) => {
    const { client } = one;
    if (!isRotated(client)) {
      const ended = isConcerned(client) ? endedRotation(client, live(client)) : undefined;
      refusals.push(...(ended?.refusals ?? []));
      information.push(...(ended?.information ?? []));
      return one;
    }
    const { plan, held } = plans.get(client) ?? planWith(client, undefined);
    const findings = rotationFindings(client, plan, live(client), { ...run, held });
    warnings.push(...findings.warnings);
    information.push(...findings.information);
    return { ...one, rotation: plan };
  });
  const said = {
    warnings: [...resolved.warnings, ...warnings],
    information: [...resolved.information, ...information],
  };
  return { resolved: { ...resolved, clients, ...said }, refusals };
}

/** What was decided for a client, and why its rotation does not go on, if it does not. */
interface Decided {
  readonly plan: RotationPlan;
  readonly held: string | undefined;
}

/** The plans of all rotated clients. If more rotations are due than one run may begin, the oldest secrets are first. */
function plansOf(
  { clients }: Resolved,
  run: SecretRun,
  planWith: (client: RotatedClient, held: string | undefined) => Decided,
): ReadonlyMap<RotatedClient, Decided> {
  const rotated = clients.flatMap(({ client }) => (isRotated(client) ? [client] : []));
  const plans = new Map(rotated.map((client) => [client, planWith(client, heldBy(client, run))]));
  const { rotationsPerRun = Number.POSITIVE_INFINITY } = run.brakes ?? {};
  const beginning = [...plans].filter(([, { plan }]) => plan.step.kind === "rotates");
  const since = ({ plan }: Decided) => (plan.previous && plan[plan.previous].since) ?? "";
  const byAge = beginning.sort(([, one], [, other]) => compare(since(one), since(other)));
  for (const [client] of byAge.slice(rotationsPerRun))
    plans.set(client, planWith(client, `rotationsPerRun: ${rotationsPerRun}`));
  return plans;
}

/** Why a client's rotation does not go on in this run; absent if it may. */
function heldBy({ active, state }: ClientManifest, { asOf, isPostponed, brakes = {} }: SecretRun): string | undefined {
  if (isPostponed) return "noRotation";
  if (state === "retired") return "the client is retired";
  if (!active) return "the client is not active";
  return isRotationDay(asOf, brakes) ? undefined : `rotationDays: ${brakes.rotationDays?.join(",")}`;
}

function halvesOf({ A, B }: LiveClient): LiveHalves {
  return { A: A && halfOf(A.tags), B: B && halfOf(B.tags) };
}

function publishedHalf({ A, B }: LiveClient, clientId: string | undefined): HalfName | undefined {
  if (clientId === undefined) return undefined;
  if (A?.clientId === clientId) return "A";
  return B?.clientId === clientId ? "B" : undefined;
}
