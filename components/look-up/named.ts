import { notFound } from "../../wording/nearest.ts";

/** Something about a name of a manifest or environment. */
export interface Finding {
  /** The part of the data that holds it: a client, a role assignment. */
  readonly node: object;
  /** Where it stands, from there on: `["access", 0, "scopes", 1]`. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** All names that the identity domain does not know: nothing has been declared. */
export class UnknownNamesError extends Error {
  override readonly name = "UnknownNamesError";
  /** Each says what was found, what exists and which of that is nearest. */
  readonly unknown: readonly Finding[];

  constructor(unknown: readonly Finding[]) {
    super(unknown.map(({ message }) => message).join("\n"));
    this.unknown = unknown;
  }
}

/** Takes note of something at a place. */
export type Report = (path: Finding["path"], message: string) => void;

/** Takes note at a place inside a node. */
export function reportTo(findings: Finding[], node: object): Report {
  return (path, message) => {
    findings.push({ node, path, message });
  };
}

/** Takes note at a place further inside. */
export function within(report: Report, ...outer: Finding["path"]): Report {
  return (path, message) => report([...outer, ...path], message);
}

/** Everything of one kind that can be named. */
export interface Names<T> {
  /** Finds by name: names in a domain are unique without regard to case. */
  readonly find: (name: string) => T | undefined;
  /** What a name should be: `a user of the identity domain`. */
  readonly what: string;
  /** Names that exist, to show them. */
  readonly existing: readonly string[];
}

/** Everything of one kind that can be named; of two with the same name the first is found. */
export function namesOf<T>(
  all: readonly T[],
  nameOf: (one: T) => string,
  what: string,
  existing = all.map(nameOf),
): Names<T> {
  const index = new Map(all.toReversed().map((one) => [nameOf(one).toLowerCase(), one]));
  return { find: (name) => index.get(name.toLowerCase()), what, existing };
}

/** What is meant by a name; one that does not exist is reported. */
export function resolveName<T>({ find, what, existing }: Names<T>, name: string, report: Report): T | undefined {
  const found = find(name);
  if (found === undefined) report([], notFound(name, what, existing));
  return found;
}

/** What is meant by each name of a list; those that do not exist are reported, each at its place. */
export function resolveNamesIn<T>(names: Names<T>, list: readonly string[], report: Report): T[] {
  return list.flatMap((name, index) => resolveName(names, name, within(report, index)) ?? []);
}
