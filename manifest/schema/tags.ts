import { z } from "zod";
import { ownershipTags } from "../../naming/ownership-tags.ts";
import { quote } from "../../wording/quote.ts";
import type { Tag } from "../data/team.ts";
import type { Path, Source } from "../yaml/position.ts";
import { withOrigin } from "../yaml/problem.ts";
import { line } from "./text.ts";

const reservedKeys: readonly string[] = Object.values(ownershipTags);

/** Tags of an application, as they are written: key → value. */
export const tagsSchema = z
  .record(
    line().superRefine((key, context) => {
      if (!reservedKeys.includes(key.toLowerCase())) return;
      const message = `the tag ${quote(key)} says who owns the application and is set by this project: choose another key.`;
      context.addIssue({ code: "custom", message });
    }),
    line(),
  )
  .meta({
    description: "Tags by which the application is found in the domain: key and value. Default: none.",
    default: {},
    examples: [{ "cost-center": "42" }],
  });

/** Tags of resource apps, as they are written: key → value; at least one. */
export const wantedTagsSchema = z
  .record(line(), line())
  .superRefine(
    (tags, context) => {
      if (Object.keys(tags).length > 0) return;
      context.addIssue({ code: "custom", message: "names no tag: write at least one, for example {color: green}." });
    },
    { when: ({ value }) => typeof value === "object" && value !== null },
  )
  .meta({
    description: "Tags of the resource apps, each with its value.",
    examples: [{ color: "green" }],
    minProperties: 1,
  });

/** Written tags as data, sorted by key. */
export function tagsOf(written: Readonly<Record<string, string>>, source: Source, path: Path): Tag[] {
  return Object.keys(written)
    .sort()
    .map((key) => withOrigin({ key, value: written[key] ?? "" }, { source, path: [...path, key] }));
}
