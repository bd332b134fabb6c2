import { z } from "zod";
import { quote } from "../../wording/quote.ts";
import { distinct } from "./distinct.ts";
import { line } from "./text.ts";

/**
 * Schema of a list of patterns: a text with at most one `*`, for any characters, so that a hostile value costs no more to compare
 * than a plain one. `{team}` and `{client}`, if they are allowed, stand for the client's names.
 */
export function patternsSchema(placeholders: readonly string[] = []) {
  const known = placeholders.map((name) => `{${name}}`);
  const pattern = line(200).superRefine((text, context) => {
    if (text.split("*").length > 2) {
      const message = `${quote(text)} has more than one *: write patterns with one, as a list.`;
      context.addIssue({ code: "custom", message });
    }
    const unknown = text.match(/\{[^{}]*\}/g)?.find((one) => !known.includes(one));
    if (unknown !== undefined) {
      const allowed = known.length > 0 ? `${known.join(" and ")} stand for names` : "no placeholder is known here";
      context.addIssue({ code: "custom", message: `${quote(unknown)} stands for nothing: ${allowed}.` });
    }
  });
  return distinct(z.array(pattern).min(1));
}

/** Whether a text has the form of one of the patterns, case-insensitively. @param names values of the placeholders */
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
