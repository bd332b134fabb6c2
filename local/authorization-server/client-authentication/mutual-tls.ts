import type { Connection } from "../../connection.ts";
import type { DomainContext } from "../../domain-context.ts";
import type { Resource } from "../../scim/json.ts";
import { certificatesOf } from "../clients/client-certificates.ts";

/**
 * Whether the TLS handshake proved that the other end holds the key of one of the client's certificates. The
 * certificate itself is compared, so it does not matter who signed it.
 *
 * @see RFC 8705, section 2.2; identity-domains-api.md 10.2
 */
export function provesCertificate(domain: DomainContext, client: Resource, { clientCertificate }: Connection): boolean {
  if (clientCertificate === undefined) return false;
  return certificatesOf(domain, client).some(({ certificate }) => certificate.raw.equals(clientCertificate.raw));
}
