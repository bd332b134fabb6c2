import ipaddr from "ipaddr.js";
import type { Wire } from "../admin-api/wire.ts";
import type { DomainContext } from "../domain-context.ts";
import { type JsonObject, objectsOf, type Resource, textOf } from "../scim/json.ts";
import { OAuthError } from "./oauth-error.ts";

/**
 * Refuses a client that is restricted to network perimeters (`clientIPChecking` "whitelisted") and asks from none of
 * them. A client without a perimeter is then refused everywhere.
 *
 * @throws OAuthError the error that the settings choose
 * @see identity-domains-api.md 1.10
 */
export function refuseForeignAddress(domain: DomainContext, client: Resource, headers: Headers, wire: Wire): void {
  if (textOf(client, "clientIPChecking") !== "whitelisted") return;
  const address = clientAddress(domain, headers, wire);
  const perimeters = objectsOf(client.appsNetworkPerimeters).flatMap(
    ({ value }) => domain.directory.byId("NetworkPerimeter", String(value)) ?? [],
  );
  const entries = perimeters.flatMap(({ ipAddresses }) => objectsOf(ipAddresses));
  if (address !== undefined && entries.some((entry) => holds(entry, address))) return;
  throw new OAuthError(domain.settings.blockedAddressError, "The client may not ask from this network address.");
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Whoever writes X-Forwarded-For may write anything in front of what the nearest proxy appends: the last one counts. */
function clientAddress({ settings }: DomainContext, headers: Headers, wire: Wire): Address | undefined {
  const forwarded = settings.trustForwardedFor ? headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() : undefined;
  const text = forwarded ?? wire.remoteAddress;
  return ipaddr.isValid(text) ? ipaddr.process(text) : undefined;
}

function holds(entry: JsonObject, address: Address): boolean {
  const value = textOf(entry, "value") ?? "";
  switch (textOf(entry, "type")) {
    case "CIDR":
      return isInNetwork(address, value);
    case "RANGE":
      return isInRange(address, value);
    default:
      return isInRange(address, `${value}-${value}`);
  }
}

function isInNetwork(address: Address, value: string): boolean {
  const [network, bits] = ipaddr.parseCIDR(value);
  return network.kind() === address.kind() && address.match(network, bits);
}

function isInRange(address: Address, value: string): boolean {
  const [low, high] = value.split("-").map((one) => ipaddr.process(one.trim()));
  if (low?.kind() !== address.kind() || high?.kind() !== address.kind()) return false;
  const [bytes, from, to] = [address, low, high].map((one) => Buffer.from(one.toByteArray()));
  return Buffer.compare(from as Buffer, bytes as Buffer) <= 0 && Buffer.compare(bytes as Buffer, to as Buffer) <= 0;
}
