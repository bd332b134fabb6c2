import { createHash } from "node:crypto";
import type { StoredResource } from "../../../identity-domain/identity-domain.ts";
import { IdentityDomainError } from "../../../identity-domain/identity-domain-error.ts";
import { ownershipTags } from "../../../naming/ownership-tags.ts";
import { TokenError } from "../../../oauth/token-error.ts";
import { loadSdk } from "../../../vault/oci-secret-store.ts";
import { quote } from "../../../wording/quote.ts";
import { createOnce } from "../../requests/create-once.ts";
import { tagsOf } from "../../requests/ownership.ts";
import type { ResourceAddress } from "../../requests/resource-id.ts";
import type { ResourceRequests, ResourceState } from "../../requests/resource-requests.ts";
import type { Run } from "../../requests/run.ts";
import { difference } from "../../values/diff.ts";
import type { Values } from "../../values/property-values.ts";
import type { Update } from "../resource-type.ts";
import {
  type Counter,
  changedCounters,
  failedTags,
  isRotated,
  isTrial,
  stagedTags,
  type Tags,
  triesIn,
  withSecretTags,
} from "./secret-tags.ts";
import { trySecret } from "./try-secret.ts";

/** Whether an update brings a new client secret: a tag that says which one it is had a value and now has another one. */
export function isRegeneration(olds: Values, planned: Values): boolean {
  return changedCounters(olds, planned).length > 0 && planned.isOauthClient === true && planned.clientType !== "public";
}

/**
 * Updates an application and gives it a new client secret, once for each change of the tags `secret-version` and
 * `secret-since`.
 *
 * The tags are written last: if the domain has them, the new secret exists; if they are missing, the next run asks for a new
 * secret. Other changes are written first: if the domain refuses them, the client must keep its secret. If the run is killed
 * before it writes the tags, the next run on this machine remembers that the new secret exists.
 *
 * A rotation's new secret is tried before the tags say `tested`; until then they say `staged`.
 *
 * @param write changes the application to what is planned, without its secret
 * @throws Error if no token was obtained with a rotation's new secret: the tags say how often, and why
 */
export async function regenerateSecret(
  requests: ResourceRequests,
  { endpoint, id, olds, planned }: Update,
  write: (planned: Values) => Promise<ResourceState> = (values) => requests.replace(id, olds, values),
): Promise<ResourceState> {
  const { domain, shape, run } = requests;
  const app = await domain.read("Apps", id, { query: { attributeSets: ["default", "request"] } });
  const changed = changedCounters(olds, planned).filter((key) => isCounted(app, key));
  if (changed.length === 0) return write(planned);
  const [live, goal] = [tagsOf(app), goalOf(olds, planned, changed)];
  const isReached = [...goal.tags].every(([key, value]) => live.get(key) === value);
  if (isReached && typeof app.clientSecret === "string") {
    const { properties } = await write(planned);
    run.interruptedRegenerations.end(endpoint, id);
    return { id, properties: { ...properties, clientSecret: app.clientSecret } };
  }
  const before = withSecretTags(planned, tagsBefore(olds, planned, live, changed));
  if (isTrial(planned) || difference(shape, olds, before).changes.length > 0) await write(before);
  // What delivers the secret needs it: the old one is dead by then.
  if (tagsOf(planned).has(ownershipTags.secretDelivery)) await loadSdk();
  const clientSecret = await newSecret(requests, { endpoint, id }, app, goal.name, !isRotated(planned));
  if (isTrial(planned))
    await tryOrRecord(requests, { endpoint, app: { ...planned, name: app.name }, clientSecret, before, write });
  try {
    const { properties } = await write(planned);
    run.interruptedRegenerations.end(endpoint, id);
    return { id, properties: { ...properties, clientSecret } };
  } catch (error) {
    if (!(error instanceof IdentityDomainError)) throw error;
    const message = `${error.message}\nThe application has its new client secret already: \`pulumi refresh\` brings it into the state, \`pulumi up\` does the rest.`;
    throw new IdentityDomainError(error.code, message, error.details);
  }
}

