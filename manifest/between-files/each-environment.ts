import type { ClientManifest } from "../keys-and-defaults/client.ts";
import { clientsIn, resourceApplicationsIn } from "../keys-and-defaults/in-environment.ts";
import type { ResourceApplicationManifest } from "../keys-and-defaults/resource-application.ts";
import type { TeamManifest } from "../keys-and-defaults/team.ts";
import { originOf } from "../yaml/origin.ts";
import { positionOf } from "../yaml/position.ts";
import { type ApplicationAsWritten, existsIn, type TeamAsWritten } from "./as-written.ts";

/** What exists in an environment, of all teams, in the order of the files. */
export interface InEnvironment {
  readonly environment: string;
  /** As they are written; of several with the same team and name only the first. */
  readonly applications: readonly ApplicationAsWritten[];
  readonly clients: readonly ClientManifest[];
  readonly resourceApplications: readonly ResourceApplicationManifest[];
}

/**
 * What exists in each environment: in the known ones, and in those that manifests name. If there is none, in one with an
 * arbitrary name.
 *
 * @param teams those that are valid
 * @param asWritten all of them
 */
export function inEachEnvironment(
  teams: readonly TeamManifest[],
  asWritten: readonly TeamAsWritten[],
  known: readonly string[],
): InEnvironment[] {
  const all = asWritten.flatMap(({ applications }) => applications);
  const first = new Map(all.toReversed().map((one) => [`${one.team}/${one.name}`, one]));
  const applications = [...first.values()].toReversed();
  const named = all.flatMap(({ environments = [] }) => environments);
  const environments = [...new Set([...known, ...named])].sort();
  return (environments.length > 0 ? environments : ["dev"]).map((environment) => ({
    environment,
    applications: applications.filter((one) => existsIn(one, environment)),
    clients: teams.flatMap((team) => clientsIn(team, environment)).sort(byPlace),
    resourceApplications: teams.flatMap((team) => resourceApplicationsIn(team, environment)).sort(byPlace),
  }));
}

/** Compares two objects of manifests by their places in the files. */
function byPlace(a: object, b: object): number {
  const [first, second] = [originOf(a), originOf(b)];
  if (!first || !second) return 0;
  if (first.source.file !== second.source.file) return first.source.file < second.source.file ? -1 : 1;
  return positionOf(first.source, first.path).line - positionOf(second.source, second.path).line;
}
