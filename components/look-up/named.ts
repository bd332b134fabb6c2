import type { Finding } from "../../manifest/yaml/problem.ts";
import { notFound } from "../../wording/nearest.ts";
import type { Report } from "./report.ts";

/** Names that the identity domain does not know, all of them; nothing has been declared. */
export class UnknownNamesError extends Error {
  override readonly name = "UnknownNamesError";
  /** Each message says what was found, what exists, and the nearest match. */
  readonly unknown: readonly Finding[];

  constructor(unknown: readonly Finding[]) {
    super(unknown.map(({ message }) => message).join("\n"));
    this.unknown = unknown;
  }
}

/** Everything of one kind that can be named. */
export interface Names<T> {
  /** Finds by name, case-insensitively, as a domain compares names. */
  readonly find: (name: string) => T | undefined;
  /** The message for a name that does not exist. */
  readonly explain: (name: string) => string;
}

/**
 * An index by name; of two with the same name, the first is found.
 *
 * @param what what a name should be: `a resource app of the identity domain`
 * @param existing the existing names, for messages
 */
export function namesOf<T>(
  all: readonly T[],
  nameOf: (one: T) => string,
  what: string,
  existing = all.map(nameOf),
): Names<T> {
  const index = new Map(all.toReversed().map((one) => [nameOf(one).toLowerCase(), one]));
  return { find: (name) => index.get(name.toLowerCase()), explain: (name) => notFound(name, what, existing) };
}

/** What a name refers to; a name that does not exist is reported. */
export function resolveName<T>({ find, explain }: Names<T>, name: string, report: Report): T | undefined {
  const found = find(name);
  if (found === undefined) report([], explain(name));
  return found;
}

/** What each name of a list refers to; names that do not exist are reported, each at its place. */
export function resolveNamesIn<T>(names: Names<T>, list: readonly string[], report: Report): T[] {
  return list.flatMap(
    (name, index) => resolveName(names, name, (path, message) => report([index, ...path], message)) ?? [],
  );
}
