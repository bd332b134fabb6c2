import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { beginAuthorization, codeOf, newState } from "../../oauth/authorization-request.ts";
import type { Grant } from "../../oauth/grants.ts";
import { isLoopback } from "../../wording/loopback.ts";
import { CommandError } from "../errors/command-error.ts";
import { domainOf, type Pair } from "../pair/pair.ts";

/** How a person is brought to the sign-in page and back. */
export interface SignIn {
  /** Opens the system's browser; undefined: this machine has none for the person, who opens the address elsewhere. */
  readonly openBrowser: ((url: string) => Promise<unknown>) | undefined;
  /** Whether the person pastes the address that the browser was sent back to. */
  readonly paste: boolean;
  /** Asks for that address. */
  readonly askForAddress: () => Promise<string>;
  /** What this machine is where the browser is on another one, such as "an SSH session". */
  readonly elsewhere?: string | undefined;
  /** Ends the waiting for the browser. */
  readonly signal?: AbortSignal | undefined;
  readonly note: (text: string) => void;
}

/**
 * Gets an authorization code (RFC 6749 section 4.1, with PKCE): by a loopback URL of the client's redirect URLs (RFC 8252 section
 * 7.3), the first whose port is free; or by the address that the person pastes.
 *
 * @throws CommandError if the client has no redirect URL for it, or if nobody signed in before `signal`
 * @throws TokenError if the sign-in is refused
 */
export async function signIn(pair: Pair, name: string, scope: string, how: SignIn): Promise<Grant> {
  const [first] = pair.redirectUrls ?? [];
  if (first === undefined)
    throw new CommandError(
      `"${name}" has no redirect URL. Add one to its manifest, such as http://127.0.0.1:8400/callback.`,
    );
  const isPasted = how.paste || how.openBrowser === undefined;
  const loopback = (pair.redirectUrls ?? []).filter(isLoopbackUrl);
  if (!isPasted && loopback.length === 0)
    throw new CommandError(
      `"${name}" has no redirect URL on this machine (${first}). Run the command with --paste, and paste the address that the browser ends at; or add http://127.0.0.1:<port>/callback to \`redirectUrls\`.`,
    );
  const state = newState();
  const listening = isPasted ? undefined : await listen(loopback, name, state);
  try {
    const redirectUrl = listening?.url ?? first;
    const authorizationUrl = pair.authorizationUrl ?? new URL("/oauth2/v1/authorize", domainOf(pair)).href;
    const request = await beginAuthorization({ ...pair, authorizationUrl, redirectUrl, scope, state });
    if (!how.paste && how.elsewhere !== undefined)
      how.note(
        `This is ${how.elsewhere}, so the browser is on another machine: as with --paste, paste the address that it ends at.`,
      );
    how.note(`Sign in at\n  ${request.url}`);
    if (listening) await how.openBrowser?.(request.url);
    const address = listening ? await before(how.signal, listening.address) : parsed(await how.askForAddress());
    const { codeVerifier } = request;
    return { type: "authorization_code", code: codeOf(request, address), redirectUrl, codeVerifier };
  } finally {
    await listening?.close();
  }
}

/** What comes, unless the signal comes first. */
function before<Value>(signal: AbortSignal | undefined, awaited: Promise<Value>): Promise<Value> {
  if (signal === undefined) return awaited;
  const late = () => new CommandError("Nobody signed in in time, so there is no token. Run the command again.");
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(late());
    signal.addEventListener("abort", () => reject(late()), { once: true });
    awaited.then(resolve, reject);
  });
}

function isLoopbackUrl(text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === "http:" && isLoopback(url.hostname) && url.port !== "";
}

function parsed(text: string): URL {
  const url = URL.parse(text.trim());
  if (url === null) throw new CommandError("That is not an address: paste all of it, from https:// or http:// on.");
  return url;
}

/** A listener at one of the client's loopback URLs. */
interface Listening {
  readonly url: string;
  /** The address that the browser came with. */
  readonly address: Promise<URL>;
  close(): Promise<void>;
}

async function listen(urls: readonly string[], name: string, state: string): Promise<Listening> {
  for (const text of urls) {
    const listening = await tryToListen(text, state);
    if (listening) return listening;
  }
  throw new CommandError(
    `No redirect URL of "${name}" can be listened at, because other programs use the ports: ${urls.join(", ")}. End one of them, or use --paste.`,
  );
}

/** Undefined if another program listens there. What is not the answer to this sign-in does not end it: any page can send a browser here. */
function tryToListen(text: string, state: string): Promise<Listening | undefined> {
  const url = new URL(text);
  const { promise: address, resolve: came } = Promise.withResolvers<URL>();
  const app = new Hono();
  app.get(url.pathname, (context) => {
    const { search } = new URL(context.req.url);
    if (context.req.query("state") !== state) return context.text("This is not the answer to the sign-in.", 400);
    came(new URL(`${url.pathname}${search}`, url));
    // Nothing of the address is shown: whoever sends a browser here must not be able to write on this page.
    return context.html(page, 200, { "cache-control": "no-store", "content-security-policy": "default-src 'none'" });
  });
  return new Promise((resolve, reject) => {
    const hostname = url.hostname.replaceAll(/[[\]]/g, "");
    const server = serve({ fetch: app.fetch, hostname, port: Number(url.port) }, () =>
      resolve({
        url: text,
        address,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            if ("closeAllConnections" in server) server.closeAllConnections();
          }),
      }),
    );
    server.on("error", (error: NodeJS.ErrnoException) => {
      if (["EADDRINUSE", "EACCES", "EADDRNOTAVAIL"].includes(error.code ?? "")) resolve(undefined);
      else reject(error);
    });
  });
}

const page =
  "<!doctype html><title>Back to the terminal</title><h1>You may close this page</h1><p>The terminal goes on.</p>";
