import type { IdentityDomainType } from "./pace.ts";
import type { Shared } from "./sharing.ts";
import type { TransportOptions } from "./transport.ts";

/** Options of the client of an identity domain. */
export interface ClientOptions extends TransportOptions {
  /** Requests stay under the rate of this type. @default "premium" */
  readonly identityDomainType?: IdentityDomainType;
  /** What it shares with other clients of the domain; `identityDomainType` does not count then. @default nothing */
  readonly shared?: Shared;
}
