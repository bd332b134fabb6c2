import type { Environment } from "../keys-and-defaults/environment.ts";
import type { TeamManifest } from "../keys-and-defaults/team.ts";
import type { Problem } from "../yaml/problem.ts";
import { appsManagedTwice } from "./apps-managed-twice.ts";
import type { TeamAsWritten } from "./as-written.ts";
import { vaultSecretsIn } from "./delivered-twice.ts";
import { audiencesIn, fullyQualifiedScopesIn } from "./duplicate-audiences.ts";
import { certificateAliasesIn } from "./duplicate-certificate-aliases.ts";
import {
  clientIdsIn,
  clientIdsOfTeamStacksIn,
  displayNamesIn,
  formerNames,
  formerNamesInUse,
  names,
  teamNames,
  unknownEnvironments,
} from "./duplicate-names.ts";
import { inEachEnvironment } from "./each-environment.ts";
import { takenTwice } from "./unique-values.ts";

/** What a manifest cannot know by itself: names and values that another one has too, and environments that do not exist. */
export function problemsBetweenFiles(
  teams: readonly TeamManifest[],
  asWritten: readonly TeamAsWritten[],
  environments: readonly (string | Environment)[] | undefined,
): Problem[] {
  const known = environments?.map(nameOf);
  const present = inEachEnvironment(teams, asWritten, known ?? []);
  const uniqueNames = [
    [teamNames(asWritten)],
    [names(asWritten)],
    present.map(displayNamesIn),
    present.flatMap((one) => [clientIdsIn(one), clientIdsOfTeamStacksIn(one)]),
    [formerNames(asWritten)],
  ];
  const wrongNames = [...formerNamesInUse(asWritten), ...(known ? unknownEnvironments(asWritten, known) : [])];
  const uniqueAudiences = present.flatMap((one) => [audiencesIn(one), fullyQualifiedScopesIn(one)]);
  const uniqueAliases = present.map(certificateAliasesIn);
  const named = present.map(({ environment }) => environment);
  const uniqueSecrets = named.map((name) =>
    vaultSecretsIn(teams, environments?.find((one) => nameOf(one) === name) ?? name),
  );
  const managedTwice = appsManagedTwice(present, environments ?? []);
  return [
    ...[...uniqueNames, uniqueAudiences, uniqueAliases, uniqueSecrets].flatMap(takenTwice),
    ...wrongNames,
    ...managedTwice,
  ];
}

function nameOf(environment: string | Environment): string {
  return typeof environment === "string" ? environment : environment.name;
}
