import { readFileSync } from "node:fs";
import { byAssertion, byCertificate, byNothing, type ClientKey } from "../../oauth/client-authentication.ts";
import { authorizeDevice, tokensOfDevice } from "../../oauth/device-authorization.ts";
import { type Grant, requestTokens, type Tokens } from "../../oauth/grants.ts";
import type { TokenRequest } from "../../oauth/token-request.ts";
import { signUserAssertion } from "../../oauth/user-assertion.ts";
import { oneLine } from "../../wording/one-line.ts";
import { CommandError } from "../errors/command-error.ts";
import { domainOf, type Pair } from "../pair/pair.ts";
import { type Flow, flowOf, flows, usualFlow } from "./flows.ts";
import { type ScopeChoice, scopeOf } from "./scope-of.ts";
import { type SignIn, signIn, signInForToken } from "./sign-in.ts";

/** What the user of the command chose. */
export interface TokenOptions extends ScopeChoice {
  /** One of `flows`, or a grant type. @default the first of client, browser, device, password that the client has */
  readonly flow?: string | undefined;
  /** The user, for `password` and for `jwt` with a key. */
  readonly username?: string | undefined;
  /** A file with a private key (PKCS #8, PEM): it signs client assertions instead of the secret, and user assertions. */
  readonly key?: string | undefined;
  /** The alias of its certificate. @default that of the client's only certificate */
  readonly alias?: string | undefined;
  /** A file with a certificate in PEM, for TLS client authentication with `key`. */
  readonly certificate?: string | undefined;
}

/** What getting a token needs of the person and the machine. */
export interface Person extends SignIn {
  /** Asks for something that nobody may see: a password, a refresh token, an assertion. */
  readonly askForSecret: (what: string) => Promise<string>;
  /** Waits for some seconds. */
  readonly pause: (seconds: number) => Promise<void>;
  /** Sends requests. @default the platform's fetch */
  readonly fetch?: typeof fetch | undefined;
}

/** Which flow, for whom: what a cached token is known by. */
export interface Chosen {
  readonly flow: Flow;
  /** The scope to send; absent for `refresh`, unless one was given. */
  readonly scope: string | undefined;
}

/**
 * Decides the flow and the scope, before anything is asked for or sent.
 *
 * @throws CommandError if the client cannot get such a token
 */
export function choose(pair: Pair, name: string, options: TokenOptions): Chosen {
  if (pair.retired)
    throw new CommandError(
      `"${name}" is retired, so it gets no tokens: remove \`state: retired\` from its manifest and run \`pulumi up\` to use it again.`,
    );
  const flow = options.flow === undefined ? usualFlow(pair.grantTypes) : flowOf(options.flow);
  const own = (pair.grantTypes ?? []).flatMap((grantType) => flowOf(grantType) ?? []);
  if (flow === undefined && options.flow !== undefined)
    throw new CommandError(`--flow ${options.flow} is none of ${Object.keys(flows).join(", ")}.`);
  if (flow === undefined) throw new CommandError(`"${name}" needs --flow: ${own.join(" or ")}.`);
  if (pair.grantTypes && !pair.grantTypes.includes(flows[flow]))
    throw new CommandError(
      `"${name}" may not use the flow ${flow}: its manifest has no grant type \`${flows[flow]}\`. It may use ${own.join(", ")}.`,
    );
  if (flow === "refresh") return { flow, scope: options.scope };
  return { flow, scope: scopeOf(pair, name, options) };
}

/**
 * Gets tokens by a flow.
 *
 * @param name what messages call the client
 * @throws CommandError, TokenError: without secret, password, assertion or token
 */
export async function getTokens(
  pair: Pair,
  name: string,
  { flow, scope = "" }: Chosen,
  options: TokenOptions,
  person: Person,
): Promise<Tokens> {
  if (flow === "implicit") return signInForToken(pair, name, scope, person);
  const client = await clientOf(pair, name, flow, options, person);
  if (flow === "device") {
    const url = pair.deviceAuthorizationUrl ?? new URL("/oauth2/v1/device", domainOf(pair)).href;
    const device = await authorizeDevice({ ...client, scope }, url);
    const { completeVerificationUrl, verificationUrl, userCode } = device;
    const place = oneLine(completeVerificationUrl ?? verificationUrl, 2000);
    person.note(`Open ${place} and enter the code ${oneLine(userCode, 100)}`);
    return tokensOfDevice(client, device, person.pause);
  }
  return requestTokens(client, await grantOf(pair, name, flow, scope, options, person));
}

