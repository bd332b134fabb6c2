import { stringify } from "yaml";
import type { Environment } from "../manifest/keys-and-defaults/environment.ts";
import { loadEnvironment } from "../manifest/load-environment.ts";
import { filesOf } from "../manifest/yaml/files.ts";
import { type Finding, ManifestError, problemAt } from "../manifest/yaml/problem.ts";
import { type ArgumentProblem, argumentsError, type Value } from "./values.ts";

/**
 * Arguments as part of an environment's file: what holds there holds for them.
 *
 * @param component what it is, for messages
 * @param part the part of the file, a list with one entry
 * @param places how keys of the entry are called as arguments, if otherwise
 * @throws pulumi.InputPropertiesError with all problems, each at its argument
 */
export function environmentPart(
  component: string,
  identityDomainUrl: Value | undefined,
  part: object,
  places: Readonly<Record<string, string>> = {},
): Environment {
  const files = filesOf({
    "environments/dev.yaml": stringify({ identityDomain: { url: identityDomainUrl }, ...part }),
  });
  try {
    return loadEnvironment("environments", "dev", { files });
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    throw argumentsError(
      component,
      error.problems.map((problem) => argumentOf(problem, places)),
    );
  }
}

/** A finding about the part, at its argument. */
export function findingOfPart({ node, path, message }: Finding): ArgumentProblem {
  return argumentOf(problemAt(node, path, message), {});
}

function argumentOf(
  { path, message }: { readonly path: string; readonly message: string },
  places: Readonly<Record<string, string>>,
): ArgumentProblem {
  const inside = path.replace(/^identityDomain\.url$/, "identityDomainUrl").replace(/^\w+\[0\]\.?/, "");
  return { propertyPath: places[inside] ?? inside, reason: message };
}
