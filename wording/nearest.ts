import { distance } from "fastest-levenshtein";
import { quote } from "./quote.ts";

const longestName = 200;
const longestList = 12;

/** The candidate that `name` probably stands for: case-insensitive, with at most one typo per three letters; never `name` itself. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length > longestName) return undefined;
  let found: string | undefined;
  let fewest = Math.min(Math.ceil(name.length / 3) + 1, name.length);
  for (const candidate of candidates) {
    if (candidate === name || Math.abs(candidate.length - name.length) >= fewest) continue;
    const slips = distance(name.toLowerCase(), candidate.toLowerCase());
    if (slips < fewest) [found, fewest] = [candidate, slips];
  }
  return found;
}

/** ` Did you mean "x"?`, with a leading space, to append to a sentence; empty if no candidate is near. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const meant = nearest(name, candidates);
  return meant === undefined ? "" : ` Did you mean ${quote(meant)}?`;
}

/**
 * The message for a name that does not exist, with the existing names and the nearest of them:
 * `"orders.wirte" is not a scope of "Orders API" (it has orders.read, orders.write). Did you mean "orders.write"?`
 */
export function notFound(name: string, what: string, candidates: readonly string[], has = "it has"): string {
  const shown = candidates.slice(0, longestList).join(", ");
  const more = candidates.length > longestList ? ` and ${candidates.length - longestList} more` : "";
  const list = candidates.length === 0 ? `${has} none` : `${has} ${shown}${more}`;
  return `${quote(name)} is not ${what} (${list}).${didYouMean(name, candidates)}`;
}
