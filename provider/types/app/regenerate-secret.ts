import { createHash } from "node:crypto";
import type { StoredResource } from "../../../identity-domain/identity-domain.ts";
import { IdentityDomainError } from "../../../identity-domain/identity-domain-error.ts";
import { ownershipTags } from "../../../naming/ownership-tags.ts";
import { createOnce } from "../../requests/create-once.ts";
import { tagsOf } from "../../requests/ownership.ts";
import type { ResourceAddress } from "../../requests/resource-id.ts";
import type { ResourceRequests, ResourceState } from "../../requests/resource-requests.ts";
import type { Run } from "../../requests/run.ts";
import { difference } from "../../values/diff.ts";
import { isList, isValues, type Values } from "../../values/property-values.ts";
import type { Update } from "../resource-type.ts";

/** The tags that say which secret an application has: its number, and the day from which its age is counted. */
const secretTags = [ownershipTags.secretVersion, ownershipTags.secretSince] as const;

type SecretTag = (typeof secretTags)[number];

/** Whether an update brings a new client secret: a tag that says which one it is had a value and now has another one. */
export function isRegeneration(olds: Values, planned: Values): boolean {
  return changedTags(olds, planned).length > 0 && planned.isOauthClient === true && planned.clientType !== "public";
}

/**
 * Updates an application and gives it a new client secret, once for each change of the tags `secret-version` and
 * `secret-since`.
 *
 * The tags are written last: if the domain has them, the new secret exists; if they are missing, the next run asks for a new
 * secret. Other changes are written first: if the domain refuses them, the client must keep its secret. If the run is killed
 * before it writes the tags, the next run on this machine remembers that the new secret exists.
 *
 * @param write changes the application to what is planned, without its secret
 */
export async function regenerateSecret(
  requests: ResourceRequests,
  { endpoint, id, olds, planned }: Update,
  write: (planned: Values) => Promise<ResourceState> = (values) => requests.replace(id, olds, values),
): Promise<ResourceState> {
  const { domain, shape, run } = requests;
  const app = await domain.read("Apps", id, { query: { attributeSets: ["default", "request"] } });
  const changed = changedTags(olds, planned).filter((key) => isCounted(app, key));
  if (changed.length === 0) return write(planned);
  const before = withTagsOf(olds, planned, changed);
  if (difference(shape, olds, before).changes.length > 0) await write(before);
  const clientSecret = await newSecret(requests, { endpoint, id }, app, goalOf(olds, planned, changed));
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

/** What a regeneration is to reach. */
interface Goal {
  /** The tags that the domain has once it is reached. */
  readonly tags: ReadonlyMap<string, string | undefined>;
  /** Names the regeneration, in every run that is to complete it; without spaces. */
  readonly name: string;
}

/** On another day an age has another `secret-since`: the regeneration is named after the day that it replaces. */
function goalOf(olds: Values, planned: Values, changed: readonly SecretTag[]): Goal {
  const [old, next] = [tagsOf(olds), tagsOf(planned)];
  const name = changed.includes(ownershipTags.secretVersion)
    ? String(next.get(ownershipTags.secretVersion))
    : `after-${old.get(ownershipTags.secretSince)}`;
  return { tags: new Map(changed.map((key) => [key, next.get(key)])), name };
}

function changedTags(olds: Values, planned: Values): SecretTag[] {
  const [before, after] = [tagsOf(olds), tagsOf(planned)];
  return secretTags.filter((key) => {
    const [old, next] = [before.get(key), after.get(key)];
    return old !== undefined && next !== undefined && old !== next;
  });
}

/** Whether the domain counts by a tag. An age that it does not know, because somebody removed the tag, is no reason to end a secret. */
function isCounted(app: StoredResource, key: SecretTag): boolean {
  return key !== ownershipTags.secretSince || /^\d{4}-\d{2}-\d{2}$/.test(tagsOf(app).get(key) ?? "");
}

/** The secret of this goal: the one that the domain has, if an earlier run has requested it; otherwise a new one. */
async function newSecret(
  { domain, run }: ResourceRequests,
  address: ResourceAddress,
  app: StoredResource,
  { tags, name }: Goal,
): Promise<string> {
  const { endpoint, id } = address;
  const { clientSecret: current } = app;
  const live = tagsOf(app);
  const isReached = [...tags].every(([key, value]) => live.get(key) === value);
  const isPresent = isReached || wasRegenerated(run, address, current, name);
  if (isPresent && typeof current === "string") return current;
  run.interruptedRegenerations.begin(endpoint, id, replacementOf(current, name));
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

/** What is planned, with the tags of the secret that the application has: as long as they are written, it gets its new secret later. */
export function withFormerSecretTags(olds: Values, planned: Values): Values {
  return withTagsOf(olds, planned, changedTags(olds, planned));
}

function withTagsOf(olds: Values, values: Values, changed: readonly string[]): Values {
  const before = tagsOf(olds);
  const tags = isList(values.tags) ? values.tags : [];
  return {
    ...values,
    tags: tags.map((tag) =>
      isValues(tag) && changed.includes(String(tag.key)) ? { ...tag, value: String(before.get(String(tag.key))) } : tag,
    ),
  };
}
