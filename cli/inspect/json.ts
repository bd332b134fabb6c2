import { z } from "zod";
import { checks } from "./finding.ts";

const change = z
  .object({
    file: z.string().describe("The manifest's file."),
    line: z.number().describe("Counted from 1."),
    column: z.number().describe("Counted from 1."),
    path: z.string().describe("The value in the file, for example clients[0].access."),
    change: z.string().describe("What to write there, and what that grants."),
  })
  .describe("The line of a manifest that is the cause.");

/** Schema of what `inspect --json` prints. It never contains the token. */
export const schema = z
  .object({
    verdict: z
      .enum(["accepted", "refused"])
      .describe("Whether a service would accept the token, as far as that is known."),
    summary: z.string().describe("What the token is, in one sentence."),
    identityDomain: z.string().describe("The URL of the domain with whose keys the signature was checked."),
    token: z
      .object({
        of: z.enum(["user", "client"]).describe("Whether it is a user's or the client's own."),
        subject: z.string().describe("The user name, or the client ID."),
        client: z.string().nullable().describe("<team>/<client>, if a manifest of the environment has the client."),
        clientId: z.string().describe("The client ID."),
        app: z.string().nullable().describe("The display name of the resource app for which it is, if it is known."),
        audiences: z.array(z.string()).describe("Its claim aud."),
        scopes: z.array(z.string()).describe("Its claim scope: without the audience."),
        issuedAt: z.string().nullable().describe("ISO 8601, UTC."),
        expiresAt: z.string().nullable().describe("ISO 8601, UTC."),
      })
      .nullable()
      .describe("null if the domain has not signed it: nothing in it can be trusted then."),
    findings: z
      .array(
        z.object({
          check: z.enum(checks).describe("What was looked at."),
          verdict: z.enum(["ok", "refused", "note"]).describe("refused: a service refuses the token for this reason."),
          says: z.string().describe("What was found, in words."),
          manifest: change.optional(),
        }),
      )
      .describe("Everything that was found."),
  })
  .describe("A token, and whether a service would accept it.");

/** What `inspect` found out. */
export type Inspection = z.infer<typeof schema>;