/** How the client authenticates: by its certificate, by a signed assertion, by its secret, or not at all. */
async function clientOf(
  pair: Pair,
  name: string,
  flow: Flow,
  options: TokenOptions,
  { fetch }: Person,
): Promise<Omit<TokenRequest, "scope">> {
  const { clientId, clientSecret, tokenUrl } = pair;
  const common = { clientId, tokenUrl, ...(fetch && { fetch }) };
  if (flow === "tls") {
    if (options.certificate === undefined || options.key === undefined)
      throw new CommandError("The flow tls needs --certificate and --key: files in PEM.");
    const certificate = readPem(options.certificate, "CERTIFICATE");
    const privateKey = readPem(options.key, "PRIVATE KEY");
    return { ...common, tokenUrl: await secureTokenUrl(pair, fetch), ...byCertificate({ certificate, privateKey }) };
  }
  if (options.key !== undefined && (flow !== "jwt" || clientSecret === undefined))
    return { ...common, authentication: await byAssertion(keyOf(pair, name, options), domainOf(pair)) };
  if (clientSecret !== undefined) return { ...common, clientSecret };
  return { ...common, authentication: byNothing() };
}

async function grantOf(
  pair: Pair,
  name: string,
  flow: Exclude<Flow, "device" | "implicit">,
  scope: string,
  options: TokenOptions,
  person: Person,
): Promise<Grant> {
  switch (flow) {
    case "client":
    case "tls":
      return { type: flows[flow], scope };
    case "browser":
      return signIn(pair, name, scope, person);
    case "password": {
      const username = userOf(options, flow);
      return { type: "password", username, password: await person.askForSecret(`Password of ${username}`), scope };
    }
    case "refresh":
      return { type: "refresh_token", refreshToken: await person.askForSecret("Refresh token"), scope };
    case "jwt": {
      const assertion =
        options.key === undefined
          ? await person.askForSecret("JWT about the user")
          : await signUserAssertion(keyOf(pair, name, options), {
              clientId: pair.clientId,
              username: userOf(options, flow),
              identityDomainUrl: domainOf(pair),
            });
      return { type: flows.jwt, assertion, scope };
    }
    case "saml": {
      const assertion = await person.askForSecret("SAML assertion, as XML or in base64");
      const encoded = assertion.trimStart().startsWith("<") ? Buffer.from(assertion).toString("base64") : assertion;
      return { type: flows.saml, assertion: encoded, scope };
    }
  }
}

function userOf({ username }: TokenOptions, flow: Flow): string {
  if (username === undefined) throw new CommandError(`The flow ${flow} needs --username.`);
  return username;
}

function keyOf({ certificates = [] }: Pair, name: string, { key = "", alias }: TokenOptions): ClientKey {
  const [only, another] = certificates;
  const chosen = alias ?? (another === undefined ? only?.alias : undefined);
  if (chosen === undefined) {
    const known = certificates.length === 0 ? "" : `: ${certificates.map((one) => one.alias).join(" or ")}`;
    throw new CommandError(`Which certificate of "${name}" belongs to ${key}? Give its alias with --alias${known}.`);
  }
  return { privateKey: readPem(key, "PRIVATE KEY"), alias: chosen };
}

function readPem(file: string, what: string): string {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new CommandError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  if (!text.includes(`-----BEGIN ${what}-----`)) {
    const way =
      what === "PRIVATE KEY" ? ` \`openssl pkcs8 -topk8 -nocrypt -in ${file}\` writes a key in that form.` : "";
    throw new CommandError(`${file} has no "BEGIN ${what}".${way}`);
  }
  return text;
}

/** Where a domain asks for the client's certificate: discovery names it, and it may be another port. */
async function secureTokenUrl(pair: Pair, send: typeof fetch = fetch): Promise<string> {
  const url = pair.discoveryUrl ?? new URL("/.well-known/idcs-configuration", domainOf(pair)).href;
  const answer = await send(url, { signal: AbortSignal.timeout(60_000) }).catch(() => undefined);
  const found = answer?.ok ? ((await answer.json().catch(() => ({}))) as Discovery) : {};
  const secure = found["openid-configuration"]?.secure_token_endpoint ?? found.secure_token_endpoint;
  if (typeof secure !== "string" || !secure.startsWith("https://"))
    throw new CommandError(`${url} names no https \`secure_token_endpoint\`, which TLS client authentication needs.`);
  return secure;
}

interface Discovery {
  readonly secure_token_endpoint?: unknown;
  readonly "openid-configuration"?: { readonly secure_token_endpoint?: unknown };
}
