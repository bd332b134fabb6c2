import type { StoredResource } from "../../../identity-domain/identity-domain.ts";
import { isNotFound } from "../../../identity-domain/identity-domain-error.ts";
import { attributeOf, membersOf, type Shape } from "../../property-table/property-table.ts";
import { hasSameOwner, ownershipOf, ownersIn } from "../../requests/ownership.ts";
import type { ResourceRequests, ResourceState } from "../../requests/resource-requests.ts";
import { difference } from "../../values/diff.ts";
import { requestProperties, toDomainJson } from "../../values/domain-json.ts";
import { keptValues } from "../../values/kept-values.ts";
import { plan } from "../../values/plan.ts";
import { isAbsent, isEmpty, isList, isValues, UNKNOWN, type Value, type Values } from "../../values/property-values.ts";
import type { Adoption, Update } from "../resource-type.ts";

/** The attribute sets that a PUT must contain to leave everything else as it is. */
const everything = ["default", "request"];

/** Whether a program adopts an existing application instead of creating one: it gives the application's OCID. */
export function isAdoption(inputs: Values): boolean {
  return !isEmpty(inputs.ocid);
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
 * Adopts the application with the OCID that the program gives, and changes it to what the program says. Everything else stays.
 *
 * @returns undefined if the program gives no OCID
 * @throws Error if there is no such application, if it belongs to another program, or if it differs in what cannot be changed
 */
export function adoptionOf(inputs: Values): Adoption | undefined {
  if (!isAdoption(inputs)) return undefined;
  return async (requests, onFound) => {
    const app = await findApp(requests, inputs);
    onFound(app.id);
    return change(requests, app, inputs);
  };
}

/** Updates an adopted application. It is read first: others change it too, so the state may be outdated. */
export async function updateAdopted(requests: ResourceRequests, { id, news, ignored }: Update): Promise<ResourceState> {
  return change(requests, await readWhole(requests, id, news), news, ignored);
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

/**
 * Changes an application to what the program says; what the program does not say stays. One PUT, if anything differs.
 *
 * @param app all of it, as it is now
 * @throws Error if it differs in what cannot be changed
 */
async function change(
  requests: ResourceRequests,
  app: StoredResource,
  inputs: Values,
  ignored: readonly string[] = [],
): Promise<ResourceState> {
  const { shape } = requests;
  const found = requests.foundIn(app, inputs).properties;
  const completed = completeSchemas(inputs, found);
  const { changes, properties: changed, replaces } = difference(shape, found, completed, ignored);
  if (replaces.length > 0) throw new Error(unlike(requests, app, keptValues(found, changes)));
  if (changed.length === 0) return unchanged(requests, app, inputs);
  const planned = { ...plan(shape, completed, found), ...valuesOf(found, ignored) };
  return requests.put(app.id, bodyOf(shape, app, found, planned, changed), planned);
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
