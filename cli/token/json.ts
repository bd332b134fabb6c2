import { z } from "zod";

/** What `idcs-apps token --json` prints. */
export const schema = z.object({
  client: z.string().describe("<team>/<client>, or the place of the pair"),
  flow: z.string().describe("how the token was got"),
  accessToken: z.string().describe("the token; it is secret"),
  tokenType: z.literal("Bearer"),
  expiresAt: z.string().optional().describe("when it ends: ISO 8601, UTC; absent if the domain does not say"),
  scope: z
    .string()
    .optional()
    .describe("the scopes that were granted, where the domain names them; else those that were asked for"),
  refreshToken: z.string().optional().describe("the refresh token, if there is one; it is secret"),
});

export type TokenJson = z.infer<typeof schema>;
