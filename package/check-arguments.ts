import * as pulumi from "@pulumi/pulumi";
import { consoleWords } from "../manifest/oracle/grant-types.ts";
import { notFound } from "../wording/nearest.ts";
import { type ArgumentProblem, argumentsError, inside } from "./values.ts";

/** The words of arguments that have a fixed set of them, by the argument's name: the analyzer's types know strings only. */
export const enumerations: Readonly<Record<string, readonly string[]>> = {
  allowedOperations: ["introspect", "onBehalfOfUser"],
  authorizedResources: ["specific", "all"],
  availableTo: ["clients", "users", "groups"],
  clientType: ["confidential", "trusted", "public"],
  granteeType: ["App", "User", "Group"],
  grantTypes: Object.keys(consoleWords),
};

/** What the schema says of the arguments of a component. */
export interface KnownArguments {
  readonly inputProperties: Readonly<Record<string, unknown>>;
  readonly requiredInputs: readonly string[];
}

/**
 * Refuses arguments that are missing, unknown, or not one of the words that are allowed. A value that is known only after an update
 * is checked then.
 *
 * @param component what it is, for messages: `AppRoleAssignment "order-import"`
 * @throws pulumi.InputPropertiesError with all problems
 */
export async function checkArguments(
  component: string,
  args: pulumi.Inputs,
  { inputProperties, requiredInputs }: KnownArguments,
): Promise<void> {
  const names = Object.keys(inputProperties);
  const given = Object.entries(args).filter(([, value]) => value !== undefined && value !== null);
  const missing = requiredInputs.filter((name) => !given.some(([key]) => key === name));
  const words = await Promise.all(given.map(([key, value]) => wrongWords(key, value)));
  const problems = [
    ...missing.map((propertyPath) => ({ propertyPath, reason: "is required, but missing." })),
    ...given
      .filter(([key]) => !names.includes(key))
      .map(([key]) => ({ propertyPath: key, reason: notFound(key, "an argument", names) })),
    ...words.flat(),
  ];
  if (problems.length > 0) throw argumentsError(component, problems);
}

async function wrongWords(key: string, arg: pulumi.Input<unknown>): Promise<ArgumentProblem[]> {
  const { value, isSecret } = await inside(pulumi.output(arg));
  const found = wrongWordsIn(key, key, value);
  const hidden = { propertyPath: key, reason: "has a word that is not allowed, and not shown, because it is secret." };
  return isSecret && found.length > 0 ? [hidden] : found;
}

function wrongWordsIn(path: string, key: string, value: unknown): ArgumentProblem[] {
  if (Array.isArray(value)) return value.flatMap((one, index) => wrongWordsIn(`${path}[${index}]`, key, one));
  if (typeof value === "object" && value !== null)
    return Object.entries(value).flatMap(([inner, one]) => wrongWordsIn(`${path}.${inner}`, inner, one));
  const words = enumerations[key];
  if (words === undefined || typeof value !== "string" || words.includes(value)) return [];
  return [{ propertyPath: path, reason: notFound(value, "one of the words", words, "allowed:") }];
}
