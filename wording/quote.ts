const longest = 100;

/** Characters that are not visible, or that reorder what stands around them. */
const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;

/**
 * A value as messages show it: on one line, in quotes if it is a string, shortened if it is long. Characters that are not
 * visible are shown as in JSON: \u200b.
 */
export function quote(value: unknown): string {
  if (typeof value === "string") {
    const characters = [...value.slice(0, 2 * longest + 2)];
    const shown = JSON.stringify(characters.length > longest ? `${characters.slice(0, longest).join("")}…` : value);
    return shown.replaceAll(unseen, escaped);
  }
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}

/** A text on one line, without quotes: characters that are not visible are shown as in JSON, line ends and tabs as \n and \t. */
export function visible(text: string): string {
  return text
    .replaceAll(/[\n\r\t]/g, (character) => JSON.stringify(character).slice(1, -1))
    .replaceAll(unseen, escaped);
}
