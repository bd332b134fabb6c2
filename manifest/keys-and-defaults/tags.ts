import { z } from "zod";
import { ownershipTags } from "../../naming/ownership-tags.ts";
import { quote } from "../../wording/quote.ts";
import { line } from "./text.ts";

/** A tag of an application: applications can be searched for by tag. */
export interface Tag {
  readonly key: string;
  readonly value: string;
}

const reservedKeys: readonly string[] = Object.values(ownershipTags);

/** Schema of the tags of an application: written as key → value; in the data, a list sorted by key. */
export const tagsSchema = z
  .record(
    line().superRefine((key, context) => {
      if (!reservedKeys.includes(key.toLowerCase())) return;
      const message = `the tag ${quote(key)} is reserved: it records who owns the application. Choose another key.`;
      context.addIssue({ code: "custom", message });
    }),
    line(),
  )
  .transform(sortedTags)
  .meta({
    description: "Tags of the application in the domain: key and value. Default: none.",
    examples: [{ "cost-center": "42" }],
  });

/** Schema of tags of resource apps, at least one; otherwise as `tagsSchema`. */
export const requiredTagsSchema = z
  .record(line(), line())
  .superRefine(
    (tags, context) => {
      if (Object.keys(tags).length > 0) return;
      context.addIssue({ code: "custom", message: "lists no tag: write at least one, for example {color: green}." });
    },
    { when: ({ value }) => typeof value === "object" && value !== null },
  )
  .meta({
    description: "Tags of the resource apps, each with its value.",
    examples: [{ color: "green" }],
    minProperties: 1,
  })
  .transform(sortedTags);

function sortedTags(written: Readonly<Record<string, string>>): Tag[] {
  return Object.keys(written)
    .sort()
    .map((key) => ({ key, value: written[key] ?? "" }));
}
