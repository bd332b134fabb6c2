import { requestTokens } from "../../oauth/grants.ts";
import { isLoopback } from "../../wording/loopback.ts";
import { CommandError } from "../errors/command-error.ts";
import type { Pair } from "../pair/pair.ts";
import { choose } from "../token/get-tokens.ts";

/** How long the API may take until its answer is complete, in milliseconds. */
const longestWait = 60_000;

/** How much of an answer's body is shown, in characters. */
const longestBody = 64 * 1024;

/** What an API answered. */
export interface Answer {
  /** Status line, headers and body, without the token and without control characters. */
  readonly text: string;
  /** Whether its status is 2xx. */
  readonly isAccepted: boolean;
}

/**
 * Calls an API (GET) with a token of the client itself. Redirects are not followed: the token is for this URL alone.
 *
 * @param app the display name of the resource app, for a client that calls several
 * @throws CommandError, TokenError: without secret or token
 */
export async function call(
  pair: Pair,
  name: string,
  { url, app }: { readonly url: string; readonly app?: string | undefined },
  send: typeof fetch = fetch,
): Promise<Answer> {
  refuseUrl(url);
  const { clientId, clientSecret = "", tokenUrl } = pair;
  const { scope = "" } = choose(pair, name, { flow: "client", app });
  const client = { clientId, clientSecret, tokenUrl, fetch: send };
  const { accessToken } = await requestTokens(client, { type: "client_credentials", scope });
  const response = await asked(url, accessToken, send);
  const headers = [...response.headers].map(([header, value]) => `${header}: ${value}`);
  const status = `HTTP ${response.status} ${response.statusText}`.trimEnd();
  const body = (await response.text()).slice(0, longestBody);
  const text = [`GET ${url}`, status, ...headers, "", body].join("\n").replaceAll(accessToken, "********");
  return { text: printable(text).trimEnd(), isAccepted: response.ok };
}

function refuseUrl(text: string): void {
  const url = URL.parse(text);
  if (url === null) throw new CommandError(`${text} is not a URL: write it from https:// on.`);
  const isSafe = url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
  if (!isSafe)
    throw new CommandError(
      `${text} is not encrypted: nothing was sent, because others could read the token. Use https.`,
    );
  if (url.username !== "" || url.password !== "")
    throw new CommandError("The URL has a user name or a password: remove it, the token is sent instead.");
}

async function asked(url: string, accessToken: string, send: typeof fetch): Promise<Response> {
  try {
    return await send(url, {
      headers: { authorization: `Bearer ${accessToken}`, accept: "application/json" },
      redirect: "manual",
      signal: AbortSignal.timeout(longestWait),
    });
  } catch {
    throw new CommandError(`${url} gave no answer within ${longestWait / 1000} seconds, or cannot be reached.`);
  }
}

/** What a terminal would take as a command, except for line breaks and tabs, is left out. */
function printable(text: string): string {
  return text.replaceAll(/[^\P{C}\n\t]/gu, "");
}
