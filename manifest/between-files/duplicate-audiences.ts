import { quote } from "../../wording/quote.ts";
import type { ApiManifest } from "../keys-and-defaults/resource-application.ts";
import { problemAt } from "../yaml/problem.ts";
import type { InEnvironment } from "./each-environment.ts";
import type { UniqueValue } from "./unique-values.ts";

/** The audiences of the APIs of an environment. */
export function audiencesIn(environment: InEnvironment): UniqueValue[] {
  return apisIn(environment).map((api) => ({
    key: api.audience,
    place: problemAt(api, ["audience"], ""),
    taken: (first) =>
      `the audience ${quote(api.audience)} is already taken, at ${first}: a fully qualified scope (audience and scope) must belong to one application.`,
  }));
}

/** Their fully qualified scopes; of several with the same audience, those of the first. */
export function fullyQualifiedScopesIn(environment: InEnvironment): UniqueValue[] {
  const apis = apisIn(environment);
  const firsts = new Map(apis.toReversed().map((api) => [api.audience, api]));
  return apis
    .filter((api) => firsts.get(api.audience) === api)
    .flatMap((api) =>
      api.scopes.map(({ value }, index) => ({
        key: api.audience + value,
        place: problemAt(api, ["scopes", index, "value"], ""),
        taken: (first) =>
          `with the audience this is ${quote(api.audience + value)}, which is already a fully qualified scope of another application, at ${first}: change the audience, for example end it with a slash.`,
      })),
    );
}

/** Resource applications, and clients that are an API too. */
function apisIn({ clients, resourceApplications }: InEnvironment): ApiManifest[] {
  return [...resourceApplications, ...clients.flatMap(({ api }) => api ?? [])];
}
