import { quote } from "../../wording/quote.ts";
import type { Environment } from "../keys-and-defaults/environment.ts";
import { type Problem, problemAt, problemIn, renderPlace } from "../yaml/problem.ts";
import type { InEnvironment } from "./each-environment.ts";

/**
 * Apps whose settings an environment manages although a team declares them there: the two resources would undo each
 * other's changes. An environment that is given as a name only is not checked.
 */
export function appsManagedTwice(
  present: readonly InEnvironment[],
  environments: readonly (string | Environment)[],
): Problem[] {
  return environments.flatMap((environment) => {
    if (typeof environment === "string") return [];
    const { applications = [] } = present.find((one) => one.environment === environment.name) ?? {};
    const own = applications.filter(({ kind }) => kind === "resource application");
    const firsts = new Map(own.toReversed().map((one) => [one.displayName.toLowerCase(), one]));
    return environment.resourceApplications.flatMap((managed) => {
      const declared = firsts.get(managed.app.toLowerCase());
      if (!declared) return [];
      const first = problemIn(declared.source, declared.displayNamePath, "");
      const message = `${quote(managed.app)} is a resource application of team ${quote(declared.team)}, declared at ${renderPlace(first)}: write its settings there, and remove this entry.`;
      return [{ ...problemAt(managed, ["app"], message), otherFile: first.file }];
    });
  });
}
