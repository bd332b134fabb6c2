import * as oauth from "oauth4webapi";
import { isLoopback } from "../wording/loopback.ts";
import { oneLine } from "../wording/one-line.ts";
import { TokenError } from "./token-error.ts";

/** How long a token request may take until its answer is complete, in milliseconds. */
const longestWait = 60_000;

/** The largest answer that is read: 1 MiB. */
const largestAnswer = 1024 * 1024;

/** What a request to a token endpoint needs of a client. */
export interface TokenRequest {
  /** The token endpoint: https, or http on localhost. */
  readonly tokenUrl: string;
  readonly clientId: string;
  /** How the client authenticates. @default HTTP Basic with `clientSecret` */
  readonly authentication?: oauth.ClientAuth;
  /** Absent if it authenticates otherwise. */
  readonly clientSecret?: string;
  /** Fully qualified scopes of one resource app, separated by spaces. */
  readonly scope: string;
  /** How long the request may take until its answer is complete, in milliseconds. @default 60000 */
  readonly timeout?: number;
  /** Sends the request. @default the platform's fetch */
  readonly fetch?: typeof fetch;
}

/**
 * Sends a request to the token endpoint.
 *
 * @param grantType its `grant_type`
 * @param parameters the others of the grant
 * @throws TokenError without the secret
 */
export async function requestToken(
  request: TokenRequest,
  grantType: string,
  parameters: Readonly<Record<string, string>>,
): Promise<oauth.TokenEndpointResponse> {
  return ask(request, async (client, authentication, options) => {
    const server = { issuer: new URL(request.tokenUrl).origin, token_endpoint: request.tokenUrl };
    const sent = { ...parameters };
    const response = await oauth.genericTokenEndpointRequest(server, client, authentication, grantType, sent, options);
    // The identity token, if there is one, is for people to read: nothing here trusts it.
    const answer = await oauth.processGenericTokenEndpointResponse(server, client, await withoutIdToken(response));
    refuseOdd(answer, request.tokenUrl);
    return answer;
  });
}

/** A hundred years, in seconds. */
const longestLife = 3_155_760_000;

/**
 * Tokens have visible ASCII characters only (RFC 6749, appendices A.12 and A.17): others could change a header or a terminal. A life
 * must be one that a date can have.
 */
function refuseOdd(answer: oauth.TokenEndpointResponse, tokenUrl: string): void {
  const tokens = [answer.access_token, answer.refresh_token ?? "x"];
  const odd = tokens.every((token) => /^[!-~]+$/.test(token))
    ? (answer.expires_in ?? 0) > longestLife && "expires_in of more than a hundred years came"
    : "a token with blanks or control characters came";
  if (odd) throw new TokenError("INVALID_RESPONSE", `${tokenUrl} did not answer as a token endpoint: ${odd}.`);
}

/**
 * Asks an endpoint that a client authenticates at, in the way of all requests of this folder.
 *
 * @param question what is asked, with the client, its authentication, and the options of each request
 * @throws TokenError without the secret
 */
export async function ask<Answer>(
  request: TokenRequest,
  question: (
    client: oauth.Client,
    authentication: oauth.ClientAuth,
    options: oauth.TokenEndpointRequestOptions,
  ) => Promise<Answer>,
): Promise<Answer> {
  const { tokenUrl, clientId, clientSecret = "", timeout = longestWait, fetch: send = fetch } = request;
  const { protocol, hostname } = new URL(tokenUrl);
  if (protocol !== "https:" && !isLoopback(hostname)) {
    throw new TokenError(
      "NOT_ENCRYPTED",
      `${tokenUrl} is not encrypted: nothing was sent, because others could read the client secret. Use https; http is allowed for a domain on localhost only.`,
    );
  }
  const { authentication = oauth.ClientSecretBasic(clientSecret) } = request;
  try {
    return await question({ client_id: clientId }, authentication, {
      [oauth.allowInsecureRequests]: isLoopback(hostname),
      [oauth.customFetch]: async (url, options) => wholeAnswer(await send(url, options as RequestInit), url),
      signal: AbortSignal.timeout(timeout),
    });
  } catch (error) {
    throw explained(error, request);
  }
}

/** A token response without its identity token, which would have to be verified with the domain's keys. */
async function withoutIdToken(response: Response): Promise<Response> {
  if (!response.ok) return response;
  const text = await response.text();
  const { status, headers } = response;
  try {
    const { id_token: _, ...members } = JSON.parse(text) as Record<string, unknown>;
    return Response.json(members, { status, headers });
  } catch {
    return new Response(text, { status, headers });
  }
}

/** An answer that has been read as a whole. */
async function wholeAnswer({ body, status, headers }: Response, tokenUrl: string): Promise<Response> {
  if (status >= 300 && status < 400) {
    const target = URL.parse(headers.get("location") ?? "", tokenUrl);
    const place = target === null ? "nowhere" : `to ${oneLine(target.origin + target.pathname, 300)}`;
    const message = `${tokenUrl} did not answer as a token endpoint: it answered with ${status}, which leads ${place}.`;
    throw new TokenError("INVALID_RESPONSE", message);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > largestAnswer)
      throw new TokenError("ANSWER_TOO_LARGE", `${tokenUrl} did not answer as a token endpoint: more than 1 MiB came.`);
    chunks.push(chunk);
  }
  return new Response(size === 0 ? null : Buffer.concat(chunks), { status, headers });
}

function explained(error: unknown, { tokenUrl, clientId, scope, timeout = longestWait }: TokenRequest): unknown {
  const refused = `Token refused by ${tokenUrl} for client "${clientId}"`;
  if (error instanceof oauth.ResponseBodyError) {
    const said = oneLine(error.error_description ?? "", 400).replace(/\.$/, "");
    const reason = [error.status, oneLine(error.error, 100), said].filter(Boolean).join(" ");
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
    return new TokenError(
      "INVALID_RESPONSE",
      `${tokenUrl} did not answer as a token endpoint: ${oneLine(error.message, 400)}.`,
    );
  }
  if (error instanceof TypeError && error.message === "fetch failed") {
    return new TokenError(
      "UNREACHABLE",
      `${tokenUrl} cannot be reached: check the identity domain's URL, and that the domain is running.`,
    );
  }
  if (error instanceof Error && error.name === "TimeoutError")
    return new TokenError("TIMED_OUT", `${tokenUrl} gave no complete answer within ${timeout / 1000} seconds.`);
  if (error instanceof TypeError && error.message === "terminated")
    return new TokenError("UNREACHABLE", `${tokenUrl} ended the connection before its answer was complete.`);
  return error;
}

function advice(error: string, scope: string): string {
  switch (error) {
    case "invalid_client":
      return (
        " The client ID or secret is wrong, or the application is not active. If the secret was regenerated in the console, " +
        "the stack still shows the one of the last `pulumi up`: run `pulumi refresh` and `pulumi up`, which publish the new one."
      );
    case "invalid_grant":
      return (
        " The user name or password is wrong, the user is not active or, where grants are enforced, not assigned to the application; " +
        "or the code, assertion or refresh token has ended or was used before."
      );
    case "invalid_scope":
    case "unauthorized_client":
      return ` The application may not request "${scope}": add the scope or grant type to the team's manifest and run \`pulumi up\`.`;
    default:
      return "";
  }
}
