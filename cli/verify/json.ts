import { z } from "zod";

/** What came out of one verification. */
export const statuses = ["passed", "failed", "error", "not verified"] as const;

/** Schema of what `verify --json` prints. It contains no token and no secret. */
export const schema = z
  .object({
    stack: z.string().describe("The stack's name."),
    identityDomain: z.string().describe("The identity domain's URL."),
    counts: z
      .object({
        passed: z.number().describe("How many are as they should be."),
        failed: z.number().describe("How many are not."),
        errors: z.number().describe("How many could not be carried out."),
        notVerified: z.number().describe("How many need a person or a key, and were not tried."),
      })
      .describe("The results, counted."),
    results: z
      .array(
        z.object({
          client: z.string().describe("<team>/<client>"),
          flow: z.string().describe("The grant type, in the API's spelling."),
          app: z.string().nullable().describe("The display name of the resource app for which a token was requested."),
          pair: z
            .enum(["current", "previous"])
            .nullable()
            .describe("Which pair of a rotated client; null if it is not rotated."),
          status: z.enum(statuses).describe("What came out of it."),
          says: z.string().describe("What was found, in words."),
          manifest: z
            .object({ file: z.string(), line: z.number(), column: z.number() })
            .optional()
            .describe("The place in a manifest: the cause if it is known, otherwise the client."),
        }),
      )
      .describe("One for each flow of each client, and for each app and pair."),
  })
  .describe("Whether the clients of a stack get the tokens that their manifests say.");

/** What `verify` found out. */
export type Verification = z.infer<typeof schema>;

/** What was found out about one flow of a client. */
export type Result = Verification["results"][number];
