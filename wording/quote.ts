const longest = 100;

/** A value as messages show it: on one line, in quotes if it is a string, shortened if it is long. */
export function quote(value: unknown): string {
  if (typeof value === "string") {
    const characters = [...value.slice(0, 2 * longest + 2)];
    return JSON.stringify(characters.length > longest ? `${characters.slice(0, longest).join("")}…` : value);
  }
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}
