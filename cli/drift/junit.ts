import { compare } from "../../wording/order.ts";
import { junitXml } from "../reports/junit.ts";
import { renderEntry } from "./render.ts";
import type { Entry, Report } from "./report.ts";

/**
 * A report as JUnit XML: a test case for each place, which fails for each difference. A place is a client, a resource application
 * or the environment; rights that are left alone are output of the case.
 *
 * @param places all places that were compared: those without a difference pass
 */
export function junitOf({ stack, entries, notes }: Report, places: readonly string[]): string {
  const names = [...new Set([...places, ...entries.flatMap(({ where }) => where.map(({ name }) => name))])].sort(
    compare,
  );
  const cases = names.map((name) => {
    const its = entries.filter((entry) => isAt(entry, name));
    const linesOf = (drift: boolean) =>
      its.filter((entry) => entry.drift === drift).flatMap((entry) => renderEntry(only(entry, name)));
    const failure = linesOf(true);
    return { name, ...(failure.length > 0 && { failure }), output: linesOf(false) };
  });
  return junitXml({ suite: `drift of ${stack}`, className: `drift.${stack}`, type: "drift", cases, output: notes });
}

function isAt({ where }: Entry, name: string): boolean {
  return where.some((place) => place.name === name);
}

function only(entry: Entry, name: string): Entry {
  return { ...entry, where: entry.where.filter((place) => place.name === name) };
}
