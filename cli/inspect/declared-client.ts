import type { AccessManifest } from "../../manifest/keys-and-defaults/client.ts";
import { secondClientId, secondDisplayName } from "../../naming/resource-names.ts";
import { notFound } from "../../wording/nearest.ts";
import { CommandError } from "../errors/command-error.ts";
import type { DeclaredClient } from "../project/declared-clients.ts";

/** The client with this name. @throws CommandError if there is none */
export function clientNamed(name: string, clients: readonly DeclaredClient[]): DeclaredClient {
  const found = clients.find((client) => client.name === name);
  if (found !== undefined) return found;
  throw new CommandError(
    notFound(
      name,
      "a client of this environment",
      clients.map((client) => client.name),
      "it has",
    ),
  );
}

/** The client of a token: by its client ID, or by the application's display name if the client ID is not that of the manifest. */
export function clientOfToken(
  { client_id: id, client_name: displayName }: Readonly<Record<string, unknown>>,
  clients: readonly DeclaredClient[],
): DeclaredClient | undefined {
  return (
    clients.find(({ clientId }) => [clientId, secondClientId(clientId)].some((one) => one === id)) ??
    clients.find(({ manifest }) =>
      [manifest.displayName, secondDisplayName(manifest.displayName)].some((one) => one === displayName),
    )
  );
}

/** The entry of a client's access for an app, by display name or by an audience in its fully qualified scopes. */
export function accessTo(
  { manifest }: DeclaredClient,
  app: { readonly displayName: string; readonly audiences: readonly string[] },
): { readonly index: number; readonly entry: AccessManifest } | undefined {
  const index = manifest.access.findIndex(
    (entry) =>
      entry.app?.toLowerCase() === app.displayName.toLowerCase() ||
      (entry.scopes ?? []).some((scope) => app.audiences.some((audience) => scope.startsWith(audience))),
  );
  const entry = manifest.access[index];
  return entry && { index, entry };
}
