import * as oauth from "oauth4webapi";
import { isLoopback } from "../wording/loopback.ts";
import { TokenError } from "./token-error.ts";

/** What a client needs to request a token in its own name. */
export interface ClientCredentials {
  /** The token endpoint: https, or http on localhost. */
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Fully qualified scopes of one resource app, separated by spaces. */
  readonly scope: string;
}

/** An access token and its lifetime. */
export interface AccessToken {
  readonly accessToken: string;
  /** Lifetime in seconds, if the response has it. */
  readonly expiresIn: number | undefined;
}

/**
 * Gets an access token in the client's own name (grant type `client_credentials`, client authentication by Basic).
 *
 * @throws TokenError `REFUSED`, `NOT_ENCRYPTED`, `UNREACHABLE` or `INVALID_RESPONSE`
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.4
 */
export async function requestClientToken(credentials: ClientCredentials): Promise<AccessToken> {
  const { tokenUrl, clientId, clientSecret, scope } = credentials;
  const { protocol, hostname } = new URL(tokenUrl);
  if (protocol !== "https:" && !isLoopback(hostname)) {
    throw new TokenError(
      "NOT_ENCRYPTED",
      `${tokenUrl} is not encrypted: nothing was sent, because others could read the client secret. Use https; http is allowed for a domain on localhost only.`,
    );
  }
  const server: oauth.AuthorizationServer = { issuer: new URL(tokenUrl).origin, token_endpoint: tokenUrl };
  const client: oauth.Client = { client_id: clientId };
  try {
    const response = await oauth.clientCredentialsGrantRequest(
      server,
      client,
      oauth.ClientSecretBasic(clientSecret),
      { scope },
      { [oauth.allowInsecureRequests]: isLoopback(hostname) },
    );
    const { access_token, expires_in } = await oauth.processClientCredentialsResponse(server, client, response);
    return { accessToken: access_token, expiresIn: expires_in };
  } catch (error) {
    throw explained(error, credentials);
  }
}

function explained(error: unknown, { tokenUrl, clientId, scope }: ClientCredentials): TokenError {
  const refused = `Token refused by ${tokenUrl} for client "${clientId}"`;
  if (error instanceof oauth.ResponseBodyError) {
    const reason = [error.status, error.error, error.error_description?.replace(/\.$/, "")].filter(Boolean).join(" ");
    return new TokenError("REFUSED", `${refused}: ${reason}.${advice(error.error, scope)}`, error.error);
  }
  if (error instanceof oauth.WWWAuthenticateChallengeError) {
    return new TokenError(
      "REFUSED",
      `${refused}: ${error.status}.${advice("invalid_client", scope)}`,
      "invalid_client",
    );
  }
  if (error instanceof oauth.OperationProcessingError) {
    return new TokenError("INVALID_RESPONSE", `${tokenUrl} did not answer as a token endpoint: ${error.message}.`);
  }
  if (error instanceof TypeError && error.message === "fetch failed") {
    return new TokenError(
      "UNREACHABLE",
      `${tokenUrl} cannot be reached: check the identity domain's URL, and that the domain is running.`,
    );
  }
  throw error;
}

function advice(error: string, scope: string): string {
  switch (error) {
    case "invalid_client":
      return " The client ID or secret is wrong, or the application is not active: compare them with `pulumi stack output`.";
    case "invalid_scope":
    case "unauthorized_client":
      return ` The application may not request "${scope}": add the scope or grant type to the team's manifest and run \`pulumi up\`.`;
    default:
      return "";
  }
}
