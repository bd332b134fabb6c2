import type { AccessManifest } from "../../manifest/keys-and-defaults/client.ts";
import type { StackManifest } from "../../manifest/load-stack.ts";
import { appOf, builtInServices, type Service, serviceOf } from "../../manifest/oracle/services.ts";
import type { Claims } from "../../oauth/read-token.ts";
import { oneLine } from "../../wording/one-line.ts";
import type { DeclaredClient } from "../project/declared-clients.ts";
import type { Holder, ResourceApp } from "./domain-facts.ts";

/** What is expected of a token. */
export interface Expectation {
  /** The client that it should be of. */
  readonly client?: DeclaredClient | undefined;
  /** The app that would have to accept it. */
  readonly app?: ResourceApp | undefined;
  /** Scopes that the API requires, without the audience. */
  readonly scopes: readonly string[];
  /** The URL that would be called. */
  readonly url?: URL | undefined;
}

/** All that is known when a token is judged. */
export interface Context {
  /** The claims of a token whose signature is not known to be wrong. */
  readonly claims: Claims;
  /** Now, by the domain's clock if that is known. */
  readonly now: Date;
  readonly expected: Expectation;
  readonly apps: readonly ResourceApp[];
  /** Whether `apps` are all apps of the domain, and not those of the manifests alone. */
  readonly isComplete: boolean;
  readonly stack?: StackManifest | undefined;
  /** The client of the token. */
  readonly client?: DeclaredClient | undefined;
  /** Who has the token, as the domain knows it; `unknown` if it was not asked. */
  readonly holder: Holder | undefined | "unknown";
  /** The user whose name is the client ID, for services that demand one. */
  readonly userOfClient: Holder | undefined | "unknown";
}

/** Whether a token is a user's. */
export function isOfUser({ claims }: Pick<Context, "claims">): boolean {
  return claims.sub_type === "user" || (claims.sub_type === undefined && claims.user_id !== undefined);
}

/** Who has the token: the user's name, or the client. */
export function holderName(context: Context): string {
  const { claims, client } = context;
  if (isOfUser(context)) return oneLine(String(claims.sub), 200);
  return client?.name ?? oneLine(String(claims.client_name ?? claims.client_id), 200);
}

/** The service of an app: that which the client's access names, or the one whose rule gives the app its name. */
export function serviceOfApp(
  stack: StackManifest | undefined,
  app: ResourceApp,
  entry: AccessManifest | undefined,
): (Service & { readonly name: string; readonly instance?: string }) | undefined {
  const services = stack?.services ?? builtInServices;
  const named = serviceOf(services, entry?.service);
  if (named !== undefined) return { ...named, name: String(entry?.service) };
  for (const name of Object.keys(services)) {
    const [before, after] = appOf(services, { service: name, instance: " " })?.split(" ") ?? [];
    if (before === undefined || after === undefined) continue;
    const { displayName } = app;
    if (!displayName.startsWith(before) || !displayName.endsWith(after)) continue;
    const instance = displayName.slice(before.length, displayName.length - after.length);
    const service = serviceOf(services, name);
    if (service !== undefined && instance !== "") return { ...service, name, instance };
  }
  return undefined;
}
