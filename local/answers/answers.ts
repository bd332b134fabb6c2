import { z } from "zod";

/**
 * The answers to questions that Oracle's documentation leaves open (docs/local-domain/open-questions.md): each key with
 * its legal values and its default.
 */
export const answersSchema = z.object({
  /** The `iss` of tokens and of the discovery documents. @default "https://identity.oraclecloud.com/" */
  issuer: z.string(expected("a string")).default("https://identity.oraclecloud.com/"),
  /** The characters that a client ID may hold besides letters and digits. Oracle documents `_` alone. @default "_-" */
  clientIdCharacters: z.string(expected("a string")).default("_-"),
  /** Whether the signing key is readable without credentials ("Access signing certificate"). @default false */
  publicSigningCert: yesOrNo(false),
  /** The status of an authenticated request whose caller lacks the role. @default 401 */
  deniedStatus: oneOf(401, 403),
  /** The token endpoint's error for a scope that exists and is not allowed. @default "unauthorized_client" */
  disallowedScopeError: oneOf("unauthorized_client", "invalid_scope"),
  /**
   * What the token endpoint does with a user's `offline_access` where no resource of the request allows refresh tokens.
   * The authorization endpoint and the device endpoint refuse it always. @default "refuse"
   */
  unavailableOfflineAccess: oneOf("refuse", "ignore"),
  /** Whether the start of a device must name `response_type`: Oracle documents it, RFC 8628 does not know it. @default "optional" */
  deviceResponseType: oneOf("optional", "required"),
  /** The token endpoint's error for an inactive client. @default "invalid_client" */
  inactiveClientError: oneOf("invalid_client", "unauthorized_client"),
  /** The token endpoint's error for a user without a grant of a client that enforces them. @default "invalid_grant" */
  ungrantedUserError: oneOf("invalid_grant", "access_denied", "unauthorized_client"),
  /** Whether a refresh ends the refresh token that was used and returns the next one. @default true */
  rotateRefreshTokens: yesOrNo(true),
  /** The token endpoint's error for a client outside its network perimeters. @default "unauthorized_client" */
  blockedAddressError: oneOf("unauthorized_client", "invalid_client"),
  /** Whether the last address of `X-Forwarded-For` is the client's, not that of the connection. @default false */
  trustForwardedFor: yesOrNo(false),
  /** Whether `allowedGrants` accepts the URN of token exchange. @default "refuse" */
  tokenExchangeGrant: oneOf("refuse", "accept"),
  /** What a grant does with the OCID of an app, user, group or role where it expects the SCIM id. @default "refuse" */
  ocidsInGrants: oneOf("refuse", "accept"),
  /** What a write does with an attribute that the resource type does not have. @default "refuse" */
  unknownAttributes: oneOf("refuse", "ignore"),
  /** Whether a PUT that names a read-only attribute is refused even when its value is unchanged. @default false */
  strict: yesOrNo(false),
  /** The status of a failed `If-Match`. @default 412 */
  failedMatchStatus: oneOf(412, 409),
  /** The status of `POST /admin/v1/AppClientSecretRegenerator`. @default 200 */
  regeneratedSecretStatus: oneOf(200, 201),
  /** How many operations a bulk request may hold. @default 50 */
  bulkMaxOperations: z.int(expected("a whole number from 1")).min(1, expected("a whole number from 1")).default(50),
  /** Whether writes append the OCI tags extension to `schemas`, as live domains sometimes do. @default false */
  appendOciTagsSchema: yesOrNo(false),
});

/** The answers that a test or an operator chooses; the others have their default. */
export type Answers = Readonly<z.input<typeof answersSchema>>;

/** The answers with every default filled in. */
export type ResolvedAnswers = Readonly<z.output<typeof answersSchema>>;

/** One of the values; the first is the default. */
function oneOf<const First extends string | number, const Other extends string | number>(
  first: First,
  ...others: readonly Other[]
) {
  const legal = [first, ...others];
  return z.literal(legal, expected(legal.join(" or "))).default(first as never);
}

function yesOrNo(whenMissing: boolean) {
  return z.boolean(expected("true or false")).default(whenMissing);
}

/** The message for a value that is not legal. */
export function expected(legal: string) {
  return { error: ({ input }: { readonly input?: unknown }) => `found ${JSON.stringify(input)}, expected ${legal}.` };
}
