/**
 * Creates a test for paths from a prefix or, with `*` (within a segment) or `**` (across segments), a whole pattern. A
 * path is read once, whatever the pattern.
 */
export function pathPattern(pattern: string): (path: string) => boolean {
  if (!pattern.includes("*")) return (path) => path.startsWith(pattern);
  const parts = pattern.match(/\*{2,}|[\s\S]/g) ?? [];
  return (path) => {
    let reached = withSkips(parts, [true]);
    for (const character of path.split("")) {
      const next: boolean[] = [];
      for (const [place, part] of parts.entries()) {
        if (reached[place] !== true) continue;
        if (part.startsWith("**") || (part === "*" && character !== "/")) next[place] = true;
        else if (part === character && part !== "*") next[place + 1] = true;
      }
      reached = withSkips(parts, next);
    }
    return reached[parts.length] === true;
  };
}

/** The places of a pattern that are reached, and those behind stars, which may stand for nothing. */
function withSkips(parts: readonly string[], reached: boolean[]): boolean[] {
  for (const [place, part] of parts.entries()) {
    if (reached[place] === true && part.startsWith("*")) reached[place + 1] = true;
  }
  return reached;
}
