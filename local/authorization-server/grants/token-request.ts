import type { Connection } from "../../connection.ts";
import type { DomainContext } from "../../domain-context.ts";
import type { Resource } from "../../scim/json.ts";
import type { Form } from "../protocol/form.ts";
import type { TokenResponse } from "../tokens/issue-tokens.ts";

/** A token request whose client is known, active, and allowed the grant type. */
export interface TokenRequest {
  readonly domain: DomainContext;
  readonly client: Resource;
  readonly form: Form;
  readonly connection: Connection;
}

/** The body of a successful answer: OAuth tokens, or the session token of an exchange (identity-domains-api.md 10.3). */
export type TokenAnswer = TokenResponse | { readonly token: string };

/** Answers the token requests of one grant type. @throws OAuthError */
export type GrantHandler = (request: TokenRequest) => Promise<TokenAnswer>;
