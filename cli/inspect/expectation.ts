import { notFound } from "../../wording/nearest.ts";
import { quote } from "../../wording/quote.ts";
import { CommandError } from "../errors/command-error.ts";
import type { DeclaredClient } from "../project/declared-clients.ts";
import { appOfAudiences, appOfUrl } from "./audiences.ts";
import type { Expectation } from "./context.ts";
import { accessTo, clientNamed } from "./declared-client.ts";
import type { ResourceApp } from "./domain-facts.ts";

/** What the command line says about what the token is for. */
export interface Expected {
  /** `<team>/<client>`, whose token it should be. */
  readonly clientName?: string | undefined;
  /** The display name of the app that would have to accept it. */
  readonly app?: string | undefined;
  /** The URL that would be called. */
  readonly url?: string | undefined;
  /** Scopes that the API requires, without the audience. */
  readonly scopes?: readonly string[];
}

/**
 * What is expected of a token for these audiences.
 *
 * @throws CommandError if no client or app is meant
 */
export function expectationOf(
  { clientName, app, url, scopes = [] }: Expected,
  clients: readonly DeclaredClient[],
  apps: readonly ResourceApp[],
  audiences: readonly string[],
): Expectation {
  const client = clientName === undefined ? undefined : clientNamed(clientName, clients);
  const address = url === undefined ? undefined : urlOf(url);
  return {
    client,
    url: address,
    scopes,
    app: app === undefined ? appFor(address, client, apps, audiences) : appNamed(app, apps),
  };
}

function appFor(
  url: URL | undefined,
  client: DeclaredClient | undefined,
  apps: readonly ResourceApp[],
  audiences: readonly string[],
) {
  if (url !== undefined) {
    const app = appOfUrl(apps, url);
    if (app !== undefined) return app;
    if (apps.length === 0)
      throw new CommandError(
        "No resource app is known, so --url says nothing about the audience: give credentials (--auth, --profile, or as for the stack: docs/provider.md#authentication).",
      );
    throw new CommandError(
      `No resource app has an audience for ${quote(url.origin)}: the audience of a service is not always its URL (Oracle Integration). Name the app instead: --app <display name>, one of ${apps.map(({ displayName }) => quote(displayName)).join(", ")}.`,
    );
  }
  if (client === undefined) return undefined;
  const its = apps.filter((app) => accessTo(client, app) !== undefined);
  return (
    appOfAudiences(its, audiences) ?? (client.manifest.authorizedResources.kind === "specific" ? its[0] : undefined)
  );
}

function appNamed(name: string, apps: readonly ResourceApp[]): ResourceApp {
  const found = apps.find(({ displayName }) => displayName.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  throw new CommandError(
    notFound(
      name,
      "a resource app of the domain",
      apps.map(({ displayName }) => displayName),
    ),
  );
}

function urlOf(text: string): URL {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol)) return url;
  throw new CommandError(`${quote(text)} is not the URL of an API: write https://…, as the program calls it.`);
}