/** The tags about the secret that an application has until it has the new secret. */
function tagsBefore(olds: Values, planned: Values, live: Tags, changed: readonly Counter[]): Tags {
  if (isTrial(planned)) return stagedTags(live, tagsOf(planned));
  if (isRotated(planned)) return live;
  const old = tagsOf(olds);
  return new Map(
    [...tagsOf(planned)].map(([key, value]) => [
      key,
      changed.some((one) => one === key) ? (old.get(key) ?? value) : value,
    ]),
  );
}

interface Trial {
  readonly endpoint: string;
  /** The application, with its client ID. */
  readonly app: Values;
  readonly clientSecret: string;
  /** What the domain has: a `staged` application. */
  readonly before: Values;
  readonly write: (planned: Values) => Promise<ResourceState>;
}

async function tryOrRecord({ run }: ResourceRequests, trial: Trial): Promise<void> {
  const { endpoint, app, clientSecret, before, write } = trial;
  try {
    await trySecret(run, endpoint, app, clientSecret);
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    const failed = failedTags(tagsOf(before), error.error ?? error.code);
    const message = `The new client secret of ${quote(app.displayName)} gets no token (try ${triesIn(failed)} of 3), so the outputs keep the pair in use, which works as before.\n${error.message}`;
    await write(withSecretTags(before, failed));
    throw new Error(message);
  }
}

/** What a regeneration is to reach. */
interface Goal {
  /** The tags that the domain has once it is reached. */
  readonly tags: ReadonlyMap<string, string | undefined>;
  /** Names the regeneration, in every run that is to complete it; without spaces. */
  readonly name: string;
}

/** On another day an age has another `secret-since`: the regeneration is named after the day that it replaces. */
function goalOf(olds: Values, planned: Values, changed: readonly Counter[]): Goal {
  const [old, next] = [tagsOf(olds), tagsOf(planned)];
  return { tags: new Map(changed.map((key) => [key, next.get(key)])), name: nameOf(old, next, changed) };
}

function nameOf(old: Tags, next: Tags, changed: readonly Counter[]): string {
  const { secretVersion, secretSince, rotationSecret } = ownershipTags;
  if (changed.includes(rotationSecret)) return `rotation-${next.get(rotationSecret)}`;
  return changed.includes(secretVersion) ? String(next.get(secretVersion)) : `after-${old.get(secretSince)}`;
}

/** Whether the domain counts by a tag. An age that it does not know, because somebody removed the tag, is no reason to end a secret. */
function isCounted(app: StoredResource, key: Counter): boolean {
  return key !== ownershipTags.secretSince || /^\d{4}-\d{2}-\d{2}$/.test(tagsOf(app).get(key) ?? "");
}

/**
 * The secret of this goal: the one that the domain has, if an earlier run has requested it; otherwise a new one.
 *
 * @param isInUse whether somebody uses the secret that ends
 */
async function newSecret(
  { domain, run }: ResourceRequests,
  address: ResourceAddress,
  app: StoredResource,
  name: string,
  isInUse: boolean,
): Promise<string> {
  const { endpoint, id } = address;
  const { clientSecret: current } = app;
  if (wasRegenerated(run, address, current, name) && typeof current === "string") return current;
  run.interruptedRegenerations.begin(endpoint, id, replacementOf(current, name));
  if (isInUse) run.regeneratedAt.set(id, run.clock());
  const steps = {
    post: () => domain.regenerateClientSecret(id),
    findTwin: async () => {
      const { clientSecret } = await domain.read("Apps", id);
      return typeof clientSecret === "string" && clientSecret !== current ? clientSecret : undefined;
    },
  };
  return (await createOnce(steps, run)).created;
}

/** Whether an interrupted run has requested the secret of this goal while the application had another one than now. */
function wasRegenerated(run: Run, { endpoint, id }: ResourceAddress, current: unknown, name: string): boolean {
  const begun = run.interruptedRegenerations.detail(endpoint, id);
  return begun?.split(" ")[1] === name && begun !== replacementOf(current, name);
}

/** Which secret is to be replaced for which goal. The digest does not reveal the secret, which is as good as random. */
function replacementOf(secret: unknown, name: string): string {
  return `${createHash("sha256").update(String(secret)).digest("hex")} ${name}`;
}
