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

/** Whether an update brings a new client secret: the tag `secret-version` had a value and now has another one. */
export function isRegeneration(olds: Values, planned: Values): boolean {
  const [old, version] = [versionOf(olds), versionOf(planned)];
  if (old === undefined || version === undefined || old === version) return false;
  return planned.isOauthClient === true && planned.clientType !== "public";
}

/**
 * Updates an application and gives it a new client secret, once for each change of the tag `secret-version`.
 *
 * The tag is written last: if the domain has it, the new secret exists; if the tag is missing, the next run asks for a new
 * secret. Other changes are written first: if the domain refuses them, the client must keep its secret. If the run is killed
 * before it writes the tag, the next run on this machine remembers that the new secret exists.
 */
export async function regenerateSecret(
  requests: ResourceRequests,
  { endpoint, id, olds, planned }: Update,
): Promise<ResourceState> {
  const { domain, shape, run } = requests;
  const app = await domain.read("Apps", id, { query: { attributeSets: ["default", "request"] } });
  const before = withVersion(planned, versionOf(olds));
  if (difference(shape, olds, before).changes.length > 0) await requests.replace(id, olds, before);
  const clientSecret = await newSecret(requests, { endpoint, id }, app, String(versionOf(planned)));
  try {
    const { properties } = await requests.replace(id, olds, planned);
    run.interruptedRegenerations.end(endpoint, id);
    return { id, properties: { ...properties, clientSecret } };
  } catch (error) {
    if (!(error instanceof IdentityDomainError)) throw error;
    const message = `${error.message}\nThe application has its new client secret already: \`pulumi refresh\` brings it into the state, \`pulumi up\` does the rest.`;
    throw new IdentityDomainError(error.code, message, error.details);
  }
}

/** The secret of this version: the one that the domain has, if an earlier run has requested it; otherwise a new one. */
async function newSecret(
  { domain, run }: ResourceRequests,
  address: ResourceAddress,
  app: StoredResource,
  version: string,
): Promise<string> {
  const { endpoint, id } = address;
  const { clientSecret: current } = app;
  const isPresent = versionOf(app) === version || wasRegenerated(run, address, current, version);
  if (isPresent && typeof current === "string") return current;
  run.interruptedRegenerations.begin(endpoint, id, replacementOf(current, version));
  const steps = {
    post: () => domain.regenerateClientSecret(id),
    findTwin: async () => {
      const { clientSecret } = await domain.read("Apps", id);
      return typeof clientSecret === "string" && clientSecret !== current ? clientSecret : undefined;
    },
  };
  return (await createOnce(steps, run)).created;
}

/** Whether an interrupted run has requested this version's secret while the application had another one than now. */
function wasRegenerated(run: Run, { endpoint, id }: ResourceAddress, current: unknown, version: string): boolean {
  const begun = run.interruptedRegenerations.detail(endpoint, id);
  return begun?.split(" ")[1] === version && begun !== replacementOf(current, version);
}

/** Which secret is to be replaced for which version. The digest does not reveal the secret, which is as good as random. */
function replacementOf(secret: unknown, version: string): string {
  return `${createHash("sha256").update(String(secret)).digest("hex")} ${version}`;
}

function versionOf(values: Values): string | undefined {
  return tagsOf(values).get(ownershipTags.secretVersion);
}

function withVersion(values: Values, version: string | undefined): Values {
  const tags = isList(values.tags) ? values.tags : [];
  return {
    ...values,
    tags: tags.map((tag) =>
      isValues(tag) && tag.key === ownershipTags.secretVersion && version ? { ...tag, value: version } : tag,
    ),
  };
}
