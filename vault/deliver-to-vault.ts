import { quote } from "../wording/quote.ts";
import type { NewSecretPlace, SecretStore, VaultSecret, VaultVersion } from "./secret-store.ts";
import { VaultError } from "./vault-error.ts";

/** The freeform tag of a secret that says whose contents it is for. */
export const clientTag = "idcs-apps-client";

/** A secret by its OCID, or where it is, or is to be, by its name. */
export type SecretPlace = { readonly secretId: string } | NewSecretPlace;

/** What is delivered. */
export interface Delivery {
  readonly contents: string;
  /** The value of the secret's tag `idcs-apps-client`. */
  readonly mark: string;
  /** Proves the contents before they become the current version. @throws an error that ends the delivery */
  readonly test: (contents: string) => Promise<void>;
}

/** What a delivery did. */
export interface Delivered {
  readonly secretId: string;
  /** The number of the current version, which has the contents. */
  readonly version: number;
  readonly isChanged: boolean;
  readonly isRevived: boolean;
  /** The numbers of the versions that were planned for deletion. */
  readonly pruned: readonly number[];
}

/**
 * Delivers contents to a secret: as a new version that is pending, which is tested and becomes current. A secret that is not
 * there is created; one that is planned for deletion is revived. If the current version has the contents already, nothing
 * is written.
 *
 * It looks, takes one step and looks again. So a lost answer needs no undoing, and whatever interrupts it, the current
 * version is the old one or the new one, and the next delivery goes on from there.
 *
 * @param pause waits before it looks again, the first time, the second time, …
 * @throws VaultError, and what `test` throws
 */
export async function deliverToVault(
  store: SecretStore,
  place: SecretPlace,
  delivery: Delivery,
  pause: (time: number) => Promise<void>,
): Promise<Delivered> {
  const journey: Journey = {
    isChanged: false,
    isRevived: false,
    isTested: false,
    isAdded: false,
    isPromoted: false,
    pruned: [],
  };
  for (let failures = 0; ; ) {
    try {
      const step = await nextStep(store, place, delivery, journey);
      if ("version" in step)
        return { ...step, isChanged: journey.isChanged, isRevived: journey.isRevived, pruned: journey.pruned };
      await step.take();
      failures = 0;
    } catch (error) {
      failures += 1;
      if (!mayLookAgain(error) || failures > mostFailures) throw error;
      await pause(failures);
    }
  }
}

/** How often it looks again before a step, after a request that failed or while a change of the secret is under way. */
const mostFailures = 6;

/** A secret can have 30 versions in use, 20 in a free tenancy: older ones go before that. */
const mostVersions = 15;

/** How long a version that nothing uses remains: the vault accepts from one day on. */
const deletionDelay = 2 * 24 * 60 * 60 * 1000;

/** What this delivery has done so far. */
interface Journey {
  isChanged: boolean;
  isRevived: boolean;
  isTested: boolean;
  isAdded: boolean;
  isPromoted: boolean;
  readonly pruned: number[];
}

type Step = { readonly take: () => Promise<void> } | { readonly secretId: string; readonly version: number };

async function nextStep(store: SecretStore, place: SecretPlace, delivery: Delivery, journey: Journey): Promise<Step> {
  const { contents, mark } = delivery;
  const secret = "secretId" in place ? await store.secret(place.secretId) : await store.secretNamed(place);
  if (secret === undefined) return { take: () => create(store, place as NewSecretPlace, delivery, journey) };
  refuseForeign(secret, mark);
  if (secret.state === "PENDING_DELETION") {
    return {
      take: async () => {
        await store.revive(secret);
        journey.isRevived = true;
      },
    };
  }
  refuseUnusable(secret);

  const versions = await store.versions(secret.id);
  const current = versions.find(({ stages }) => stages.includes("CURRENT"));
  if (current && (await store.contents(secret.id, current.number)) === contents)
    return { secretId: secret.id, version: current.number };
  if (journey.isPromoted) throw notShown(secret);
  const pending = versions.find(
    ({ stages, isPlannedForDeletion }) => stages.includes("PENDING") && !isPlannedForDeletion,
  );
  if (pending) {
    const present = await store.contents(secret.id, pending.number);
    if (present === contents) return { take: () => promote(store, secret, pending, present, delivery, journey) };
  }
  if (journey.isAdded) throw notShown(secret);
  const old = oldest(versions);
  if (old) return { take: () => prune(store, secret, old, journey) };
  return {
    take: async () => {
      await store.addPending(secret, contents);
      journey.isAdded = true;
    },
  };
}

