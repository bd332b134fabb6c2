import { z } from "zod";

const cause = z.object({
  what: z.string().describe("a possible cause"),
  fix: z.string().describe("what to do if it is the cause; with the place in a manifest, if it is the manifest's"),
  verdict: z
    .enum(["confirmed", "likely", "open", "ruled-out"])
    .describe("what the checks say: confirmed and ruled-out are proven, open could not be checked"),
});

/** What `idcs-apps explain --json` prints. */
export const schema = z.object({
  error: z.string().nullable().describe("the error's name in this command; null if the input is none that is known"),
  request: z
    .object({
      method: z.string().optional().describe("the HTTP method"),
      url: z.string().describe("the URL, or its path, without query"),
    })
    .optional()
    .describe("the request that was refused, if the input says"),
  status: z.number().optional().describe("the HTTP status of the answer"),
  code: z
    .string()
    .optional()
    .describe("the code in the answer, such as invalid_client or error.common.common.accessDenied"),
  detail: z.string().optional().describe("the server's own words, without anything secret"),
  reference: z.string().optional().describe("the opc-request-id or ecid, by which Oracle Support finds the request"),
  meaning: z.string().describe("what the error means at this domain"),
  client: z
    .object({
      clientId: z.string().describe("the client ID"),
      name: z.string().optional().describe("the client in the manifests, <team>/<client>"),
    })
    .optional()
    .describe("the client that the request is about"),
  identityDomain: z.string().optional().describe("the domain that was asked"),
  causes: z.array(cause).describe("the possible causes, the most likely first"),
  checked: z.array(z.string()).describe("what was checked, and what was found"),
  notes: z.array(z.string()).describe("what could not be checked, and what else is worth knowing"),
});

/** An explanation, as JSON. */
export type Explanation = z.infer<typeof schema>;
