import { z } from "zod";

const text = z.string().trim().min(1, { error: "is empty." });
const texts = z.array(text).min(1, { error: "is empty." });

/** The value of --role that asks for no app role, not even the documented one. */
export const noRole = "none";

/** The value of --environment that asks for the client in every environment. */
export const allEnvironments = "all";

const lone = (word: string) => (list: readonly string[]) => list.length === 1 || !list.includes(word);

/**
 * What is asked of the one who requests a client, by the flag that answers it. What a manifest can refuse (names,
 * services, scopes, grant types, environments, URLs, certificates) is left to the manifest's own checks.
 */
export const answersSchema = z.strictObject({
  team: text.optional(),
  owner: text.optional(),
  name: text.optional(),
  description: text.optional(),
  service: text.optional(),
  instance: text.optional(),
  app: text.optional(),
  apis: text.optional(),
  scope: texts.optional(),
  grantType: texts.optional(),
  flow: text.optional(),
  environment: texts
    .refine(lone(allEnvironments), { error: `"${allEnvironments}" must be the only value: it means every environment.` })
    .optional(),
  clientType: text.optional(),
  certificate: text.optional(),
  redirectUrl: texts.optional(),
  integrationCallback: text.optional(),
  role: texts.refine(lone(noRole), { error: `"${noRole}" must be the only value: it asks for no role.` }).optional(),
  assignUser: texts.optional(),
  assignGroup: texts.optional(),
  enforceGrants: z.boolean().optional(),
});

/** What is known of a request: everything may still be missing. */
export type Answers = z.output<typeof answersSchema>;

/** The flag of an answer, in the spelling of its key. */
export type AnswerKey = keyof Answers;

/** Answers that have at least what names a manifest and a client. */
export type CompleteAnswers = Answers & { readonly team: string; readonly name: string };

/** Why a request cannot be written as it is. */
export interface Refusal {
  /** The answer that is wrong; absent if it is something else. */
  readonly key?: AnswerKey;
  readonly message: string;
}
