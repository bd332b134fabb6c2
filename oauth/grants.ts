import { requestToken, type TokenRequest } from "./token-request.ts";

/** The tokens of a token response (RFC 6749 section 5.1). */
export interface Tokens {
  readonly accessToken: string;
  /** Lifetime of the access token in seconds, if the response has it. */
  readonly expiresIn: number | undefined;
  readonly refreshToken: string | undefined;
  /** The scopes that were granted, where they are not those that were asked for. */
  readonly scope: string | undefined;
}

/** What a grant presents at the token endpoint, apart from the client. */
export type Grant =
  | { readonly type: "client_credentials" | "tls_client_auth"; readonly scope: string }
  | { readonly type: "password"; readonly username: string; readonly password: string; readonly scope: string }
  | {
      readonly type: "authorization_code";
      readonly code: string;
      readonly redirectUrl: string;
      readonly codeVerifier: string;
    }
  /** `scope`: some of the first ones; absent: all of them. */
  | { readonly type: "refresh_token"; readonly refreshToken: string; readonly scope?: string }
  /** `assertion`: a JWT about a user, or a SAML assertion in base64. */
  | { readonly type: AssertionGrant; readonly assertion: string; readonly scope: string };

/** RFC 7523 section 2.1, RFC 7522 section 2.1. */
export type AssertionGrant =
  | "urn:ietf:params:oauth:grant-type:jwt-bearer"
  | "urn:ietf:params:oauth:grant-type:saml2-bearer";

/**
 * Exchanges a grant for tokens.
 *
 * @throws TokenError without secret, password or assertion
 */
export async function requestTokens(client: Omit<TokenRequest, "scope">, grant: Grant): Promise<Tokens> {
  const { type, ...presented } = grant;
  const scope = "scope" in presented ? (presented.scope ?? "") : "";
  const response = await requestToken({ ...client, scope }, type, parametersOf(presented));
  return {
    accessToken: response.access_token,
    expiresIn: response.expires_in,
    refreshToken: response.refresh_token,
    scope: response.scope,
  };
}

/** The names that the parameters have in the request. */
const parameterNames: Readonly<Record<string, string>> = {
  redirectUrl: "redirect_uri",
  codeVerifier: "code_verifier",
  refreshToken: "refresh_token",
};

function parametersOf(presented: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(presented).flatMap(([name, value]) =>
      value === undefined || value === "" ? [] : [[parameterNames[name] ?? name, value] as const],
    ),
  );
}
