import type { StoredResource } from "../../../identity-domain/identity-domain.ts";
import { isNotFound } from "../../../identity-domain/identity-domain-error.ts";
import { attributeOf, membersOf, type Shape } from "../../property-table/property-table.ts";
import { hasSameOwner, ownershipOf, ownersIn, stackOf } from "../../requests/ownership.ts";
import type { ResourceRequests, ResourceState } from "../../requests/resource-requests.ts";
import { difference } from "../../values/diff.ts";
import { requestProperties, toDomainJson } from "../../values/domain-json.ts";
import { keptValues } from "../../values/kept-values.ts";
import { plan } from "../../values/plan.ts";
import { isAbsent, isEmpty, isList, isValues, UNKNOWN, type Value, type Values } from "../../values/property-values.ts";
import type { Adoption, TakenOver, Update } from "../resource-type.ts";
import { adoptionInWords, changesInWords } from "./adoption-in-words.ts";
import { ownedInputs, withAdoptionDay } from "./owned-inputs.ts";

/** The attribute sets that a PUT must contain to leave everything else as it is. */
const everything = ["default", "request"];

/** Whether a program adopts an existing application instead of creating one: it gives the application's OCID. */
export function isAdoption(inputs: Values): boolean {
  return !isEmpty(inputs.ocid);
}

/** Whether a program adopts an application that stays somebody else's: it changes only what the program says. */
export function isManaged(inputs: Values): boolean {
  return isAdoption(inputs) && stackOf(inputs) === undefined;
}

/** @throws Error if a program gives another application's OCID to an application that it already has */
export function refuseAnotherOcid(olds: Values, news: Values): void {
  const [old, ocid] = [olds.ocid, news.ocid];
  if (!isAdoption(news) || ocid === UNKNOWN || isEmpty(old) || ocid === old) return;
  throw new Error(
    [
      `This resource is the application ${old}, and cannot become another one: the program gives the ocid ${ocid}.`,
      "Declare that application under a name of its own, or remove this one from the state with `pulumi state delete` first.",
    ].join("\n"),
  );
}

/**
 * What a program says about an adopted application, with the schemas that the application has. They determine its other
 * attributes, so a program can only add to them.
 */
export function completeSchemas(news: Values, olds: Values): Values {
  if (!isAdoption(news) || !isList(news.schemas) || !isList(olds.schemas)) return news;
  return { ...news, schemas: [...new Set([...olds.schemas, ...news.schemas])] };
}

/**
 * Adopts the application with the OCID that the program gives, and changes it to what the program says. What a program has no
 * words for stays, as does what the program omits, except for an application that from now on belongs to a stack.
 *
 * @returns undefined if the program gives no OCID
 * @throws Error if there is no such application, if it belongs to another program, or if it differs in what cannot be changed
 */
export function adoptionOf(inputs: Values): Adoption | undefined {
  if (!isAdoption(inputs)) return undefined;
  return async (requests, onFound) => {
    const app = await findApp(requests, inputs);
    onFound(app.id);
    return put(requests, planOf(requests, app, declaredOf(requests, app, inputs)));
  };
}

/** Says in a preview which application a stack adopts, and what changes; undefined if it is not to belong to a stack. */
export async function foretellAdoption(requests: ResourceRequests, inputs: Values): Promise<TakenOver | undefined> {
  if (!isAdoption(inputs) || isManaged(inputs) || inputs.ocid === UNKNOWN) return undefined;
  const app = await findApp(requests, inputs);
  const { found, completed, changed } = planOf(requests, app, declaredOf(requests, app, inputs));
  const changes = changesInWords(requests.shape, found, completed, changed);
  return { id: app.id, message: adoptionInWords(app, changes), isChange: changes.length > 0 };
}

/** Updates an application that stays somebody else's. It is read first: others change it too, so the state may be outdated. */
export async function updateManaged(requests: ResourceRequests, { id, news, ignored }: Update): Promise<ResourceState> {
  return put(requests, planOf(requests, await readWhole(requests, id, news), news, ignored));
}

/** What the program says about the application; one that is to belong to a stack gets the day of its adoption as a tag. */
function declaredOf({ run }: ResourceRequests, app: StoredResource, inputs: Values): Values {
  if (isManaged(inputs)) return inputs;
  return hasSameOwner(inputs, app) ? ownedInputs(inputs, app) : withAdoptionDay(ownedInputs(inputs, {}), run.today());
}

