/**
 * Whether a text has the form of one of the patterns, case-insensitively. A pattern has at most one `*`, for any characters, so
 * that a hostile text costs no more to compare than any other.
 *
 * @param names values of the placeholders: `{team}`
 */
export function matchesAny(
  patterns: readonly string[],
  text: string,
  names: Readonly<Record<string, string>> = {},
): boolean {
  const lower = text.toLowerCase();
  return patterns.some((pattern) => {
    const filled = Object.entries(names).reduce((all, [name, value]) => all.replaceAll(`{${name}}`, value), pattern);
    const [begin = "", end] = filled.toLowerCase().split("*");
    if (end === undefined) return lower === begin;
    return lower.length >= begin.length + end.length && lower.startsWith(begin) && lower.endsWith(end);
  });
}

/** Whether a text ends with something that has the form of one of the patterns, case-insensitively. */
export function endsWithAny(patterns: readonly string[], text: string): boolean {
  const lower = text.toLowerCase();
  return patterns.some((pattern) => {
    const [begin = "", end] = pattern.toLowerCase().split("*");
    if (end === undefined) return lower.endsWith(begin);
    return lower.endsWith(end) && lower.slice(0, lower.length - end.length).includes(begin);
  });
}
