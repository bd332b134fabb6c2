/** Compares two strings by their characters: the same on every machine, whatever its locale. */
export function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
