import { randomBytes } from "node:crypto";
import type { DomainContext } from "../domain-context.ts";
import type { CreateSecretInput, SecretContent, UpdateSecretInput } from "./input.ts";
import { keep, type StoredSecret, type StoredVersion, secretsNow, stagesOf, vault } from "./stored-secret.ts";
import { notAuthorizedOrNotFound, VaultError } from "./vault-error.ts";

/** How many versions of a secret may be in use, and how many planned for deletion (Oracle: "Secret Versions"). */
const mostVersions = 30;

const day = 24 * 60 * 60 * 1000;

/** Creates a secret; its first version is current. @throws VaultError */
export function createSecret(domain: DomainContext, input: CreateSecretInput): StoredSecret {
  const { compartmentId, vaultId, keyId, secretName, secretContent, ...rest } = input;
  if (compartmentId !== vault.compartmentOcid || vaultId !== vault.vaultOcid || keyId !== vault.keyOcid)
    throw notAuthorizedOrNotFound();
  if (secretContent.stage === "PENDING")
    throw new VaultError("InvalidParameter", "The stage of the first version must be CURRENT.");
  // A secret that is planned for deletion keeps its name.
  if (secretsNow(domain).some((secret) => secret.secretName === secretName))
    throw new VaultError("InvalidParameter", "name already exists");
  const timeCreated = domain.settings.now().toISOString();
  return keep(domain, {
    id: `ocid1.vaultsecret.oc1..${randomBytes(20).toString("hex")}`,
    secretName,
    ...rest,
    timeCreated,
    versions: [versionOf(secretContent, 1, timeCreated)],
    current: 1,
  });
}

/** Changes a secret: its description, metadata and tags, and its contents or which version is current. @throws VaultError */
export function updateSecret(domain: DomainContext, secret: StoredSecret, input: UpdateSecretInput): StoredSecret {
  refusePending(secret);
  const { secretContent, currentVersionNumber, ...rest } = input;
  if (secretContent !== undefined && currentVersionNumber !== undefined)
    throw new VaultError("InvalidParameter", "secretContent and currentVersionNumber must not be specified together.");
  const described = { ...secret, ...rest };
  if (currentVersionNumber !== undefined) return keep(domain, withCurrent(described, currentVersionNumber));
  if (secretContent === undefined) return keep(domain, described);
  return keep(domain, withVersion(described, secretContent, domain.settings.now().toISOString()));
}

function withVersion(secret: StoredSecret, content: SecretContent, timeCreated: string): StoredSecret {
  const inUse = secret.versions.filter(({ timeOfDeletion }) => timeOfDeletion === undefined);
  if (inUse.length >= mostVersions)
    throw new VaultError("LimitExceeded", `A secret can have at most ${mostVersions} versions that are in use.`);
  if (content.name !== undefined && secret.versions.some(({ name }) => name === content.name))
    throw new VaultError("InvalidParameter", "name already exists");
  const number = Math.max(...secret.versions.map(({ versionNumber }) => versionNumber)) + 1;
  const added = { ...secret, versions: [...secret.versions, versionOf(content, number, timeCreated)] };
  return content.stage === "PENDING" ? { ...added, pending: number } : withCurrent(added, number);
}

function withCurrent(secret: StoredSecret, number: number): StoredSecret {
  const version = versionNumbered(secret, number);
  if (version.timeOfDeletion !== undefined)
    throw new VaultError("IncorrectState", `The secret version ${number} is planned for deletion.`);
  if (number === secret.current) return secret;
  const pending = secret.pending === number ? undefined : secret.pending;
  return { ...secret, current: number, previous: secret.current, pending };
}

/** Plans a secret for deletion; its name stays reserved until then. @throws VaultError */
export function planSecretDeletion(
  domain: DomainContext,
  secret: StoredSecret,
  time: string | undefined,
): StoredSecret {
  refusePending(secret);
  return keep(domain, { ...secret, timeOfDeletion: deletionTime(domain, time) });
}

/** Takes that back. @throws VaultError `IncorrectState` if the secret is not planned for deletion */
export function cancelSecretDeletion(domain: DomainContext, secret: StoredSecret): StoredSecret {
  if (secret.timeOfDeletion === undefined)
    throw new VaultError("IncorrectState", "The secret is not in the state PENDING_DELETION.");
  return keep(domain, { ...secret, timeOfDeletion: undefined });
}

/** Plans a version for deletion, which must be deprecated. @throws VaultError */
export function planVersionDeletion(
  domain: DomainContext,
  secret: StoredSecret,
  number: number,
  time: string | undefined,
): StoredSecret {
  refusePending(secret);
  const version = versionNumbered(secret, number);
  if (version.timeOfDeletion !== undefined)
    throw new VaultError("IncorrectState", `The secret version ${number} is planned for deletion already.`);
  if (!stagesOf(secret, version).includes("DEPRECATED"))
    throw new VaultError("IncorrectState", "Only secret versions marked DEPRECATED can be scheduled for deletion.");
  if (secret.versions.filter(({ timeOfDeletion }) => timeOfDeletion !== undefined).length >= mostVersions)
    throw new VaultError("LimitExceeded", `A secret can have at most ${mostVersions} versions pending deletion.`);
  return keep(domain, withVersionDeletion(secret, number, deletionTime(domain, time)));
}

/** Takes that back. @throws VaultError */
export function cancelVersionDeletion(domain: DomainContext, secret: StoredSecret, number: number): StoredSecret {
  refusePending(secret);
  if (versionNumbered(secret, number).timeOfDeletion === undefined)
    throw new VaultError("IncorrectState", `The secret version ${number} is not planned for deletion.`);
  return keep(domain, withVersionDeletion(secret, number, undefined));
}

/** The version of a number. @throws VaultError `NotAuthorizedOrNotFound` */
export function versionNumbered({ versions }: StoredSecret, number: number): StoredVersion {
  const version = versions.find(({ versionNumber }) => versionNumber === number);
  if (version === undefined) throw notAuthorizedOrNotFound();
  return version;
}

function versionOf({ name, content }: SecretContent, versionNumber: number, timeCreated: string): StoredVersion {
  return { versionNumber, ...(name !== undefined && { name }), content, timeCreated };
}

function withVersionDeletion(secret: StoredSecret, number: number, timeOfDeletion: string | undefined): StoredSecret {
  const versions = secret.versions.map((one) => (one.versionNumber === number ? { ...one, timeOfDeletion } : one));
  return { ...secret, versions };
}

function refusePending({ timeOfDeletion }: StoredSecret): void {
  if (timeOfDeletion !== undefined)
    throw new VaultError("IncorrectState", "The secret is in the state PENDING_DELETION, which does not allow this.");
}

/** Between one and 30 days from now; 30 by default. */
function deletionTime({ settings }: DomainContext, wanted: string | undefined): string {
  const now = settings.now().getTime();
  const time = wanted === undefined ? now + 30 * day : Date.parse(wanted);
  if (time < now + day || time > now + 30 * day)
    throw new VaultError("InvalidParameter", "timeOfDeletion must be between 1 and 30 days from now.");
  return new Date(time).toISOString();
}
