import type { UnsignedRequest } from "./request-signature.ts";

/** Adds credentials to the requests to one identity domain. */
export interface Authenticator {
  /** The headers that authenticate a request. */
  headersFor(request: UnsignedRequest): Promise<Record<string, string>>;
  /**
   * Replaces credentials that the domain refused.
   *
   * @param refused the header `authorization` of the refused request; credentials that are newer than it are kept
   * @returns whether the next request will have other credentials
   */
  renew(refused: string): Promise<boolean>;
}
