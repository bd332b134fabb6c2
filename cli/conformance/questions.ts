/** What an open question can be answered with. */
export type Answer = string | number | boolean;

/** A question that Oracle's documentation leaves open. */
export interface Question {
  /** What the local domain assumes until it is told otherwise. */
  readonly assumed: Answer;
  /** The possible answers; a type where they cannot be listed. */
  readonly values: readonly Answer[] | "string" | "number";
  /** What it takes to ask: nothing but GET requests, the application of `--write`, or a test user too. */
  readonly needs: "reading" | "application" | "user" | "perimeter";
}

/**
 * The open questions, by their keys in an answers file: the contract with the local domain, in the client side's own words.
 *
 * @see docs/local-domain/open-questions.md
 */
export const questions = {
  issuer: { assumed: "https://identity.oraclecloud.com/", values: "string", needs: "reading" },
  clientIdCharacters: { assumed: "_-", values: "string", needs: "application" },
  publicSigningCert: { assumed: false, values: [false, true], needs: "reading" },
  deniedStatus: { assumed: 401, values: [401, 403], needs: "application" },
  disallowedScopeError: {
    assumed: "unauthorized_client",
    values: ["unauthorized_client", "invalid_scope"],
    needs: "application",
  },
  unavailableOfflineAccess: { assumed: "refuse", values: ["refuse", "ignore"], needs: "user" },
  deviceResponseType: { assumed: "optional", values: ["optional", "required"], needs: "application" },
  inactiveClientError: {
    assumed: "invalid_client",
    values: ["invalid_client", "unauthorized_client"],
    needs: "application",
  },
  ungrantedUserError: {
    assumed: "invalid_grant",
    values: ["invalid_grant", "access_denied", "unauthorized_client"],
    needs: "user",
  },
  rotateRefreshTokens: { assumed: true, values: [true, false], needs: "user" },
  blockedAddressError: {
    assumed: "unauthorized_client",
    values: ["unauthorized_client", "invalid_client"],
    needs: "perimeter",
  },
  trustForwardedFor: { assumed: false, values: [false, true], needs: "perimeter" },
  tokenExchangeGrant: { assumed: "refuse", values: ["refuse", "accept"], needs: "application" },
  ocidsInGrants: { assumed: "refuse", values: ["refuse", "accept"], needs: "application" },
  unknownAttributes: { assumed: "refuse", values: ["refuse", "ignore"], needs: "application" },
  strict: { assumed: false, values: [false, true], needs: "application" },
  failedMatchStatus: { assumed: 412, values: [412, 409], needs: "application" },
  regeneratedSecretStatus: { assumed: 200, values: [200, 201], needs: "application" },
  bulkMaxOperations: { assumed: 50, values: "number", needs: "reading" },
  appendOciTagsSchema: { assumed: false, values: [false, true], needs: "application" },
} as const satisfies Readonly<Record<string, Question>>;

/** The key of an open question. */
export type QuestionKey = keyof typeof questions;

/** What asking gave: the answer, or why the question stays open. */
export type Outcome = { readonly answer: Answer } | { readonly open: string };

/** The outcomes of the questions that were asked. */
export type Outcomes = Partial<Record<QuestionKey, Outcome>>;

/** An observed value as the question's answer, if it is one of its possible answers. */
export function among(key: QuestionKey, observed: unknown): Outcome {
  const { values }: Question = questions[key];
  const isLegal = typeof values === "string" ? typeof observed === values : values.includes(observed as Answer);
  if (isLegal) return { answer: observed as Answer };
  return { open: `The domain answered ${JSON.stringify(observed) ?? "nothing"}, which the local domain cannot do.` };
}
