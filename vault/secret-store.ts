/** A secret, without its contents. */
export interface VaultSecret {
  readonly id: string;
  /** Such as `ACTIVE` or `PENDING_DELETION`. */
  readonly state: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Which state of the secret this is: a change with an older one is refused. */
  readonly etag: string | undefined;
}

/** A version of a secret, without its contents. */
export interface VaultVersion {
  readonly number: number;
  readonly stages: readonly string[];
  /** Whether it is planned for deletion. */
  readonly isPlannedForDeletion: boolean;
}

/** Where a new secret is created. */
export interface NewSecretPlace {
  /** OCIDs. */
  readonly compartmentId: string;
  readonly vaultId: string;
  readonly keyId: string;
  readonly name: string;
}

/** The secrets of a vault. Every method throws VaultError. */
export interface SecretStore {
  /** The secret of an OCID. */
  secret(id: string): Promise<VaultSecret>;
  /** The secret of that name in its compartment, also one that is planned for deletion; undefined if the list has none. */
  secretNamed(place: NewSecretPlace): Promise<VaultSecret | undefined>;
  /** All versions. */
  versions(id: string): Promise<readonly VaultVersion[]>;
  /** The contents of a version. */
  contents(id: string, version: number): Promise<string>;
  /** Creates a secret, whose first version is current. */
  create(place: NewSecretPlace, tags: Readonly<Record<string, string>>, contents: string): Promise<void>;
  /** Adds a version that is not current yet. */
  addPending(secret: VaultSecret, contents: string): Promise<void>;
  /** Makes a version the current one. */
  makeCurrent(secret: VaultSecret, version: number): Promise<void>;
  /** Plans a deprecated version for deletion. */
  planDeletion(secret: VaultSecret, version: number, time: Date): Promise<void>;
  /** Takes the planned deletion of a secret back. */
  revive(secret: VaultSecret): Promise<void>;
}
