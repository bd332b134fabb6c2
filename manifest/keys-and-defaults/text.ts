import { z } from "zod";
import { quote } from "../../wording/quote.ts";

const namePattern = /^[a-z][a-z0-9-]{0,39}$/;

/** The rule for the names of teams, clients and environments, for messages. */
export const nameRule = 'lower-case letters, digits and "-", beginning with a letter, at most 40 characters';

/**
 * Schema of the name of a team, client or environment: short and plain, because client IDs and stack names contain it.
 */
export function name(what: string) {
  return z.string().regex(namePattern, {
    error: ({ input }) => `${quote(input)} cannot be the name of ${what} (${nameRule}).${suggestion(String(input))}`,
  });
}

/** True if a string can be the name of a team, a client or an environment. */
export function isName(text: string): boolean {
  return namePattern.test(text);
}

/** Schema of a string on one line. @param maximum the length that an identity domain accepts */
export function line(maximum?: number) {
  const text = z.string().regex(/^(?!\s)(?=.*[^\p{C}\p{Z}\p{M}])[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+(?<!\s)$/u, {
    error: ({ input }) => notALine(String(input)),
  });
  return maximum === undefined ? text : text.max(maximum);
}

/** What stands for an e-mail address that is not known yet: no manifest is valid with it. */
export const emailToFillIn = "<e-mail address>";

/** Schema of an e-mail address. */
export const emailSchema = z.email({
  error: ({ input }) => {
    if (input === emailToFillIn) return "is still to be filled in: write the e-mail address of a person or a group.";
    return typeof input === "string" ? `${quote(input)} is not an e-mail address.` : undefined;
  },
});

/** Schema of a description of up to 250 characters. @param begin the beginning of the key's own description */
export function descriptionSchema(begin: string) {
  return z
    .string()
    .trim()
    .min(1)
    .max(250)
    .regex(/^(?:[^\p{Cc}\p{Cs}]|[\n\r\t])*$/u, {
      error: ({ input }) => `${quote(input)} contains a control character.`,
    })
    .meta({
      description: `${begin}, at most 250 characters. Default: none.`,
      examples: ["Posts the nightly ledger to Oracle Integration"],
    });
}

/** A character that is not visible as its code point: U+200B. */
export function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

function suggestion(text: string): string {
  const plain = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^[^a-z]+|-+$/g, "");
  return isName(plain) ? ` Did you mean ${quote(plain)}?` : "";
}

function notALine(text: string): string {
  if (text.trim() === "") return `${quote(text)} is empty.`;
  if (text.trim() !== text) return `${quote(text)} begins or ends with a space: write ${quote(text.trim())}.`;
  if (/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(text))
    return `${quote(text)} contains a line break or another control character.`;
  return `${quote(text)} has no visible character, only ${codePoint(text)}.`;
}
