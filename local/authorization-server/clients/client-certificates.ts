import { X509Certificate } from "node:crypto";
import type { DomainContext } from "../../domain-context.ts";
import { objectsOf, type Resource, textOf } from "../../scim/json.ts";

/** A certificate of a client, and the names with which assertions refer to it. */
export interface ClientCertificate {
  /** The certificate's alias. */
  readonly kid: string | undefined;
  /** Base64url of its SHA-1 digest. */
  readonly x5t: string | undefined;
  readonly certificate: X509Certificate;
}

/** The certificates that the client lists and that are valid now (identity-domains-api.md 1.10). */
export function certificatesOf({ settings }: DomainContext, client: Resource): readonly ClientCertificate[] {
  const now = settings.now();
  return objectsOf(client.certificates)
    .flatMap((entry) => {
      const der = textOf(entry, "x509Base64Certificate");
      if (der === undefined) return [];
      const certificate = new X509Certificate(Buffer.from(der, "base64"));
      return [{ kid: textOf(entry, "kid"), x5t: textOf(entry, "x5t"), certificate }];
    })
    .filter(({ certificate }) => certificate.validFromDate <= now && now < certificate.validToDate);
}
