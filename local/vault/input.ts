import { z } from "zod";
import { VaultError } from "./vault-error.ts";

/** The most bytes that a secret may contain: 25 KB (Oracle: "Creating a Secret"). */
const mostBytes = 25 * 1024;

const name = z.string().regex(/^[\w.-]{1,255}$/);

const secretContent = z.object({
  contentType: z.literal("BASE64"),
  name: name.optional(),
  stage: z.enum(["CURRENT", "PENDING"]).default("CURRENT"),
  content: z
    .base64()
    .min(1)
    .max(Math.ceil(mostBytes / 3) * 4),
});

const described = z.object({
  description: z.string().optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
  freeformTags: z.record(z.string().max(100), z.string().max(256)).optional(),
});

/** Schema of the body of CreateSecret. */
export const createSecretInput = described.extend({
  compartmentId: z.string(),
  vaultId: z.string(),
  keyId: z.string(),
  secretName: name,
  secretContent,
});

/** Schema of the body of UpdateSecret. */
export const updateSecretInput = described.extend({
  secretContent: secretContent.optional(),
  currentVersionNumber: z.int().positive().optional(),
});

/** Schema of the body that plans a deletion. */
export const deletionInput = z.object({ timeOfDeletion: z.iso.datetime({ offset: true }).optional() });

/** The contents of a version. */
export type SecretContent = z.output<typeof secretContent>;
/** The body of CreateSecret. */
export type CreateSecretInput = z.output<typeof createSecretInput>;
/** The body of UpdateSecret. */
export type UpdateSecretInput = z.output<typeof updateSecretInput>;

/** Reads a body; none is an empty object. @throws VaultError `CannotParseRequest` or `InvalidParameter`, which do not show its values */
export function readInput<Schema extends z.ZodType>(schema: Schema, body: Buffer): z.output<Schema> {
  let json: unknown;
  try {
    json = body.length === 0 ? {} : JSON.parse(body.toString("utf8"));
  } catch {
    throw new VaultError("CannotParseRequest", "The request body is not valid JSON.");
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, code }) => `${path.join(".") || "the body"}: ${code}`);
  throw new VaultError("InvalidParameter", problems.join("; "));
}
