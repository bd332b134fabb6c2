import { createHash } from "node:crypto";
import { serve } from "@hono/node-server";
import { type Context, Hono } from "hono";
import {
  type AuthorizationClient,
  type AuthorizationRequest,
  beginAuthorization,
  beginImplicit,
  codeOf,
  newState,
  tokensIn,
} from "../../oauth/authorization-request.ts";
import type { Grant, Tokens } from "../../oauth/grants.ts";
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
  const { request, address } = await answered(pair, name, scope, how, beginAuthorization);
  const { redirectUrl, codeVerifier } = request;
  return { type: "authorization_code", code: codeOf(request, address), redirectUrl, codeVerifier };
}

/** The same for the implicit grant, whose answer is the token itself. Errors as for `signIn`. */
export async function signInForToken(pair: Pair, name: string, scope: string, how: SignIn): Promise<Tokens> {
  const begin = async (client: AuthorizationClient) => beginImplicit(client);
  const { request, address } = await answered(pair, name, scope, how, begin);
  return tokensIn(request, address);
}

/** A request that the person has followed, and the address that the browser ended at. */
async function answered<Request extends AuthorizationRequest>(
  pair: Pair,
  name: string,
  scope: string,
  how: SignIn,
  begin: (client: AuthorizationClient) => Promise<Request>,
): Promise<{ readonly request: Request; readonly address: URL }> {
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
    const request = await begin({ clientId: pair.clientId, authorizationUrl, redirectUrl, scope, state });
    if (!how.paste && how.elsewhere !== undefined)
      how.note(
        `This is ${how.elsewhere}, so the browser is on another machine: as with --paste, paste the address that it ends at.`,
      );
    how.note(`Sign in at\n  ${request.url}`);
    if (listening) await how.openBrowser?.(request.url);
    const address = listening ? await before(how.signal, listening.address) : parsed(await how.askForAddress());
    return { request, address };
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
  const answer = (context: Context, address: URL, found: string | null) => {
    if (found !== state) return context.text("This is not the answer to the sign-in.", 400);
    came(address);
    // Nothing of the address is shown: whoever sends a browser here must not be able to write on this page.
    return context.html(closingPage, 200, headersOf("default-src 'none'"));
  };
  app.get(url.pathname, (context) => {
    const { search } = new URL(context.req.url);
    // An answer in the fragment does not leave the browser by itself.
    if (search === "") return context.html(fragmentPage, 200, headersOf(fragmentPolicy));
    return answer(context, new URL(`${url.pathname}${search}`, url), context.req.query("state") ?? null);
  });
  app.post(url.pathname, async (context) => {
    const fragment = (await context.req.text()).slice(0, 64 * 1024);
    const address = new URL(url);
    address.hash = fragment;
    return answer(context, address, new URLSearchParams(fragment).get("state"));
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

function headersOf(policy: string) {
  return { "cache-control": "no-store", "content-security-policy": policy, "referrer-policy": "no-referrer" };
}

const closingPage =
  "<!doctype html><title>Back to the terminal</title><h1>You may close this page</h1><p>The terminal goes on.</p>";

/** Sends what stands behind the "#" of its address here, takes it out of the address and the history, and shows the answer. */
const script =
  'const fragment = location.hash.slice(1); history.replaceState(null, "", location.pathname); fetch(location.pathname, { method: "POST", body: fragment }).then((answer) => answer.text()).then((text) => { document.title = "Back to the terminal"; document.body.textContent = text.includes("You may close") ? "You may close this page. The terminal goes on." : text; });';
const fragmentPage = `<!doctype html><title>Signing in</title><body><p>This page needs JavaScript to pass the answer on.</p><script>${script}</script>`;
const fragmentPolicy = `default-src 'none'; connect-src 'self'; script-src 'sha256-${createHash("sha256").update(script).digest("base64")}'`;
