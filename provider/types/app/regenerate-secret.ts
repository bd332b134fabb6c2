import { createHash } from "node:crypto";
import type { IdentityDomain, StoredResource } from "../../../identity-domain/identity-domain.ts";
import { IdentityDomainError } from "../../../identity-domain/identity-domain-error.ts";
import { ownershipTags } from "../../../naming/ownership-tags.ts";
import { createOnce } from "../../requests/create-once.ts";
import { tagsOf } from "../../requests/ownership.ts";
import type { ResourceRequests, ResourceState } from "../../requests/resource-requests.ts";
import type { Run } from "../../requests/run.ts";
import { difference } from "../../values/diff.ts";
import { isList, isValues, type Values } from "../../values/property-values.ts";
import type { ResourceType } from "../resource-type.ts";

/** Where an application is. */
interface Place {
  readonly domain: IdentityDomain;
  /** The identity domain's URL as the state has it. */
  readonly endpoint: string;
  readonly id: string;
}

/** Whether an update brings a new client secret: the tag `secret-version` had a value and has another one now. */
export function isRotation({ collection }: ResourceType, olds: Values, planned: Values): boolean {
  const [old, version] = [versionOf(olds), versionOf(planned)];
  if (collection !== "Apps" || old === undefined || version === undefined || old === version) return false;
  return planned.isOauthClient === true && planned.clientType !== "public";
}

/**
 * Updates an application and gives it a new client secret, once for each change of the tag `secret-version`.
 *
 * The tag is written last: a domain that has it has given the new secret, and one that has it not is asked for one by the
 * next run. Other changes are written first: what the domain refuses must not cost the client its secret. A note tells
 * the next run on this machine that the secret was given, if this one is killed before it writes the tag.
 */
export async function rotate(
  requests: ResourceRequests,
  run: Run,
  place: Place,
  olds: Values,
  planned: Values,
): Promise<ResourceState> {
  const { domain, endpoint, id } = place;
  const { shape } = requests;
  const whole = { query: { attributeSets: ["default", "request"] } };
  const app = await domain.read("Apps", id, whole);
  const before = withVersion(planned, versionOf(olds));
  if (difference(shape, olds, before).changes.length > 0) await requests.replace(domain, id, olds, before);
  const clientSecret = await newSecret(run, place, app, String(versionOf(planned)));
  try {
    const { properties } = await requests.replace(domain, id, olds, planned);
    run.begunRotations.clear(endpoint, id);
    return { id, properties: { ...properties, clientSecret } };
  } catch (error) {
    if (!(error instanceof IdentityDomainError)) throw error;
    const message = `${error.message}\nThe application has its new client secret already: \`pulumi refresh\` brings it into the state, \`pulumi up\` does the rest.`;
    throw new IdentityDomainError(error.code, message, error.details);
  }
}

/** The secret of this version: the one that the domain has, if an earlier run was given it; else a new one. */
async function newSecret(run: Run, place: Place, app: StoredResource, version: string): Promise<string> {
  const { domain, endpoint, id } = place;
  const { clientSecret: current } = app;
  const isGiven = versionOf(app as unknown as Values) === version || isNoted(run, place, current, version);
  if (isGiven && typeof current === "string") return current;
  run.begunRotations.write(endpoint, id, noteOf(current, version));
  const steps = {
    post: () => domain.regenerateClientSecret(id),
    findTwin: async () => {
      const { clientSecret } = await domain.read("Apps", id);
      return typeof clientSecret === "string" && clientSecret !== current ? clientSecret : undefined;
    },
  };
  return (await createOnce(steps, run)).made;
}

/** Whether a note says that this version was begun, with another secret than the application has now. */
function isNoted(run: Run, { endpoint, id }: Place, current: unknown, version: string): boolean {
  const note = run.begunRotations.read(endpoint, id);
  return note?.split(" ")[1] === version && note !== noteOf(current, version);
}

/** Which secret is to give way to which version. Nobody can tell the secret from it: it is as good as random. */
function noteOf(secret: unknown, version: string): string {
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
