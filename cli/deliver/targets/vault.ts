import { IdentityDomainError } from "../../../identity-domain/identity-domain-error.ts";
import { placeOf, whyUntested } from "../../../naming/delivered-document.ts";
import { requestClientToken } from "../../../oauth/client-credentials.ts";
import { TokenError } from "../../../oauth/token-error.ts";
import { type Delivered, deliverToVault, type SecretPlace } from "../../../vault/deliver-to-vault.ts";
import { ociSecretStore, vaultAddress } from "../../../vault/oci-secret-store.ts";
import { VaultError } from "../../../vault/vault-error.ts";
import { CommandError } from "../../errors/command-error.ts";
import { type DeliveredDocument, markOf, textOf } from "../document.ts";
import type { Target } from "./target.ts";

/** Where a secret of Oracle's vault is, and how to authenticate. */
export interface VaultOptions {
  /** With the OCID of a vault, this and the next two are given. */
  readonly compartment?: string | undefined;
  readonly key?: string | undefined;
  readonly secretName?: string | undefined;
  /** @default the one in the OCID */
  readonly region?: string | undefined;
  /** @default the region's; for a client of a local domain, that domain */
  readonly vaultEndpoint?: string | undefined;
  readonly auth?: string | undefined;
  readonly profile?: string | undefined;
}

/** A secret in Oracle's vault: the document becomes its current version after it gave a token. */
export function vaultSecret(
  options: VaultOptions,
  ocid: string,
  environment: NodeJS.ProcessEnv,
  pause: (time: number) => Promise<void>,
): Target {
  const name =
    options.secretName === undefined ? `--vault ${ocid}` : `--vault ${ocid} --secret-name ${options.secretName}`;
  return {
    name,
    deliver: async (document, isRetired) => {
      const untested = whyUntested(document, isRetired);
      const test = async (contents: string) => {
        if (untested === undefined) await requestClientToken(JSON.parse(contents) as DeliveredDocument);
      };
      try {
        const store = await ociSecretStore({
          ...addressOf(options, ocid, document),
          authentication: authenticationOf(options),
          environment,
        });
        const delivery = { contents: textOf(document), mark: markOf(document), test };
        return sentenceOf(await deliverToVault(store, secretPlace(options, ocid, document), delivery, pause), untested);
      } catch (error) {
        throw explained(error);
      }
    },
  };
}

function addressOf({ region, vaultEndpoint }: VaultOptions, ocid: string, { identityDomainUrl }: DeliveredDocument) {
  const address = vaultAddress(ocid, identityDomainUrl, { region, endpoint: vaultEndpoint });
  if (address === undefined) throw new CommandError(`${ocid} names no region: add --region.`);
  return address;
}

function authenticationOf({ auth, profile }: VaultOptions) {
  return { ...(auth && { auth }), ...(profile && { configFileProfile: profile }) };
}

function secretPlace(
  { compartment = "", key = "", secretName }: VaultOptions,
  ocid: string,
  document: DeliveredDocument,
): SecretPlace {
  if (secretName === undefined) return { secretId: ocid };
  return { compartmentId: compartment, vaultId: ocid, keyId: key, name: placeOf(secretName, document) };
}

function sentenceOf(
  { secretId, version, isChanged, isRevived, pruned }: Delivered,
  untested: string | undefined,
): string {
  const tested = untested === undefined ? "after it gave a token" : `untested, because ${untested}`;
  return [
    isChanged
      ? `version ${version} of ${secretId} is current, ${tested}`
      : `version ${version} of ${secretId} has it already`,
    ...(isRevived ? ["its planned deletion was taken back"] : []),
    ...pruned.map((number) => `version ${number}, which nothing uses, is planned for deletion`),
  ].join("; ");
}

function explained(error: unknown): unknown {
  if (error instanceof TokenError)
    return new CommandError(`the current version stays as it was, because the new one gave no token. ${error.message}`);
  if (error instanceof VaultError || error instanceof IdentityDomainError) return new CommandError(error.message);
  return error;
}
