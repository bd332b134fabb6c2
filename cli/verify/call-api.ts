import { isLoopback } from "../../wording/loopback.ts";
import { oneLine } from "../../wording/one-line.ts";
import { CommandError } from "../errors/command-error.ts";
import type { ResourceApp } from "../inspect/domain-facts.ts";
import { expectationOf } from "../inspect/expectation.ts";
import type { Result } from "./json.ts";

/** Calls an API with tokens of its app. */
export interface CallApi {
  /** Whether the API belongs to an app: no other app's tokens are sent there. */
  readonly isFor: (app: string | null) => boolean;
  /** Sends GET with a token. Redirects are not followed. */
  readonly call: (token: string) => Promise<Pick<Result, "status" | "says">>;
}

/**
 * Prepares calls of an API.
 *
 * @param app the display name of its app @default the app whose audience has the URL's origin
 * @throws CommandError if the URL is not encrypted, or its app is not known
 */
export function callApiAt(
  text: string,
  app: string | undefined,
  apps: readonly ResourceApp[],
  send: typeof fetch = fetch,
): CallApi {
  const { url, app: itsApp } = expectationOf({ url: text, app }, [], apps, []);
  if (url === undefined || itsApp === undefined) throw new CommandError("--url needs the URL of an API.");
  if (url.protocol !== "https:" && !isLoopback(url.hostname))
    throw new CommandError(
      `${url.origin} is not encrypted: others could read the token. Write https; http is allowed on localhost only.`,
    );
  const shown = oneLine(url.origin + url.pathname, 300);
  return {
    isFor: (name) => name === itsApp.displayName,
    async call(token) {
      try {
        const { status, body } = await send(url, {
          redirect: "manual",
          headers: { authorization: `Bearer ${token}` },
          signal: AbortSignal.timeout(60_000),
        });
        await body?.cancel();
        if (status === 401 || status === 403)
          return { status: "failed", says: `${shown} refused the token: ${status}.` };
        if (status >= 300)
          return {
            status: "error",
            says: `${shown} answered with ${status}: that does not show whether it accepts the token.`,
          };
        return { status: "passed", says: `${shown} accepted it (${status})` };
      } catch {
        return { status: "error", says: `${shown} gave no answer.` };
      }
    },
  };
}
