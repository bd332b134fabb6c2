import { z } from "zod";

/** Schema of what `idcs-apps check --json` prints if there is no problem. Problems are an error: they are words on standard error. */
export const schema = z.strictObject({
  teams: z.int().describe("How many teams there are."),
  clients: z.int().describe("How many clients they declare."),
  environments: z.int().describe("How many environments there are."),
  warnings: z
    .array(z.string())
    .describe("What works, but perhaps not as intended, each with its place: `<file>:<line>:<column>`."),
});

/** What `check` found. */
export type Checked = z.infer<typeof schema>;
