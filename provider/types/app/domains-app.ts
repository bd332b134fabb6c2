import { ownershipTags, secretDeliveries } from "../../../naming/ownership-tags.ts";
import { quote } from "../../../wording/quote.ts";
import { hasSameOwner, ownershipOf, ownKey, tagFilter, tagsOf } from "../../requests/ownership.ts";
import type { ResourceAddress } from "../../requests/resource-id.ts";
import type { ResourceRequests, ResourceState, Twin } from "../../requests/resource-requests.ts";
import type { Run } from "../../requests/run.ts";
import type { Difference } from "../../values/diff.ts";
import { UNKNOWN, type Values } from "../../values/property-values.ts";
import {
  anyOf,
  explainConflict,
  isSameName,
  type Namesakes,
  namesakesInStack,
  refuseTakenNames,
  type SharedName,
} from "../explain-conflict.ts";
import type { ResourceType, Update } from "../resource-type.ts";
import {
  adoptionOf,
  completeSchemas,
  foretellAdoption,
  isAdoption,
  isManaged,
  refuseAnotherOcid,
  updateManaged,
} from "./adopt.ts";
import { removeApp } from "./delete.ts";
import { asDeletion } from "./omitted-texts.ts";
import { ownedInputs } from "./owned-inputs.ts";
import { refusePublicChange } from "./public-clients.ts";
import { isRegeneration, regenerateSecret } from "./regenerate-secret.ts";
import { grantsToRevoke, revokeGrants } from "./revoke-grants.ts";
import { withSecretTags } from "./secret-tags.ts";

/**
 * An application of an identity domain.
 *
 * It can be adopted instead of created, receives a new client secret when its tag `secret-version` or `secret-since` changes, and is deactivated
 * before it is deleted. Its update revokes the grants that its tag `revoked-grants` names.
 */
export const domainsApp: ResourceType = {
  token: "oci:Identity/domainsApp:DomainsApp",
  collection: "Apps",
  nameProperty: "displayName",
  secrets: ["clientSecret", "authorization"],
  notShown: [],
  keyOf: ownKey,
  twinOf: appWithTheSameTags,
  explainConflict: (domain, inputs, refusal, own) => explainConflict(domain, inputs, refusal, namesakes(inputs, own)),
  refuseTaken: (requests, inputs, declared) =>
    refuseTakenNames(requests, inputs, namesakes(inputs, declared.own), ["displayName", "name"], declared),
  namesakes: (domain, inputs, own) => namesakesInStack(domain, inputs, namesakes(inputs, own)),
  parking,
  describe: ({ id, displayName }) => `application "${displayName}" (id ${id})`,
  adoptionOf,
  foretell: foretellAdoption,
  completeInputs: (news, olds) => completeSchemas(isManaged(news) ? news : ownedInputs(news, olds), olds),
  adjustDifference,
  adjustPlan,
  withheld: (app) => (isKeptFromState(app) ? ["clientSecret"] : []),
  update: updateApp,
  remove: removeApp,
};

/**
 * An adopted application is never deleted to be adopted again. One that a killed delete has left inactive has changed.
 *
 * @throws Error if an application of a stack would be replaced because the URL of its identity domain is another one
 */
function adjustDifference(
  difference: Difference,
  { endpoint, id }: ResourceAddress,
  news: Values,
  run: Run,
): Difference {
  const found = { ...difference, changes: difference.changes.map((change) => asDeletion(change, news)) };
  if (found.replaces.includes("idcsEndpoint") && ownershipOf(news) !== undefined)
    throw new Error(anotherDomain(news, endpoint, id));
  if (found.replaces.length > 0) return isAdoption(news) ? { ...found, deleteBeforeReplace: false } : found;
  return withRevocations(news, withActivation({ endpoint, id }, news, run, found));
}

/** A change of tags, which the domain never has, stands for the grants that are to be revoked. */
function withRevocations(news: Values, found: Difference): Difference {
  if (grantsToRevoke(news).length === 0 || found.properties.includes("tags")) return found;
  const changes = [...found.changes, { path: "tags", kind: "update", replaces: false } as const];
  return { ...found, changes, properties: [...found.properties, "tags"] };
}

