import { quote } from "../../wording/quote.ts";
import type { Environment } from "../keys-and-defaults/environment.ts";
import { clientsIn, resourceApplicationsIn } from "../keys-and-defaults/in-environment.ts";
import type { TeamManifest } from "../keys-and-defaults/team.ts";
import { originOf } from "../yaml/origin.ts";
import { type Problem, problemAt } from "../yaml/problem.ts";

/** Environments that share an identity domain and applications: a display name is unique in a domain. */
export function sharedDomains(environments: readonly Environment[], teams: readonly TeamManifest[]): Problem[] {
  const firsts = new Map<string, Environment>();
  return environments.flatMap((environment) => {
    const first = firsts.get(environment.identityDomainUrl);
    if (first === undefined) {
      firsts.set(environment.identityDomainUrl, environment);
      return [];
    }
    const before = new Set(namesIn(teams, first));
    const [twice, ...more] = namesIn(teams, environment).filter((name) => before.has(name));
    if (twice === undefined) return [];
    const others = more.length === 0 ? "" : ` and ${more.length} more`;
    const message = `is also the identity domain of environment ${quote(first.name)} (${originOf(first)?.source.file}): it would contain ${twice}${others} twice, but display names are unique in a domain. Give the environment its own domain, or use "environments" to say where each application exists.`;
    return [problemAt(environment, ["identityDomainUrl"], message)];
  });
}

function namesIn(teams: readonly TeamManifest[], { name }: Environment): string[] {
  return teams.flatMap((team) =>
    [...resourceApplicationsIn(team, name), ...clientsIn(team, name)].map((one) => `${team.team}/${one.name}`),
  );
}
