import { claimsOf } from "../../oauth/claims.ts";
import { CommandError } from "../errors/command-error.ts";
import { domainOf, type Pair } from "../pair/pair.ts";
import type { CacheKey, TokenCache } from "./cache.ts";
import { type Flow, flows } from "./flows.ts";
import { choose, getTokens, type Person, type TokenOptions } from "./get-tokens.ts";
import type { TokenJson } from "./json.ts";
import { type Form, render, variablesOf } from "./render.ts";

/** What `idcs-apps token` gets and how it shows it. */
export interface TokenCommand extends TokenOptions {
  readonly form: Form;
  /** A program that gets the token in its environment, instead of showing it. */
  readonly program: readonly string[];
}

/** What the command uses of the process. */
export interface TokenSurroundings extends Person {
  readonly print: (text: string) => void;
  /** Absent: no token is kept. */
  readonly cache?: TokenCache | undefined;
  /** Runs a program, with more environment variables, and returns its exit code. */
  readonly run: (program: readonly string[], variables: Readonly<Record<string, string>>) => Promise<number>;
  readonly now: () => Date;
}

/**
 * Gets a token, and shows its claims, shows it, or gives it to a program.
 *
 * @param name what messages call the client
 * @returns the exit code: the program's, or 0
 * @throws CommandError, TokenError: without secret or token
 */
export async function token(pair: Pair, name: string, command: TokenCommand, on: TokenSurroundings): Promise<number> {
  if (command.program.length > 0 && command.form !== "claims")
    throw new CommandError(`--${command.form} shows the token; a program gets it in its environment: choose one.`);
  const got = await kept(pair, name, command, on);
  if (command.program.length > 0) return on.run(command.program, variablesOf(got));
  on.print(render(command.form, got, claimsOf, on.now()));
  return 0;
}

async function kept(pair: Pair, name: string, command: TokenCommand, on: TokenSurroundings): Promise<TokenJson> {
  const chosen = choose(pair, name, command);
  const { flow, scope } = chosen;
  const key: CacheKey = {
    identityDomainUrl: domainOf(pair),
    clientId: pair.clientId,
    flow,
    scope: scope ?? "",
    username: command.username ?? "",
  };
  const cache = isOfKnownUser(flow, command) ? on.cache : undefined;
  if (on.cache && !cache)
    on.note("The token is not kept: a refresh token never is, and what was given decides whose token this is.");
  const found = cache?.find(key, on.now());
  if (found) {
    on.note("The token is from the cache.");
    return found;
  }
  const {
    accessToken,
    expiresIn,
    refreshToken,
    scope: granted = scope,
  } = await getTokens(pair, name, chosen, command, on);
  const got: TokenJson = {
    client: name,
    flow: flows[flow],
    accessToken,
    tokenType: "Bearer",
    ...(expiresIn !== undefined && { expiresAt: new Date(on.now().getTime() + 1000 * expiresIn).toISOString() }),
    ...(granted && { scope: granted }),
    ...(refreshToken !== undefined && { refreshToken }),
  };
  keep(cache, key, got, on);
  return got;
}

/** The token is good even if it cannot be kept. */
function keep(cache: TokenCache | undefined, key: CacheKey, got: TokenJson, { note }: TokenSurroundings): void {
  try {
    cache?.keep(key, got);
  } catch (error) {
    note(`The token cannot be kept (${(error as NodeJS.ErrnoException).code}): the next time requests another one.`);
  }
}

/** Whether the choice says whose token it will be, and nothing but an access token is wanted: only then is it kept. */
function isOfKnownUser(flow: Flow, { offline, key }: TokenCommand): boolean {
  if (offline || flow === "saml" || flow === "refresh") return false;
  return flow !== "jwt" || key !== undefined;
}
