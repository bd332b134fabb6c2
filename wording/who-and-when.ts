import { oneLine } from "./one-line.ts";

/** Who did something in the domain, and when, as far as it says so. */
export interface Author {
  /** A display name, or an id. */
  readonly by?: string | undefined;
  /** ISO 8601, UTC. */
  readonly at?: string | undefined;
}

/** `by John Doe, 2026-11-24 21:03 UTC`; `""` if neither is known. */
export function whoAndWhen({ by, at }: Author): string {
  const who = by === undefined ? "" : `by ${oneLine(by, 100)}`;
  const when = at === undefined ? "" : timeWords(at);
  return [who, when].filter((part) => part !== "").join(", ");
}

function timeWords(at: string): string {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? oneLine(at, 40) : `${time.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
