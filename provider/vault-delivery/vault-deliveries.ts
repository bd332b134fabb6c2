import { isNotFound } from "../../identity-domain/identity-domain-error.ts";
import { checksumOfText, markOf, textOf, whyUntested, withSecret } from "../../naming/delivered-document.ts";
import { vaultDeliveryType } from "../../naming/resource-names.ts";
import { requestClientToken } from "../../oauth/client-credentials.ts";
import { TokenError } from "../../oauth/token-error.ts";
import { type Delivered, deliverToVault, type SecretPlace } from "../../vault/deliver-to-vault.ts";
import { vaultAddress } from "../../vault/oci-secret-store.ts";
import type { SecretStore } from "../../vault/secret-store.ts";
import { VaultError } from "../../vault/vault-error.ts";
import type { EngineLog } from "../requests/engine-log.ts";
import type { ResourceState } from "../requests/resource-requests.ts";
import type { Run } from "../requests/run.ts";
import { onceKnown, timeout } from "../types/app/try-secret.ts";
import { type Difference, difference } from "../values/diff.ts";
import { DEFAULTS, isAbsent, UNKNOWN, type Values } from "../values/property-values.ts";
import { deliveryShape, membersIn, ocidOf, placeIn, placeInputs, placeInWords } from "./delivery-inputs.ts";

/**
 * The operations on deliveries of client secrets to Oracle's vault.
 *
 * The secret is read from the identity domain at the moment of the delivery, so no input, no output and no state has it. A delivery
 * that is created or updated writes, tests and promotes as `idcs-apps deliver` does. One that is deleted leaves the vault as it is.
 */
export class VaultDeliveries {
  readonly type = { token: vaultDeliveryType, secrets: [] };
  readonly shape = deliveryShape;
  readonly #run: Run;
  readonly #log: EngineLog;

  constructor(run: Run, log: EngineLog) {
    this.#run = run;
    this.#log = log;
  }

  /** How a delivery of the state differs from what the program says, or from what a refresh has found; no request. */
  difference(_urn: string, _id: string, olds: Values, news: Values, ignored: readonly string[]): Difference {
    const found = difference(this.shape, olds, news, ignored);
    if (olds.outdated !== true) return found;
    const changes = [...found.changes, { path: "sha256", kind: "update", replaces: false } as const];
    return { ...found, changes, properties: [...found.properties, "sha256"] };
  }

  /** Says what will be delivered. */
  async previewCreate(
    urn: string,
    inputs: Values,
  ): Promise<{ readonly planned: Values; readonly takenOver: undefined }> {
    await this.#foretell(urn, inputs);
    return { planned: { ...inputs, ...unknownOutputs }, takenOver: undefined };
  }

  /** Says what will be delivered, and what stays where it was delivered before. */
  async previewUpdate(urn: string, _id: string, olds: Values, news: Values): Promise<Values> {
    await this.#foretell(urn, news);
    const isMoved = !isUnknown(news) && JSON.stringify(placeIn(olds)) !== JSON.stringify(placeIn(news));
    if (isMoved) {
      const message = `${olds.vaultSecret} stays as it is, with the pair that was delivered last: programs that read it do not get the next one. Point them to the new place, then delete it in the vault.`;
      await this.#log.warn(urn, message);
    }
    return { ...news, ...unknownOutputs, ...(!isMoved && { vaultSecret: olds.vaultSecret }) };
  }

  /** Delivers. The id is the mark of the secret in the vault. @throws Error without the secret; the current version is as before */
  async create(urn: string, inputs: Values): Promise<ResourceState> {
    const properties = await this.#deliver(urn, inputs);
    return { id: markOf(membersIn(inputs)), properties };
  }

  /** Delivers again. If the vault has the document already, nothing is written. */
  async update(urn: string, id: string, _olds: Values, news: Values): Promise<ResourceState> {
    return { id, properties: await this.#deliver(urn, news) };
  }

  /**
   * Compares what the vault has with what the domain has: if it is something else, the next `up` delivers again. What cannot be
   * compared, because one of them is not there or must not be read, stays as it is in the state, with a warning.
   */
  async read(
    urn: string,
    id: string,
    properties: Values,
    inputs: Values,
  ): Promise<(ResourceState & { readonly inputs: Values }) | undefined> {
    if (isAbsent(properties.vaultSecret)) throw new Error("A delivery cannot be imported: `pulumi up` creates it.");
    const secretId = String(properties.vaultSecret);
    try {
      const expected = checksumOfText(await this.#textOf(properties));
      const store = await this.#storeFor({ secretId }, properties);
      const current = (await store.versions(secretId)).find(({ stages }) => stages.includes("CURRENT"));
      const present = current && checksumOfText(await store.contents(secretId, current.number));
      const outdated = present !== expected;
      if (outdated)
        await this.#log.warn(
          urn,
          `${secretId} has something else than the identity domain: \`pulumi up\` delivers again.`,
        );
      return { id, inputs, properties: { ...properties, outdated } };
    } catch (error) {
      const message = `What ${secretId} has cannot be compared with the identity domain, so it stays as it is in the state. ${messageOf(error)}`;
      await this.#log.warn(urn, message);
      return { id, inputs, properties };
    }
  }

  /** Leaves the secret in the vault: programs may still read it. */
  async remove(urn: string, _id: string, { vaultSecret }: Values): Promise<void> {
    const message = `${vaultSecret} stays in the vault, with the pair that was delivered last. If nobody reads it any more, delete it there.`;
    await this.#log.inform(urn, message);
  }

  async #foretell(urn: string, inputs: Values): Promise<void> {
    const where = isUnknown(inputs) ? "the vault" : placeInWords(placeIn(inputs));
    await this.#log.inform(urn, `This delivers the client ID and the secret to ${where}, after they gave a token.`);
  }

