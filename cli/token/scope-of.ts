import { notFound } from "../../wording/nearest.ts";
import { CommandError } from "../errors/command-error.ts";
import type { Pair } from "../pair/pair.ts";

/** Which scope is asked for. */
export interface ScopeChoice {
  /** The scope as it is sent. */
  readonly scope?: string | undefined;
  /** The display name of the resource app, for a client that calls several. */
  readonly app?: string | undefined;
  /** Whether a refresh token is asked for. */
  readonly offline?: boolean | undefined;
}

/**
 * The scope to send: that of the client's first resource app, of another one, or what was given. With `offline`, it has
 * `offline_access`.
 *
 * @throws CommandError if the client has no such scope
 */
export function scopeOf(pair: Pair, name: string, { scope, app, offline }: ScopeChoice): string {
  if (scope !== undefined && app !== undefined) throw new CommandError("--scope and --app exclude each other.");
  if (scope !== undefined) return withOffline(scope, offline);
  const [scopes, refreshScopes] = [pair.scopes ?? {}, pair.refreshScopes ?? {}];
  if (app !== undefined) {
    const own = Object.hasOwn(scopes, app) ? scopes[app] : undefined;
    if (own === undefined)
      throw new CommandError(notFound(app, `a resource app that ${name} calls`, Object.keys(scopes)));
    return offline ? (refreshScopes[app] ?? refused(name, app)) : own;
  }
  if (offline) return pair.refreshScope ?? refused(name, undefined);
  if (pair.scope === "")
    throw new CommandError(
      `"${name}" calls no API: its manifest names no resource app, so there is no scope to request. Give one with --scope, such as "openid".`,
    );
  return pair.scope;
}

function withOffline(scope: string, offline: boolean | undefined): string {
  return offline && !scope.split(" ").includes("offline_access") ? `${scope} offline_access` : scope;
}

function refused(name: string, app: string | undefined): never {
  const place = app === undefined ? "" : ` for ${app}`;
  throw new CommandError(
    `"${name}" gets no refresh token${place}: its manifest needs the grant type \`refresh_token\`, and the resource app must allow refresh tokens.`,
  );
}
