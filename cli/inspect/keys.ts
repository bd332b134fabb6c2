import type { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import { IdentityDomainError } from "../../identity-domain/identity-domain-error.ts";
import { publicSigningKeys } from "../../oauth/public-signing-keys.ts";
import { CommandError } from "../errors/command-error.ts";

/** The signing keys of a domain. */
export interface DomainKeys {
  readonly keys: readonly object[];
  /** The time on the domain's clock, if it says it. */
  readonly date?: Date | undefined;
}

/** Signing keys that cannot be read: without them nothing in a token can be trusted. */
export class NoKeysError extends CommandError {}

/**
 * The signing keys of a domain: as everyone may read them, or else with the credentials of an administrator. Nothing that a token
 * says about keys is looked at.
 *
 * @param asAdministrator opens the domain with credentials
 * @throws NoKeysError with the ways out, if neither is possible; TokenError if the domain does not answer
 */
export async function keysOf(
  domainUrl: string,
  asAdministrator: () => Promise<IdentityDomain>,
  send?: typeof fetch,
): Promise<DomainKeys> {
  const open = await publicSigningKeys(domainUrl, send);
  if (open !== undefined) return open;
  try {
    return await (await asAdministrator()).signingKeys();
  } catch (error) {
    if (!(error instanceof IdentityDomainError)) throw error;
    throw new NoKeysError(
      `The signature cannot be checked: ${domainUrl} shows its signing keys only to callers that it knows, and there is no admin access:\n${error.message}\nEither give credentials (--auth, --profile, or as for the stack: docs/provider.md#authentication), or ask an administrator of the domain to switch on "Access signing certificate" in the domain's settings: then everyone may read the public keys, and nothing else.`,
    );
  }
}
