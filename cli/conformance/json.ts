import { z } from "zod";
import { type QuestionKey, questions } from "./questions.ts";

const answer = z.union([z.string(), z.number(), z.boolean()]);

/** What `doctor --conformance --json` prints. It holds no secret. */
export const schema = z.object({
  identityDomain: z.string().describe("the identity domain's URL"),
  written: z.boolean().describe("whether an application was created and exercised (--write)"),
  compared: z
    .array(
      z.object({
        subject: z.enum(["schemas", "discovery", "claims", "lists"]),
        differences: z.array(
          z.object({
            at: z.string().describe("the schema and attribute, document and member, claim, or kind of list request"),
            here: z.string().optional().describe("what the domain has; absent if it has nothing"),
            local: z.string().optional().describe("what the local domain has; absent if it has nothing"),
          }),
        ),
        notCompared: z.string().optional().describe("why it was not compared"),
      }),
    )
    .describe("the domain next to the local one"),
  questions: z
    .array(
      z.object({
        key: z.enum(Object.keys(questions) as [QuestionKey, ...QuestionKey[]]),
        assumed: answer.describe("what the local domain does without an answers file"),
        answer: answer.optional().describe("what the domain does; absent if the question stays open"),
        open: z.string().optional().describe("why the question stays open"),
      }),
    )
    .describe("every open question of docs/local-domain/open-questions.md"),
  removed: z.array(z.string()).describe("display names of applications of an earlier run that were removed"),
  left: z
    .array(z.string())
    .describe("display names of applications that look like this command's and lack its marks; they were left alone"),
  answersFile: z.string().optional().describe("the answers file that was written"),
});

/** See `schema`. */
export type ConformanceReport = z.infer<typeof schema>;
