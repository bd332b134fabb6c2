import uFuzzy from "@leeoniya/ufuzzy";
import type { IndexedApp } from "./indexed-app.ts";
import type { PublicApp } from "./json.ts";

/** What is searched. */
export interface Search {
  /** Every word must be in the app's name, description, audience, a scope or a role; one typo in each is forgiven. */
  readonly words: readonly string[];
  /** A part of the app's name. */
  readonly app?: string | undefined;
  /** A part of one of its scopes, fully qualified or not. */
  readonly scope?: string | undefined;
  /** A part of the name of one of its app roles. */
  readonly role?: string | undefined;
}

/** Words are letters and digits; one letter may be wrong, missing, superfluous, or have changed places with its neighbour. */
const fuzzy = new uFuzzy({
  unicode: true,
  interSplit: "[^\\p{L}\\d]+",
  intraSplit: "\\p{Ll}\\p{Lu}",
  intraBound: "\\p{L}\\d|\\d\\p{L}|\\p{Ll}\\p{Lu}",
  intraChars: "[\\p{L}\\d]",
  intraMode: 1,
  intraSub: 1,
  intraTrn: 1,
  intraDel: 1,
  intraIns: 1,
});

/** Whether a text has another one as a part, case-insensitively. */
export function hasPart(text: string, part: string | undefined): boolean {
  return part === undefined || text.toLowerCase().includes(part.toLowerCase());
}

/** The scopes of an app that a search by scope means: all without one. */
export function scopesFor({ scopes }: PublicApp, scope: string | undefined): PublicApp["scopes"] {
  const exact = scopes.filter(({ value, fullyQualified }) => value === scope || fullyQualified === scope);
  return exact.length > 0 ? exact : scopes.filter(({ fullyQualified }) => hasPart(fullyQualified, scope));
}

/** The roles of an app that a search by role means: all without one. */
export function rolesFor({ roles }: PublicApp, role: string | undefined): PublicApp["roles"] {
  const exact = roles.filter(({ name }) => name.toLowerCase() === role?.toLowerCase());
  return exact.length > 0 ? exact : roles.filter(({ name }) => hasPart(name, role));
}

/**
 * The apps that a search finds: first those whose name has all words as they are written, then those that have them anywhere,
 * then those that have them with typos; among these in the given order.
 */
export function findApps(apps: readonly IndexedApp[], { words, app, scope, role }: Search): IndexedApp[] {
  const asked = apps.filter(({ name, text }) => hasPart(name, app) && hasPart(text, role));
  const texts = asked.map(({ text }) => text);
  let found = asked.map((_, index) => index);
  for (const word of words) found = withWord(texts, word, found);
  const needed = words.map((word) => word.toLowerCase());
  const ranked = found
    .flatMap((index) => asked[index] ?? [])
    .filter((one) => scope === undefined || scopesFor(one.app(), scope).length > 0)
    .filter((one) => role === undefined || rolesFor(one.app(), role).length > 0)
    .map((one, index) => ({ one, index, rank: rankOf(one, needed) }));
  ranked.sort((one, other) => one.rank - other.rank || one.index - other.index);
  return ranked.map(({ one }) => one);
}

/** How well an app fits: 0 is best. */
function rankOf({ name, text }: IndexedApp, words: readonly string[]): number {
  const inName = name.toLowerCase();
  if (inName === words.join(" ")) return 0;
  if (words.every((word) => inName.includes(word))) return 1;
  const anywhere = text.toLowerCase();
  return words.every((word) => anywhere.includes(word)) ? 2 : 3;
}

/** Those of some texts that have a word. A word without letters and digits, such as `::`, must be there as it is. */
function withWord(texts: string[], word: string, among: number[]): number[] {
  if (!/[\p{L}\d]/u.test(word)) return among.filter((index) => texts[index]?.includes(word));
  // A minus sign would exclude, and quotation marks would demand exactly: neither is meant here.
  const plain = word.replaceAll(/[^\p{L}\d]+/gu, " ").trim();
  return fuzzy.filter(texts, plain, among) ?? [];
}
