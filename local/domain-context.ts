import type { SigningKey } from "./rsa-key.ts";
import type { ResolvedSettings } from "./settings.ts";
import type { Directory } from "./storage/directory.ts";

/** What every part of the domain works with. */
export interface DomainContext {
  /** The domain's own URL, without a final slash: base of `meta.location`, `$ref` and the token audience. */
  readonly url: string;
  /** The URL of the listener for mutual TLS, without a final slash; `undefined` if there is none. */
  readonly secureUrl: string | undefined;
  readonly settings: ResolvedSettings;
  readonly directory: Directory;
  /** Signs the domain's tokens. */
  readonly signingKey: SigningKey;
}

/** The OCIDs of the tenancy that the local domain belongs to, and the tenant name of its tokens. */
export const tenancy = {
  tenancyOcid: "ocid1.tenancy.oc1..local",
  compartmentOcid: "ocid1.tenancy.oc1..local",
  domainOcid: "ocid1.domain.oc1..local",
  tenantName: "idcs-00000000000000000000000000000001",
  region: "us-ashburn-1",
} as const;