  async #deliver(urn: string, inputs: Values): Promise<Values> {
    const [members, place, run] = [membersIn(inputs), placeIn(inputs), this.#run];
    const text = await this.#textOf(inputs);
    const { clientSecret } = JSON.parse(text) as { clientSecret: string };
    const untested = whyUntested(members, inputs.retired === true);
    const test = async (contents: string) => {
      if (untested !== undefined) return;
      const credentials = { ...JSON.parse(contents), timeout, fetch: run.fetch };
      await onceKnown(run, async () => void (await requestClientToken(credentials)));
    };
    const pause = (time: number) => run.pause(1000 * 2 ** (time - 1));
    try {
      const store = await this.#storeFor(place, inputs);
      const delivered = await deliverToVault(store, place, { contents: text, mark: markOf(members), test }, pause);
      await this.#log.inform(urn, this.#inWords(members.client, String(inputs.application), delivered, untested));
      const { [DEFAULTS]: _, ...kept } = inputs;
      const { secretId, version } = delivered;
      return { ...kept, vaultSecret: secretId, version, sha256: checksumOfText(text), outdated: false };
    } catch (error) {
      const isEnded = run.regeneratedAt.has(String(inputs.application));
      const message = `${members.client}: ${placeInWords(place)}: ${messageOf(error)}${isEnded ? endedMeanwhile : ""}`;
      throw new Error(message.replaceAll(clientSecret, "********"));
    }
  }

  /** What was delivered; after a regeneration of this run, how long the old secret was dead before programs could read the new one. */
  #inWords(client: string, application: string, delivered: Delivered, untested: string | undefined): string {
    const { regeneratedAt, clock } = this.#run;
    const since = regeneratedAt.get(application);
    regeneratedAt.delete(application);
    const tested = untested === undefined ? "after it gave a token" : `untested, because ${untested}`;
    const version = `version ${delivered.version} of ${delivered.secretId}`;
    const done = delivered.isChanged ? `${version} is current, ${tested}` : `${version} has the secret already`;
    const words = [
      since === undefined
        ? done
        : `regenerated; its new secret was CURRENT in the vault ${inSeconds(clock() - since)} after the request that ended the old one (${done})`,
      ...(delivered.isRevived ? ["its planned deletion was taken back"] : []),
      ...delivered.pruned.map((number) => `version ${number}, which nothing uses, is planned for deletion`),
    ];
    return `${client}: ${words.join("; ")}.`;
  }

  /** The document with the secret that the identity domain has now. */
  async #textOf({ idcsEndpoint, application, ...inputs }: Values): Promise<string> {
    const members = membersIn(inputs);
    const domain = await this.#run.domains.at(String(idcsEndpoint));
    const app = await domain.read("Apps", String(application)).catch((error: unknown) => {
      if (!isNotFound(error)) throw error;
      throw new Error(
        `${members.client}: the application no longer exists, so nothing was delivered: \`pulumi refresh\` removes it from the state, and \`pulumi up\` then creates it again.`,
      );
    });
    const { clientSecret } = app;
    if (typeof clientSecret === "string" && clientSecret !== "") return textOf(withSecret(members, clientSecret));
    throw new Error(
      `${members.client}: the identity domain does not show the client secret to these credentials, so nothing was delivered.`,
    );
  }

  async #storeFor(place: SecretPlace, { idcsEndpoint }: Values): Promise<SecretStore> {
    const address = vaultAddress(ocidOf(place), String(idcsEndpoint));
    if (address !== undefined) return this.#run.openSecretStore(address);
    throw new Error(`${ocidOf(place)} names no region: write the OCID as the console shows it.`);
  }
}

const unknownOutputs = { vaultSecret: UNKNOWN, version: UNKNOWN, sha256: UNKNOWN };

/** Whether a preview does not know yet where or what will be delivered. */
function isUnknown(inputs: Values): boolean {
  return [...placeInputs, "document" as const].some((name) => inputs[name] === UNKNOWN);
}

const endedMeanwhile =
  " This run has ended the old secret: the pair that is CURRENT in the vault gives no token until a `pulumi up` delivers the new one.";

function inSeconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

function messageOf(error: unknown): string {
  if (error instanceof TokenError)
    return `the current version stays as it was, because the new one gave no token. ${error.message}`;
  if (error instanceof VaultError) return `${error.message} The next \`pulumi up\` goes on from there.`;
  return error instanceof Error ? error.message : String(error);
}
