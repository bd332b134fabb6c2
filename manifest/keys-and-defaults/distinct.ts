import type { z } from "zod";
import { quote } from "../../wording/quote.ts";

/** A list that refuses an item with the same key (by default, the string itself) as an earlier item. */
export function distinct<List extends z.ZodArray>(
  list: List,
  keyOf: (item: unknown) => string | undefined = itself,
  repeated: (item: unknown, first: number) => string = listedAlready,
): List {
  return list.superRefine(
    (items, context) => {
      const seen = new Map<string, number>();
      for (const [index, item] of items.entries()) {
        const key = keyOf(item);
        const first = key === undefined ? undefined : seen.get(key);
        if (first !== undefined) context.addIssue({ code: "custom", path: [index], message: repeated(item, first) });
        else if (key !== undefined) seen.set(key, index);
      }
    },
    { when: ({ value }) => Array.isArray(value) },
  );
}

/** The key of a string that is compared case-insensitively. */
export function ignoringCase(item: unknown): string | undefined {
  return itself(item)?.toLowerCase();
}

function itself(item: unknown): string | undefined {
  return typeof item === "string" ? item : undefined;
}

function listedAlready(item: unknown, first: number): string {
  return `${quote(item)} is already listed, at [${first}].`;
}
