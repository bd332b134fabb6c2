import { quote } from "../../wording/quote.ts";
import { problemAt } from "../yaml/problem.ts";
import type { InEnvironment } from "./each-environment.ts";
import type { UniqueValue } from "./unique-values.ts";

/** The audiences of the resource applications of an environment. */
export function audiencesIn({ resourceApplications }: InEnvironment): UniqueValue[] {
  return resourceApplications.map((application) => ({
    key: application.audience,
    place: problemAt(application, ["audience"], ""),
    taken: (first) =>
      `the audience ${quote(application.audience)} is already taken, at ${first}: a fully qualified scope (audience and scope) must belong to one application.`,
  }));
}

/** Their fully qualified scopes; of several with the same audience, those of the first. */
export function fullyQualifiedScopesIn({ resourceApplications }: InEnvironment): UniqueValue[] {
  const firsts = new Map(resourceApplications.toReversed().map((application) => [application.audience, application]));
  return resourceApplications
    .filter((application) => firsts.get(application.audience) === application)
    .flatMap((application) =>
      application.scopes.map(({ value }, index) => ({
        key: application.audience + value,
        place: problemAt(application, ["scopes", index, "value"], ""),
        taken: (first) =>
          `with the audience this is ${quote(application.audience + value)}, which is already a fully qualified scope of another application, at ${first}: change the audience, for example end it with a slash.`,
      })),
    );
}