async function create(store: SecretStore, place: NewSecretPlace, delivery: Delivery, journey: Journey): Promise<void> {
  await proveOnce(delivery.contents, delivery, journey);
  journey.isChanged = true;
  await store.create(place, { [clientTag]: delivery.mark }, delivery.contents);
}

/** Makes a pending version current, after its contents, as the vault has them, were tested. */
async function promote(
  store: SecretStore,
  secret: VaultSecret,
  { number }: VaultVersion,
  present: string,
  delivery: Delivery,
  journey: Journey,
): Promise<void> {
  await proveOnce(present, delivery, journey);
  journey.isChanged = true;
  await store.makeCurrent(secret, number);
  journey.isPromoted = true;
}

async function proveOnce(contents: string, { test }: Delivery, journey: Journey): Promise<void> {
  if (!journey.isTested) await test(contents);
  journey.isTested = true;
}

async function prune(
  store: SecretStore,
  secret: VaultSecret,
  { number }: VaultVersion,
  journey: Journey,
): Promise<void> {
  if (!journey.pruned.includes(number)) journey.pruned.push(number);
  await store.planDeletion(secret, number, new Date(Date.now() + deletionDelay));
}

/** The oldest version that nothing uses, if there are so many that one must go. */
function oldest(versions: readonly VaultVersion[]): VaultVersion | undefined {
  const inUse = versions.filter(({ isPlannedForDeletion }) => !isPlannedForDeletion);
  if (inUse.length < mostVersions) return undefined;
  const deprecated = inUse.filter(({ stages }) => stages.includes("DEPRECATED"));
  return deprecated.toSorted((one, other) => one.number - other.number)[0];
}

/** The list is behind, or somebody else writes to the secret: a second version would help neither. */
function notShown({ id }: VaultSecret): VaultError {
  return new VaultError(
    "UNCERTAIN",
    `the secret ${id} does not show the version that it accepted: another delivery may be under way. Repeat the command later.`,
  );
}

function refuseForeign({ id, tags }: VaultSecret, mark: string): void {
  const present = tags[clientTag];
  if (present === mark) return;
  const found = present === undefined ? `no tag ${clientTag}` : `the tag ${clientTag} with the value ${quote(present)}`;
  throw new VaultError(
    "NOT_OURS",
    `the secret ${id} has ${found}, so it is not for this client: nothing was written. Name another secret. If it is for this client, give it the freeform tag ${clientTag} with the value ${quote(mark)}.`,
  );
}

function refuseUnusable({ id, state }: VaultSecret): void {
  if (state === "ACTIVE") return;
  const willPass = ["CREATING", "UPDATING", "SCHEDULING_DELETION", "CANCELLING_DELETION"].includes(state);
  throw new VaultError(
    willPass ? "UNCERTAIN" : "UNUSABLE",
    `the secret ${id} is in the state ${state}: nothing can be written to it${willPass ? " now. Repeat the command later." : ". Name another secret."}`,
  );
}

/** A name that is taken is looked at again: a creation whose answer was lost took it. */
function mayLookAgain(error: unknown): boolean {
  return error instanceof VaultError && ["UNCERTAIN", "NAME_TAKEN"].includes(error.code);
}
