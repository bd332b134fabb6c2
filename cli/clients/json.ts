import { z } from "zod";

const client = z.strictObject({
  client: z.string().describe("`<team>/<client>`"),
  clientId: z.string(),
  hasSecret: z
    .boolean()
    .describe("Whether the stack's outputs have a client secret for it. The secret itself is never printed."),
  retired: z.boolean().describe("Whether it is retired: then it gets no tokens."),
  scope: z.string().optional().describe("The scope to request; absent if the client calls no API."),
  scopes: z.record(z.string(), z.string()).optional().describe("The scopes by resource app."),
  refreshScope: z.string().optional().describe("The scope to request for a refresh token too."),
  grantTypes: z.array(z.string()).optional(),
  tokenUrl: z.string(),
  authorizationUrl: z.string().optional(),
  redirectUrls: z.array(z.string()).optional(),
  endSessionUrl: z.string().optional(),
  deviceAuthorizationUrl: z.string().optional(),
  introspectionUrl: z.string().optional(),
  discoveryUrl: z.string().optional(),
  certificates: z
    .array(z.strictObject({ alias: z.string(), expires: z.string().describe("ISO 8601, UTC.") }))
    .optional(),
  stepsOutside: z.array(z.string()).optional().describe("What remains to be done outside of the identity domain."),
});

/** Schema of what `idcs-apps clients --json` prints. */
export const schema = z.strictObject({ clients: z.array(client) });

/** The clients of a stack, without a secret. */
export type Clients = z.infer<typeof schema>;
