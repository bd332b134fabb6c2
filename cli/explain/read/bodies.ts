/** The most places in a message where JSON may begin that are tried. */
const mostBegins = 400;

/**
 * The JSON objects in a text, from the outside: as they are, as the string of another program (`"{\"error\": …}"`), or as
 * Python prints them.
 */
export function objectsIn(text: string): Readonly<Record<string, unknown>>[] {
  const found: Record<string, unknown>[] = [];
  let begins = 0;
  for (let at = text.indexOf("{"); at >= 0 && begins < mostBegins; begins++) {
    const end = endOfObject(text, at);
    const value = end === undefined ? undefined : parsed(text.slice(at, end));
    if (value !== undefined) found.push(value);
    at = text.indexOf("{", value === undefined || end === undefined ? at + 1 : end);
  }
  return found;
}

/** The end of the object that begins at a place; undefined if it has none. */
function endOfObject(text: string, begin: number): number | undefined {
  let depth = 0;
  for (let at = begin; at < text.length && at - begin < 65_536; at++) {
    const character = text[at];
    if (character === "{") depth++;
    if (character === "}" && --depth === 0) return at + 1;
  }
  return undefined;
}

function parsed(text: string): Record<string, unknown> | undefined {
  const spellings = [
    text,
    text.replaceAll('\\"', '"'),
    // Lines of `curl -v` and of logs may be broken; Python writes single quotes.
    text.replaceAll(/\r?\n[<>*]? ?/g, " "),
    text
      .replaceAll(/'((?:[^'\\]|\\.)*)'/g, (_, inside: string) => JSON.stringify(inside))
      .replaceAll(/\bNone\b/g, "null")
      .replaceAll(/\bTrue\b/g, "true")
      .replaceAll(/\bFalse\b/g, "false"),
  ];
  for (const spelling of spellings) {
    try {
      const value: unknown = JSON.parse(spelling);
      if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    } catch {
      // Not JSON in this spelling.
    }
  }
  return undefined;
}
