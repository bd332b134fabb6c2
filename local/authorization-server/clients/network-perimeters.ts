import type { Connection } from "../../connection.ts";
import type { DomainContext } from "../../domain-context.ts";
import { addressBlock, isAddress } from "../../resources/ip-addresses.ts";
import { type JsonObject, objectsOf, type Resource, textOf } from "../../scim/json.ts";
import { OAuthError } from "../protocol/oauth-error.ts";

/**
 * Refuses a client that is restricted to network perimeters (`clientIPChecking` "whitelisted") and is in none of
 * them. A client without a perimeter is then refused everywhere.
 *
 * @throws OAuthError the error that the settings choose
 * @see identity-domains-api.md 1.10
 */
export function refuseForeignAddress(
  domain: DomainContext,
  client: Resource,
  headers: Headers,
  connection: Connection,
): void {
  if (textOf(client, "clientIPChecking") !== "whitelisted") return;
  const address = clientAddress(domain, headers, connection);
  const perimeters = objectsOf(client.appsNetworkPerimeters).flatMap(
    ({ value }) => domain.directory.byId("NetworkPerimeter", String(value)) ?? [],
  );
  const entries = perimeters.flatMap(({ ipAddresses }) => objectsOf(ipAddresses));
  if (address !== undefined && entries.some((entry) => holds(entry, address))) return;
  throw new OAuthError(
    domain.settings.blockedAddressError,
    "The client is not allowed to send requests from this network address.",
  );
}

/**
 * The client's address. Anyone may write anything into X-Forwarded-For before the entry that the nearest proxy
 * appends: the last one counts.
 */
function clientAddress({ settings }: DomainContext, headers: Headers, connection: Connection): string | undefined {
  const forwarded = settings.trustForwardedFor ? headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() : undefined;
  const text = forwarded ?? connection.remoteAddress;
  return isAddress(text) ? text : undefined;
}

function holds(entry: JsonObject, address: string): boolean {
  const block = addressBlock(textOf(entry, "value") ?? "", textOf(entry, "type") ?? "EXACT");
  return block?.holds(address) === true;
}