async function findApp(requests: ResourceRequests, inputs: Values): Promise<StoredResource> {
  const found = await readWhole(requests, String(inputs.ocid), inputs).catch((error: unknown) => {
    if (!isNotFound(error)) throw error;
    throw new Error(
      `The identity domain ${requests.domain.url} has no application with the ocid ${inputs.ocid}, which is to be adopted. Correct \`ocid\`, or remove it to have an application created.`,
    );
  });
  if (ownershipOf(found) === undefined || hasSameOwner(inputs, found)) return found;
  throw new Error(
    [
      `The application "${found.displayName}" (id ${found.id}) cannot be adopted: it already belongs to a program (${ownersIn(found)}).`,
      "Change it there, or have it released there first.",
    ].join("\n"),
  );
}

/** An application that is to become what a program says; what the program does not say stays. */
interface PlannedAdoption {
  /** All of it, as it is now. */
  readonly app: StoredResource;
  /** Its properties. */
  readonly found: Values;
  /** What the program says, with the schemas that the application has. */
  readonly completed: Values;
  readonly planned: Values;
  /** The properties that change. */
  readonly changed: readonly string[];
}

/** @throws Error if the application differs in what cannot be changed */
function planOf(
  requests: ResourceRequests,
  app: StoredResource,
  inputs: Values,
  ignored: readonly string[] = [],
): PlannedAdoption {
  const { shape } = requests;
  const found = requests.foundIn(app, inputs).properties;
  const completed = completeSchemas(inputs, found);
  const { changes, properties: changed, replaces } = difference(shape, found, completed, ignored);
  if (replaces.length > 0) throw new Error(unlike(requests, app, keptValues(found, changes)));
  const planned = { ...plan(shape, completed, found), ...valuesOf(found, ignored) };
  return { app, found, completed, planned, changed };
}

/** One PUT, if anything changes. */
function put(requests: ResourceRequests, { app, found, completed, planned, changed }: PlannedAdoption) {
  if (changed.length === 0) return unchanged(requests, app, completed);
  return requests.put(app.id, bodyOf(requests.shape, app, found, planned, changed), planned);
}

/** All of an application, whatever attributes its resource asks for. */
function readWhole({ domain }: ResourceRequests, id: string, { attributes }: Values): Promise<StoredResource> {
  return domain.read("Apps", id, {
    query: { attributeSets: everything, ...(typeof attributes === "string" && { attributes }) },
  });
}

/** The application as a GET shows it that asks for what the program asks for. That is another GET, if it is less than all. */
async function unchanged(requests: ResourceRequests, app: StoredResource, inputs: Values): Promise<ResourceState> {
  const requested = isList(inputs.attributeSets) ? inputs.attributeSets : [];
  const isAll = everything.every((set) => requested.includes(set));
  return requests.foundIn(isAll ? app : await requests.read(app.id, inputs), inputs);
}

/** The domain's answer, word for word, except for the changes and for what only the domain sets, which a PUT must not contain. */
function bodyOf(shape: Shape, app: StoredResource, found: Values, planned: Values, changed: readonly string[]): Values {
  const changes = toDomainJson(shape, valuesOf(planned, changed), found);
  const attributes = Object.entries(shape).flatMap(([name, property]) => {
    if (property.input === undefined || property.forceNew || requestProperties.has(name) || name === "ocid") return [];
    const attribute = attributeOf(name, property);
    const value = changed.includes(name) ? changes[attribute] : app[attribute];
    return isAbsent(value) ? [] : [[attribute, withoutReadOnly(membersOf(property), value)] as const];
  });
  return Object.fromEntries(attributes);
}

function withoutReadOnly(members: Shape, value: Value): Value {
  if (isList(value)) return value.map((element) => withoutReadOnly(members, element));
  if (!isValues(value)) return value;
  const byAttribute = new Map(Object.entries(members).map(([name, member]) => [attributeOf(name, member), member]));
  const kept = Object.entries(value).filter(([attribute]) => !byAttribute.get(attribute)?.readOnly);
  return Object.fromEntries(
    kept.map(([attribute, member]) => {
      const property = byAttribute.get(attribute);
      return [attribute, isAbsent(member) ? member : withoutReadOnly(property ? membersOf(property) : {}, member)];
    }),
  );
}

function unlike({ domain }: ResourceRequests, app: StoredResource, kept: string): string {
  return [
    `The application "${app.displayName}" (id ${app.id}) of ${domain.url} cannot be adopted as it is declared: it has ${kept}, which cannot be changed.`,
    "Declare it with that.",
  ].join("\n");
}

function valuesOf(values: Values, names: readonly string[]): Values {
  return Object.fromEntries(names.filter((name) => name in values).map((name) => [name, values[name]]));
}
