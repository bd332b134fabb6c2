import { z } from "zod";

const text = z.string().trim().min(1, { error: "is empty." });
const texts = z.array(text).min(1, { error: "is empty." });

/** The value of --role for no app role, not even the documented one. */
export const noRole = "none";

/** The value of --service for a client that calls no API: `openid` alone, or tokens without a scope. */
export const noService = "none";

/** What says which API a client calls. */
const ofService = ["instance", "app", "apis", "scope", "role"] as const;

/** The value of --environment for every environment. */
export const allEnvironments = "all";

const lone = (word: string) => (list: readonly string[]) => list.length === 1 || !list.includes(word);

/**
 * The answers that a request needs, by flag. What a manifest can refuse (names, services, scopes, grant types,
 * environments, URLs, certificates) is left to the checks of the manifest.
 */
export const answersSchema = z
  .strictObject({
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
      .refine(lone(allEnvironments), {
        error: `"${allEnvironments}" must be the only value: it means every environment.`,
      })
      .optional(),
    clientType: text.optional(),
    certificate: text.optional(),
    redirectUrl: texts.optional(),
    integrationCallback: text.optional(),
    role: texts.refine(lone(noRole), { error: `"${noRole}" must be the only value: it asks for no role.` }).optional(),
    assignUser: texts.optional(),
    assignGroup: texts.optional(),
    enforceGrants: z.boolean().optional(),
  })
  .superRefine((answers, context) => {
    if (answers.service !== noService) return;
    for (const key of ofService.filter((one) => answers[one] !== undefined))
      context.addIssue({
        code: "custom",
        path: [key],
        message: `"--service ${noService}" is a client without an API: omit one of the two.`,
      });
  });

/** The answers given so far: everything may still be missing. */
export type Answers = z.output<typeof answersSchema>;

/** The key of an answer. */
export type AnswerKey = keyof Answers;

/** Answers that at least name the team and the client. */
export type CompleteAnswers = Answers & { readonly team: string; readonly name: string };

/** A reason why a request is not written. */
export interface Refusal {
  /** The wrong answer; absent if the reason is not an answer. */
  readonly key?: AnswerKey;
  readonly message: string;
}
