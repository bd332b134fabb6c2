import { randomBytes } from "node:crypto";
import type { DomainContext } from "../domain-context.ts";
import { tenancy } from "../domain-context.ts";
import type { Resource } from "../scim/json.ts";
import { notAuthorizedOrNotFound, VaultError } from "./vault-error.ts";

/** The vault of the local tenancy, and the key in it. */
export const vault = {
  vaultOcid: "ocid1.vault.oc1..local",
  keyOcid: "ocid1.key.oc1..local",
  compartmentOcid: tenancy.compartmentOcid,
} as const;

/** One version of a secret. Times are ISO 8601, UTC. */
export interface StoredVersion {
  readonly versionNumber: number;
  readonly name?: string | undefined;
  /** Base64. */
  readonly content: string;
  readonly timeCreated: string;
  readonly timeOfDeletion?: string | undefined;
}

/** A secret with its versions, as the store has it. */
export interface StoredSecret {
  readonly id: string;
  readonly etag: string;
  readonly secretName: string;
  readonly description?: string | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  readonly freeformTags?: Readonly<Record<string, string>> | undefined;
  readonly timeCreated: string;
  readonly timeOfDeletion?: string | undefined;
  readonly versions: readonly StoredVersion[];
  /** The version numbers of the stages that are given, not computed. */
  readonly current: number;
  readonly pending?: number | undefined;
  readonly previous?: number | undefined;
}

/** All secrets that exist now, with the versions that exist now: what was planned for deletion is gone when its time comes. */
export function secretsNow({ directory, settings }: DomainContext): readonly StoredSecret[] {
  const now = settings.now();
  const remains = ({ timeOfDeletion }: { readonly timeOfDeletion?: string | undefined }) =>
    timeOfDeletion === undefined || now < new Date(timeOfDeletion);
  return directory
    .all("VaultSecret")
    .map((record) => record as unknown as StoredSecret)
    .filter(remains)
    .map((secret) => ({ ...secret, versions: secret.versions.filter(remains) }));
}

/** The secret of that OCID. @throws VaultError `NotAuthorizedOrNotFound` */
export function secretOf(domain: DomainContext, id: string): StoredSecret {
  const found = secretsNow(domain).find((secret) => secret.id === id);
  if (found === undefined) throw notAuthorizedOrNotFound();
  return found;
}

/** Stores a secret under a new ETag, and returns it as it is stored. */
export function keep({ directory }: DomainContext, secret: Omit<StoredSecret, "etag">): StoredSecret {
  const kept = { ...secret, etag: randomBytes(32).toString("hex") };
  directory.write([{ collection: "VaultSecret", put: kept as unknown as Resource }]);
  return kept;
}

/** Refuses a change whose `if-match` does not name the present version. @throws VaultError `NoEtagMatch` (412) */
export function refuseOtherEtag({ etag }: StoredSecret, ifMatch: string | undefined): void {
  if (ifMatch === undefined || ifMatch === "*" || ifMatch === etag) return;
  throw new VaultError("NoEtagMatch", "The ETag in if-match is not that of the resource.");
}

/** The stages of a version: computed, except for those that the secret names. */
export function stagesOf({ versions, current, pending, previous }: StoredSecret, { versionNumber }: StoredVersion) {
  const latest = Math.max(...versions.map((version) => version.versionNumber));
  const stages = [
    ...(versionNumber === current ? ["CURRENT"] : []),
    ...(versionNumber === pending ? ["PENDING"] : []),
    ...(versionNumber === previous ? ["PREVIOUS"] : []),
  ];
  return [...(stages.length === 0 ? ["DEPRECATED"] : stages), ...(versionNumber === latest ? ["LATEST"] : [])];
}
