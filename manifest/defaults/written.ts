import type { FormerName } from "../data/team.ts";

/** Those of the named keys that are written. */
export function given<T extends object, Key extends keyof T>(
  written: T,
  keys: readonly Key[],
): { [K in Key]?: Exclude<T[K], undefined> } {
  const entries = keys.filter((key) => written[key] !== undefined).map((key) => [key, written[key]]);
  return Object.fromEntries(entries) as { [K in Key]?: Exclude<T[K], undefined> };
}

/** The display name of a client, or resource application, that gives none. */
export function defaultDisplayName(team: string, name: string): string {
  return `${team}-${name}`;
}

/** `<team>/<client>` in its parts. */
export function formerName(text: string): FormerName {
  const [team = "", client = ""] = text.split("/");
  return { team, client };
}
