import { z } from "zod";

/** What `idcs-apps doctor --json` prints. */
export const schema = z.object({
  stack: z.string().describe("the stack that was checked"),
  identityDomain: z.string().optional().describe("the URL of its identity domain, if it is known"),
  healthy: z.boolean().describe("whether nothing must be put right; warnings are allowed"),
  checks: z
    .array(
      z.object({
        name: z.string().describe("what was checked"),
        state: z
          .enum(["ok", "warning", "failed", "not-checked"])
          .describe("failed must be put right; not-checked could not be checked, found says why"),
        found: z.string().describe("what was found"),
        fix: z.string().optional().describe("what to do, if something is to be done"),
      }),
    )
    .describe("the checks, in the order in which they depend on each other"),
});

/** A doctor's report, as JSON. */
export type DoctorReport = z.infer<typeof schema>;
