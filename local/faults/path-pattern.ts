/**
 * Creates a test for paths from a prefix or, with `*` (within a segment) or `**` (across segments), a whole pattern.
 */
export function pathPattern(pattern: string): (path: string) => boolean {
  if (!pattern.includes("*")) return (path) => path.startsWith(pattern);
  const source = pattern
    .split(/(\*\*|\*)/)
    .map((part) => (part === "**" ? ".*" : part === "*" ? "[^/]*" : part.replace(/[\\^$.+?()[\]{}|]/g, "\\$&")));
  const regex = new RegExp(`^${source.join("")}$`);
  return (path) => regex.test(path);
}
