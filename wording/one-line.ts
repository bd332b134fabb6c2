/**
 * A text from elsewhere as messages show it: on one line, without control and format characters, shortened if it is long.
 *
 * @param longest how many characters are shown at most
 */
export function oneLine(text: string, longest: number): string {
  // What is far beyond the limit is not looked at: the text may be huge.
  const printable = text
    .slice(0, 8 * longest)
    .replaceAll(/[\p{C}\p{Z}]+/gu, " ")
    .trim();
  const characters = [...printable];
  return characters.length > longest ? `${characters.slice(0, longest - 1).join("")}…` : printable;
}
