import * as pulumi from "@pulumi/pulumi";
import type { Tag } from "../manifest/keys-and-defaults/tags.ts";
import { quote } from "../wording/quote.ts";

/** A value of an argument, without Pulumi's wrappers. */
export type Value = string | number | boolean | readonly Value[] | { readonly [key: string]: Value };

/** Something that is wrong with an argument. */
export interface ArgumentProblem {
  /** For example `access[0].roles[1]`; empty if the problem is with all of them together. */
  readonly propertyPath: string;
  readonly reason: string;
}

/** A component in messages: `Client "ledger-sync"`. */
export function componentName(type: string, name: string): string {
  return `${type} ${quote(name)}`;
}

/** Tags, written as key → value, as a list sorted by key. */
export function tagList(tags: Readonly<Record<string, string>>): Tag[] {
  return Object.keys(tags)
    .sort()
    .map((key) => ({ key, value: tags[key] ?? "" }));
}

/** A problem on one line: `Client "ledger-sync": grantTypes[0]: "implicitt" is not …`. */
export function problemText(component: string, { propertyPath, reason }: ArgumentProblem): string {
  return [component, ...(propertyPath === "" ? [] : [propertyPath]), reason].join(": ");
}

/** The problems as an error that Pulumi shows with the place of each. @param component what it is: `Client "ledger-sync"` */
export function argumentsError(component: string, problems: readonly ArgumentProblem[]): pulumi.InputPropertiesError {
  const lines = problems.map((problem) => problemText(component, problem));
  return new pulumi.InputPropertiesError({ message: lines.join("\n"), errors: [] });
}

/**
 * The plain values of arguments that decide what is declared; those that are omitted are absent.
 *
 * @param component what it is, for messages: `Client "ledger-sync"`
 * @throws pulumi.InputPropertiesError if one of them is not known yet, or secret
 */
export async function valuesOf(component: string, args: object): Promise<Readonly<Record<string, Value>>> {
  const problems: ArgumentProblem[] = [];
  const found = await Promise.all(
    Object.entries(args).map(async ([propertyPath, arg]) => {
      const { value, isKnown, isSecret } = await inside(pulumi.output(arg));
      if (!isKnown) problems.push({ propertyPath, reason: notKnown });
      if (isSecret) problems.push({ propertyPath, reason: secret });
      return value === undefined || value === null ? [] : [[propertyPath, value as Value] as const];
    }),
  );
  if (problems.length > 0) throw argumentsError(component, problems);
  return Object.fromEntries(found.flat());
}

/** What an output has, without waiting for an update: its parts that Pulumi's types do not show. Without a known value, it is absent. */
export async function inside(output: pulumi.Output<unknown>) {
  const { isKnown, isSecret, promise } = output as unknown as {
    readonly isKnown: Promise<boolean>;
    readonly isSecret: Promise<boolean>;
    readonly promise: () => Promise<unknown>;
  };
  const [value, known, hidden] = await Promise.all([promise(), isKnown, isSecret]);
  return { value, isKnown: known, isSecret: hidden };
}

const notKnown =
  "its value is known only after an update, but decides what is declared: use a value that a preview knows, such as one of the configuration.";

const secret = "is secret, but is stored in the identity domain, and in the state, in clear: use a value that is not.";
