import type { ClientInOutputs } from "../pulumi/pulumi.ts";

/**
 * Client ID and secret, from one place, with what else that place knows of the client. The secret is absent if the client has
 * none, or authenticates otherwise.
 */
export interface Pair extends Partial<ClientInOutputs> {
  readonly clientId: string;
  readonly clientSecret?: string | undefined;
  /** The token endpoint. */
  readonly tokenUrl: string;
  /** The scope to send; empty if the client calls no API. */
  readonly scope: string;
}

/** The URL of the identity domain that a pair is for. */
export function domainOf({ identityDomainUrl, tokenUrl }: Pair): string {
  return identityDomainUrl ?? new URL(tokenUrl).origin;
}
