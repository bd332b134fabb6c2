import type { AuthenticationDetailsProvider, ClientConfiguration } from "oci-common";
import type { SecretsClient } from "oci-secrets";
import type { models, VaultsClient } from "oci-vault";
import type { AuthenticationSettings } from "../identity-domain/credentials/authentication-settings.ts";
import { chooseCredentials } from "../identity-domain/credentials/choose-credentials.ts";
import { AdminClient } from "../identity-domain/credentials/credentials.ts";
import { isLoopback } from "../wording/loopback.ts";
import type { SecretStore, VaultSecret, VaultVersion } from "./secret-store.ts";
import { translated } from "./translate-failure.ts";
import { VaultError } from "./vault-error.ts";

/** Where a vault is. */
export interface VaultAddress {
  /** The region's identifier or key, such as `eu-frankfurt-1` or `fra`. */
  readonly region: string | undefined;
  /** A URL that answers instead of the region's two endpoints: that of the local vault. */
  readonly endpoint: string | undefined;
}

/** Where a vault is, and how to authenticate to it. */
export interface VaultAccess extends VaultAddress {
  /** Completed from environment variables and the profile file, as for the plugin. */
  readonly authentication: AuthenticationSettings;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Where the vault is that an OCID names; for a client of a local identity domain, that domain.
 *
 * @param ocid of a vault, or of a secret: `ocid1.<type>.<realm>.<region>.<unique>`
 * @returns undefined if neither the OCID nor `region` names a region
 */
export function vaultAddress(
  ocid: string,
  identityDomainUrl: string,
  { region = ocid.split(".")[3], endpoint }: Partial<VaultAddress> = {},
): VaultAddress | undefined {
  const isLocal = isLoopback(new URL(identityDomainUrl).hostname);
  const url = endpoint ?? (isLocal ? identityDomainUrl : undefined);
  return url === undefined && !region ? undefined : { endpoint: url, region };
}

/** Loads Oracle's SDK, which takes half a second, before it is needed. */
export async function loadSdk(): Promise<void> {
  await Promise.all([import("oci-common"), import("oci-vault"), import("oci-secrets")]);
}

/** How long a request may take, in milliseconds. */
const longestWait = 60_000;

/**
 * The secrets of Oracle's vault, by Oracle's SDK, which is loaded by this call: it takes half a second.
 *
 * @throws VaultError, IdentityDomainError `AUTHENTICATION_SETTINGS`
 */
export async function ociSecretStore(access: VaultAccess): Promise<SecretStore> {
  const authenticationDetailsProvider = await authenticationOf(access);
  const [common, { VaultsClient }, { SecretsClient }] = await Promise.all([
    import("oci-common"),
    import("oci-vault"),
    import("oci-secrets"),
  ]);
  const configuration: ClientConfiguration = {
    // Each step looks first, so it can be repeated; the SDK would repeat it blindly.
    retryConfiguration: common.NoRetryConfigurationDetails,
    circuitBreaker: new common.CircuitBreaker({ disableClientCircuitBreaker: true }),
    httpOptions: {
      redirect: "manual",
      get signal() {
        return AbortSignal.timeout(longestWait);
      },
    },
  };
  const vaults = new VaultsClient({ authenticationDetailsProvider }, configuration);
  const secrets = new SecretsClient({ authenticationDetailsProvider }, configuration);
  const regionId = common.Region.values().find(({ regionCode }) => regionCode === access.region)?.regionId;
  for (const client of [vaults, secrets]) {
    if (access.endpoint !== undefined) client.endpoint = access.endpoint;
    else client.regionId = regionId ?? access.region ?? "";
  }
  return storeOf(vaults, secrets);
}

async function authenticationOf({ authentication, environment }: VaultAccess): Promise<AuthenticationDetailsProvider> {
  const credentials = await chooseCredentials(authentication, environment);
  if (credentials instanceof AdminClient) {
    throw new VaultError(
      "REFUSED",
      "auth AdminClient is for an identity domain, not for a vault: use auth ApiKey or another way of OCI.",
    );
  }
  const { keyId, privateKey } = "current" in credentials ? await credentials.current() : credentials;
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  return { getKeyId: async () => keyId, getPrivateKey: () => pem, getPassphrase: () => null };
}

function storeOf(vaults: VaultsClient, secrets: SecretsClient): SecretStore {
  const change = async (secret: VaultSecret, updateSecretDetails: models.UpdateSecretDetails) => {
    await asked(secret.id, () =>
      vaults.updateSecret({ secretId: secret.id, ...matching(secret), updateSecretDetails }),
    );
  };
  return {
    async secret(secretId) {
      const { secret, etag } = await asked(secretId, () => vaults.getSecret({ secretId }));
      return secretOf(secret, etag);
    },
    async secretNamed({ compartmentId, vaultId, name }) {
      const { items } = await asked(compartmentId, () => vaults.listSecrets({ compartmentId, vaultId, name }));
      const found = items.find(({ lifecycleState }) => lifecycleState !== "DELETED");
      return found && this.secret(found.id);
    },
    async versions(secretId) {
      const found: VaultVersion[] = [];
      for (let page: string | undefined, isFirst = true; isFirst || page; isFirst = false) {
        const request = { secretId, ...(page && { page }) };
        const { items, opcNextPage } = await asked(secretId, () => vaults.listSecretVersions(request));
        found.push(...items.map(versionOf));
        page = opcNextPage;
      }
      return found;
    },
    async contents(secretId, versionNumber) {
      const { secretBundle } = await asked(secretId, () => secrets.getSecretBundle({ secretId, versionNumber }));
      return Buffer.from(secretBundle.secretBundleContent?.content ?? "", "base64").toString("utf8");
    },
    async create({ name, ...place }, freeformTags, contents) {
      const createSecretDetails = { ...place, secretName: name, freeformTags, secretContent: contentOf(contents) };
      await asked(place.vaultId, () => vaults.createSecret({ createSecretDetails }));
    },
    addPending: (secret, contents) =>
      change(secret, {
        secretContent: { ...contentOf(contents), stage: "PENDING" as models.SecretContentDetails.Stage },
      }),
    makeCurrent: (secret, currentVersionNumber) => change(secret, { currentVersionNumber }),
    async planDeletion(secret, secretVersionNumber, timeOfDeletion) {
      const scheduleSecretVersionDeletionDetails = { timeOfDeletion };
      const request = { secretId: secret.id, secretVersionNumber, scheduleSecretVersionDeletionDetails };
      await asked(secret.id, () => vaults.scheduleSecretVersionDeletion(request));
    },
    async revive(secret) {
      await asked(secret.id, () => vaults.cancelSecretDeletion({ secretId: secret.id, ...matching(secret) }));
    },
  };
}

/** How many requests are under way, and what the console's `warn` is without them. */
let asking = 0;
let { warn } = console;

/** Asks the SDK. @throws VaultError instead of its errors */
async function asked<Answer>(what: string, ask: () => Promise<Answer>): Promise<Answer> {
  // The SDK warns of each failure on the console, and has no switch for that.
  if (asking++ === 0) {
    ({ warn } = console);
    console.warn = () => {};
  }
  try {
    return await ask();
  } catch (error) {
    throw translated(error, what);
  } finally {
    if (--asking === 0) console.warn = warn;
  }
}

function secretOf({ id, lifecycleState, freeformTags = {} }: models.Secret, etag: string | undefined): VaultSecret {
  return { id, state: lifecycleState, tags: freeformTags, etag };
}

function versionOf({ versionNumber, stages = [], timeOfDeletion }: models.SecretVersionSummary): VaultVersion {
  return { number: versionNumber, stages, isPlannedForDeletion: timeOfDeletion !== undefined };
}

function contentOf(contents: string) {
  return { contentType: "BASE64", content: Buffer.from(contents).toString("base64") };
}

function matching({ etag }: VaultSecret): { readonly ifMatch?: string } {
  return etag === undefined ? {} : { ifMatch: etag };
}
