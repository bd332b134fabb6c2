import { byPlace, inEachEnvironment } from "./each-environment.ts";
import { resourceApplicationsIn } from "./environment.ts";
import { type Problem, problemAt, renderPlace } from "./problem.ts";
import { quote } from "./quote.ts";
import type { ResourceApplicationManifest } from "./resource-application.ts";
import type { TeamManifest } from "./team.ts";

/**
 * Audiences, and fully qualified scopes, that two resource applications of an environment would both have. Each problem
 * stands at the later place and names the earlier one.
 */
export function audienceCollisions(teams: readonly TeamManifest[], environments: readonly string[]): Problem[] {
  return inEachEnvironment(environments, (environment) =>
    collisionsOf(teams.flatMap((team) => resourceApplicationsIn(team, environment)).sort(byPlace)),
  );
}

function collisionsOf(applications: readonly ResourceApplicationManifest[]): Problem[] {
  const audiences = new Map<string, Problem>();
  const scopes = new Map<string, Problem>();
  return applications.flatMap((application) => {
    const { audience } = application;
    const first = audiences.get(audience);
    if (first !== undefined) {
      const message = `the audience ${quote(audience)} is taken already, at ${renderPlace(first)}: a fully qualified scope (audience and scope) must name one application.`;
      return [{ ...problemAt(application, ["audience"], message), otherFile: first.file }];
    }
    audiences.set(audience, problemAt(application, ["audience"], ""));
    const problems = application.scopes.flatMap(({ value }, index): Problem[] => {
      const taken = scopes.get(audience + value);
      if (taken === undefined) return [];
      const message = `with the audience this is ${quote(audience + value)}, which is a fully qualified scope of another application already, at ${renderPlace(taken)}: change the audience, for example let it end with a slash.`;
      return [{ ...problemAt(application, ["scopes", index, "value"], message), otherFile: taken.file }];
    });
    for (const [index, { value }] of application.scopes.entries()) {
      const fullyQualified = audience + value;
      if (!scopes.has(fullyQualified))
        scopes.set(fullyQualified, problemAt(application, ["scopes", index, "value"], ""));
    }
    return problems;
  });
}
