import { IdentityDomainError } from "../../../identity-domain/identity-domain-error.ts";
import { requestClientToken } from "../../../oauth/client-credentials.ts";
import { TokenError } from "../../../oauth/token-error.ts";
import { type Delivered, deliverToVault, type SecretPlace } from "../../../vault/deliver-to-vault.ts";
import { ociSecretStore } from "../../../vault/oci-secret-store.ts";
import { VaultError } from "../../../vault/vault-error.ts";
import { isLoopback } from "../../../wording/loopback.ts";
import { CommandError } from "../../errors/command-error.ts";
import { type DeliveredDocument, markOf, textOf } from "../document.ts";
import { placeOf, type Target } from "./target.ts";

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
  const isLocal = isLoopback(new URL(identityDomainUrl).hostname);
  const endpoint = vaultEndpoint ?? (isLocal ? identityDomainUrl : undefined);
  // ocid1.vaultsecret.<realm>.<region>.<unique>
  const place = region ?? ocid.split(".")[3];
  if (endpoint === undefined && !place) throw new CommandError(`${ocid} names no region: add --region.`);
  return { endpoint, region: place };
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

/** Why a client's secret cannot be tried; undefined if it gets tokens in its own name. */
function whyUntested(
  { grantTypes = ["client_credentials"], scope }: DeliveredDocument,
  isRetired: boolean,
): string | undefined {
  if (isRetired) return "the client is retired";
  return grantTypes.includes("client_credentials") && scope !== "" ? undefined : "the client gets no tokens of its own";
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
