import { z } from "zod";
import { didYouMean } from "../../wording/nearest.ts";
import { quote } from "../../wording/quote.ts";

/**
 * Schema of one word of a list, in the API's or in the console's spelling; case, `-`, `_` and spaces do not matter. The
 * data has the API's spelling.
 * @param words API spelling → the console's words
 * @param what what the word is, for messages: `"a grant type"`
 */
export function spelled<Word extends string>(words: Readonly<Record<Word, string>>, what: string) {
  const spellings = (Object.entries(words) as [Word, string][]).flatMap(([api, console]): [string, Word][] => [
    [api, api],
    [console, api],
    [snakeCase(console), api],
  ]);
  const meanings = new Map(spellings.map(([text, api]) => [snakeCase(text), api]));
  const names = spellings.map(([text]) => text);
  const short = (Object.entries(words) as [Word, string][]).map(([api, console]) =>
    api.includes(":") ? snakeCase(console) : api,
  );
  return z
    .string()
    .transform((text, context): Word => {
      const meant = meanings.get(snakeCase(text));
      if (meant !== undefined) return meant;
      const message = `${quote(text)} is not ${what} (allowed: ${short.join(", ")}).${didYouMean(text, names)}`;
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    })
    .meta({ enum: [...new Set(names)] });
}

function snakeCase(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, "_");
}