function withActivation({ endpoint, id }: ResourceAddress, news: Values, run: Run, found: Difference): Difference {
  const isLeftInactive = news.active === true && run.interruptedDeletes.detail(endpoint, id) !== undefined;
  if (!isLeftInactive || found.properties.includes("active")) return found;
  const changes = [...found.changes, { path: "active", kind: "update", replaces: false } as const];
  return { ...found, changes, properties: [...found.properties, "active"] };
}

function anotherDomain({ displayName, idcsEndpoint }: Values, endpoint: string, id: string): string {
  return [
    `The program gives the application "${displayName}" (id ${id}) another identity domain: ${idcsEndpoint} instead of ${endpoint}. That would delete it with its client ID, its client secret and all its rights, and create another one. Nothing was changed.`,
    'If it is the same domain under another URL, write the new URL into the state: docs/changes.md, "Another URL of the identity domain". For another domain, use a stack of its own.',
  ].join("\n");
}

function adjustPlan(planned: Values, olds: Values, news: Values): Values {
  refuseAnotherOcid(olds, news);
  refusePublicChange(olds, news);
  const isNew = isRegeneration(olds, planned) || (isKeptFromState(olds) && !isKeptFromState(planned));
  return isNew ? { ...planned, clientSecret: UNKNOWN } : planned;
}

/** Whether the client secret must not be in the state, because a vault has it. */
function isKeptFromState(app: Values): boolean {
  return tagsOf(app).get(ownershipTags.secretDelivery) === secretDeliveries.vaultOnly;
}

/**
 * An application that is renamed is parked under its old name with its id, which no other application has. It keeps its secret
 * and the tags of it until it has its new name.
 */
function parking({ id, olds, news, planned }: Pick<Update, "id" | "olds" | "news" | "planned">) {
  const { displayName } = olds;
  if (isManaged(news) || typeof displayName !== "string" || isSameName(displayName, planned.displayName)) return;
  const parked = withSecretTags(planned, tagsOf(olds));
  return {
    away: { ...parked, displayName: `${displayName.slice(0, 80)} ${id.slice(0, 40)}` },
    back: { ...parked, displayName },
  };
}

async function updateApp(requests: ResourceRequests, update: Update): Promise<ResourceState> {
  await revokeGrants(requests, update);
  const state = await (isManaged(update.news)
    ? updateManaged(requests, update)
    : isRegeneration(update.olds, update.planned)
      ? regenerateSecret(requests, update)
      : requests.replace(update.id, update.olds, update.planned));
  requests.run.interruptedDeletes.end(update.endpoint, update.id);
  return state;
}

/** The application with exactly the tags of this resource. Without such tags nothing distinguishes it from other people's. */
function appWithTheSameTags(inputs: Values): Twin | undefined {
  const ownership = ownershipOf(inputs);
  if (ownership === undefined) return undefined;
  return {
    query: { filter: tagFilter(ownershipTags.urn, ownership.urn), attributeSets: ["default", "request"] },
    isTwin: (found) => hasSameOwner(inputs, found),
  };
}

function namesakes(inputs: Values, own: string | undefined): Namesakes {
  const { displayName, name } = inputs;
  return {
    own,
    collection: "Apps",
    kind: "application",
    query: { filter: anyOf({ displayName, name }), attributes: "displayName,name,tags,isOPCService" },
    nameOf: (found) => sharedName(found, inputs),
    toAdopt: (found) => toAdopt(found, inputs),
  };
}

/** The line to write, if a team's manifest declares the application. */
function toAdopt({ name }: Values, inputs: Values): string | undefined {
  const tags = tagsOf(inputs);
  const [team, client] = [tags.get(ownershipTags.team), tags.get(ownershipTags.client)];
  if (team === undefined || client === undefined) return undefined;
  return `If that application is to be managed here, add \`adopt: ${quote(name)}\` to ${team}/${client}: it keeps its client ID and secret.`;
}

/** Both the display name and the client ID are unique in the domain. */
function sharedName(found: Values, inputs: Values): SharedName {
  const displayName = { attribute: "displayName", shown: `displayName "${found.displayName}"` };
  const clientId = { attribute: "client ID (`name`)", shown: `client ID "${found.name}"` };
  return isSameName(found.displayName, inputs.displayName)
    ? { ...displayName, alsoKnownAs: clientId.shown }
    : { ...clientId, alsoKnownAs: displayName.shown };
}
