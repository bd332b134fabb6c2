import { quote } from "../../wording/quote.ts";
import type { Environment } from "../keys-and-defaults/environment.ts";
import { type Problem, problemAt, problemIn, renderPlace } from "../yaml/problem.ts";
import { existsIn, type TeamAsWritten } from "./as-written.ts";

/**
 * Apps whose settings an environment manages although a team declares them there: the two resources would undo each
 * other's changes. An environment that is given as a name only is not checked.
 */
export function appsManagedTwice(
  teams: readonly TeamAsWritten[],
  environments: readonly (string | Environment)[],
): Problem[] {
  const teamApps = teams.flatMap(({ applications }) =>
    applications.filter(({ kind }) => kind === "resource application"),
  );
  return environments.flatMap((environment) => {
    if (typeof environment === "string") return [];
    const present = teamApps.filter((one) => existsIn(one, environment.name));
    const firsts = new Map(present.toReversed().map((one) => [one.displayName.toLowerCase(), one]));
    return environment.resourceApplications.flatMap((managed) => {
      const own = firsts.get(managed.app.toLowerCase());
      if (!own) return [];
      const first = problemIn(own.source, own.displayNamePath, "");
      const message = `${quote(managed.app)} is a resource application of team ${quote(own.team)}, declared at ${renderPlace(first)}: write its settings there, and remove this entry.`;
      return [{ ...problemAt(managed, ["app"], message), otherFile: first.file }];
    });
  });
}
