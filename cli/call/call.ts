import { requestTokens } from "../../oauth/grants.ts";
import { isLoopback } from "../../wording/loopback.ts";
import { CommandError } from "../errors/command-error.ts";
import type { Pair } from "../pair/pair.ts";
import { choose } from "../token/get-tokens.ts";

/** How long the API may take until its answer is complete, in milliseconds. */
const longestWait = 60_000;

/** How much of an answer's body is read and shown, in bytes. */
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
  const body = await beginningOf(response, url);
  // Hidden last: control characters between its letters would hide it from the search.
  const text = hidden(printable([`GET ${url}`, status, ...headers, "", body].join("\n")), accessToken);
  return { text: text.trimEnd(), isAccepted: response.ok };
}

/** The beginning of a body; the rest, which may be endless, is not read. */
async function beginningOf({ body }: Response, url: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body ?? []) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > longestBody) break;
    }
  } catch {
    throw new CommandError(`${url} broke off its answer, or did not end it within ${longestWait / 1000} seconds.`);
  }
  return Buffer.concat(chunks).subarray(0, longestBody).toString("utf8");
}

/** A text without a token, also where the end of the text cuts the token off. */
function hidden(text: string, token: string): string {
  const whole = text.replaceAll(token, "********");
  const shortest = Math.min(8, token.length);
  for (let length = token.length - 1; length >= shortest; length--)
    if (whole.endsWith(token.slice(0, length))) return `${whole.slice(0, -length)}********`;
  return whole;
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
