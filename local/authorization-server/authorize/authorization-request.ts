import { listOf, type Resource } from "../../scim/json.ts";
import { isPublicClient } from "../clients/public-client.ts";
import type { Form } from "../protocol/form.ts";
import { OAuthError, type OAuthErrorCode } from "../protocol/oauth-error.ts";
import { type CodeChallenge, codeChallenge } from "../protocol/pkce.ts";
import { requestedScopes, scopeList } from "../scopes/requested-scopes.ts";

/** The parts of the answer to an authorization request. */
export type ResponsePart = "code" | "token" | "id_token";

/** A request whose client and redirect are known, so that it can be answered at the redirect. */
export interface AddressedRequest {
  readonly client: Resource;
  readonly redirectUri: string;
  readonly state: string | undefined;
  /** Whether the answer's parameters come in the query of the redirect or in its fragment. */
  readonly mode: "query" | "fragment";
}

/** A valid authorization request. */
export interface AuthorizationRequest extends AddressedRequest {
  readonly parts: ReadonlySet<ResponsePart>;
  readonly scope: string;
  readonly nonce: string | undefined;
  readonly challenge: CodeChallenge | undefined;
  readonly prompt: ReadonlySet<string>;
  /** Seconds that may have passed since the user signed in. */
  readonly maxAge: number | undefined;
  /** The user name that the sign-in page is filled with. */
  readonly loginHint: string | undefined;
}

/**
 * The response types that the authorization endpoint knows (identity-domains-api.md 10.3), the words of each in
 * alphabetical order.
 */
const supportedResponseTypes: readonly string[] = [
  "code",
  "token",
  "id_token",
  "id_token token",
  "code id_token",
  "code token",
  "code id_token token",
];
/** The values of `prompt` that the authorization endpoint supports. */
const prompts: readonly string[] = ["none", "login", "consent", "select_account"];

/**
 * Whether the parameters come back in the query or in the fragment: anything with a token in it in the fragment, a code
 * alone in the query, unless the fragment is asked for.
 *
 * @see OAuth 2.0 Multiple Response Type Encoding Practices, section 2.1
 */
export function responseMode(parameters: Form): "query" | "fragment" {
  return hasTokens(parameters) || parameters.get("response_mode") === "fragment" ? "fragment" : "query";
}

function hasTokens(parameters: Form): boolean {
  return scopeList(parameters.get("response_type")).some((part) => part === "token" || part === "id_token");
}

/**
 * Reads an authorization request.
 *
 * @throws OAuthError the first refusal: it is answered at the redirect
 * @see RFC 6749, sections 4.1.1 and 4.2.1; OpenID Connect Core 1.0, section 3; RFC 7636, section 4.3
 */
export function authorizationRequest(addressed: AddressedRequest, parameters: Form): AuthorizationRequest {
  refuseUnsupported(parameters);
  const parts = responseParts(parameters.get("response_type"));
  refuseGrantTypes(addressed.client, parts);
  const scope = parameters.get("scope") ?? "";
  refuseScope(scope, parts);
  const nonce = parameters.get("nonce");
  if (parts.has("id_token") && nonce === undefined) {
    throw new OAuthError("invalid_request", "An identity token in the redirect needs a nonce.");
  }
  const challenge = codeChallenge(parameters);
  if (challenge === undefined && parts.has("code") && isPublicClient(addressed.client)) {
    throw new OAuthError("invalid_request", "A public client must send a code_challenge.");
  }
  return {
    ...addressed,
    parts,
    scope,
    nonce,
    challenge,
    prompt: promptOf(parameters.get("prompt")),
    maxAge: maxAgeOf(parameters.get("max_age")),
    loginHint: parameters.get("login_hint"),
  };
}

/** Parameters that change the meaning of a request, and that the domain does not support, as its discovery says. */
const unsupported = new Map<string, OAuthErrorCode>([
  ["request", "request_not_supported"],
  ["request_uri", "request_uri_not_supported"],
  ["registration", "registration_not_supported"],
]);

/** @see OpenID Connect Core 1.0, sections 3.1.2.6 and 6 */
function refuseUnsupported(parameters: Form): void {
  for (const [name, code] of unsupported) {
    if (parameters.has(name)) throw new OAuthError(code, `The parameter ${name} is not supported.`);
  }
  const mode = parameters.get("response_mode");
  if (mode === undefined || mode === "fragment" || (mode === "query" && !hasTokens(parameters))) return;
  throw new OAuthError(
    "invalid_request",
    mode === "query"
      ? "A token cannot come in the query: the response_mode query is for a code alone."
      : `The response_mode ${mode} is not supported.`,
  );
}

function responseParts(responseType: string | undefined): ReadonlySet<ResponsePart> {
  if (responseType === undefined) throw new OAuthError("invalid_request", "The parameter response_type is missing.");
  const parts = [...scopeList(responseType)].sort();
  if (!supportedResponseTypes.includes(parts.join(" "))) {
    throw new OAuthError("unsupported_response_type", `The response_type ${responseType} is not known.`);
  }
  return new Set(parts as ResponsePart[]);
}

function refuseGrantTypes(client: Resource, parts: ReadonlySet<ResponsePart>): void {
  const needed = [
    ...(parts.has("code") ? ["authorization_code"] : []),
    ...(parts.has("token") || parts.has("id_token") ? ["implicit"] : []),
  ];
  const missing = needed.find((grantType) => !listOf(client.allowedGrants).includes(grantType));
  if (missing === undefined) return;
  throw new OAuthError("unauthorized_client", `The client is not allowed the grant type ${missing}.`);
}

function refuseScope(scope: string, parts: ReadonlySet<ResponsePart>): void {
  const { several, identity } = requestedScopes(scope);
  if (scopeList(scope).length === 0) throw new OAuthError("invalid_scope", "The request names no scope.");
  if (several && parts.has("token")) {
    throw new OAuthError("invalid_scope", "Tokens for several resources cannot come in a redirect.");
  }
  if (parts.has("id_token") && !identity.includes("openid")) {
    throw new OAuthError("invalid_scope", "An identity token needs the scope openid.");
  }
}

function promptOf(text: string | undefined): ReadonlySet<string> {
  const asked = scopeList(text);
  const unknown = asked.find((one) => !prompts.includes(one));
  if (unknown !== undefined) throw new OAuthError("invalid_request", `The prompt ${unknown} is not known.`);
  if (asked.includes("none") && asked.length > 1) {
    throw new OAuthError("invalid_request", "The prompt none cannot be combined with others.");
  }
  return new Set(asked);
}

function maxAgeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new OAuthError("invalid_request", "The max_age must be a number of seconds.");
  return Number(text);
}
