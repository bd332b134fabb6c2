import { quote } from "../../wording/quote.ts";
import { resourceApplicationsIn } from "../keys-and-defaults/in-environment.ts";
import type { ResourceApplicationManifest } from "../keys-and-defaults/resource-application.ts";
import type { TeamManifest } from "../keys-and-defaults/team.ts";
import { type Problem, problemAt } from "../yaml/problem.ts";
import { byPlace, inEachEnvironment } from "./each-environment.ts";
import { takenTwice } from "./taken-twice.ts";

/**
 * Audiences, and fully qualified scopes, that two resource applications of an environment would share. Each problem is
 * reported at the later place and names the earlier one.
 */
export function duplicateAudiences(teams: readonly TeamManifest[], environments: readonly string[]): Problem[] {
  return inEachEnvironment(environments, (environment) =>
    duplicatesAmong(teams.flatMap((team) => resourceApplicationsIn(team, environment)).sort(byPlace)),
  );
}

function duplicatesAmong(applications: readonly ResourceApplicationManifest[]): Problem[] {
  const firstOfEach = new Map(applications.toReversed().map((application) => [application.audience, application]));
  const scopes = applications
    .filter((application) => firstOfEach.get(application.audience) === application)
    .flatMap((application) => application.scopes.map(({ value }, index) => ({ application, value, index })));
  return [
    ...takenTwice(
      applications.map((application) => ({
        key: application.audience,
        place: problemAt(application, ["audience"], ""),
        taken: (first) =>
          `the audience ${quote(application.audience)} is already taken, at ${first}: a fully qualified scope (audience and scope) must belong to one application.`,
      })),
    ),
    ...takenTwice(
      scopes.map(({ application, value, index }) => ({
        key: application.audience + value,
        place: problemAt(application, ["scopes", index, "value"], ""),
        taken: (first) =>
          `with the audience this is ${quote(application.audience + value)}, which is already a fully qualified scope of another application, at ${first}: change the audience, for example end it with a slash.`,
      })),
    ),
  ];
}
