import type { IdentityDomain, ScimResource, StoredResource } from "../../../identity-domain/identity-domain.ts";
import { isNotFound } from "../../../identity-domain/identity-domain-error.ts";
import { membersOf, type Shape } from "../../property-table/property-table.ts";
import { hasSameOwner, ownershipOf, ownersIn } from "../../requests/ownership.ts";
import type { ResourceRequests, ResourceState } from "../../requests/resource-requests.ts";
import { difference } from "../../values/diff.ts";
import { requestProperties, toWire } from "../../values/domain-json.ts";
import { whatIsKept } from "../../values/kept-values.ts";
import { plan } from "../../values/plan.ts";
import { isAbsent, isEmpty, isList, isValues, UNKNOWN, type Value, type Values } from "../../values/property-values.ts";
import type { ResourceType } from "../resource-type.ts";

/** The attributes that a PUT must hold to leave the rest as it is. */
const everything = ["default", "request"];

/** Whether a program adopts an application that exists, in place of having one made: it gives its OCID. */
export function isAdoption(type: ResourceType, inputs: Values): boolean {
  return type.collection === "Apps" && !isEmpty(inputs.ocid);
}

/** @throws Error if a program gives an application that it has another one's OCID */
export function refuseAnotherOcid(type: ResourceType, olds: Values, news: Values): void {
  const [old, ocid] = [olds.ocid, news.ocid];
  if (!isAdoption(type, news) || ocid === UNKNOWN || isEmpty(old) || ocid === old) return;
  throw new Error(
    [
      `This resource is the application ${old}; the program gives the ocid ${ocid}, which is another one: it cannot become that.`,
      "Declare that one under a name of its own, or let go of this one with `pulumi state delete` first.",
    ].join("\n"),
  );
}

/**
 * What a program says of an adopted application, with the schemas that it has: they say what else there is, and the program
 * adds to them only.
 */
export function adoptedInputs(type: ResourceType, news: Values, olds: Values): Values {
  if (!isAdoption(type, news) || !isList(news.schemas) || !isList(olds.schemas)) return news;
  return { ...news, schemas: [...new Set([...olds.schemas, ...news.schemas])] };
}

/**
 * The application that a program adopts.
 *
 * @throws Error if there is none, or if it belongs to another resource of a program already
 */
export async function findAdopted(domain: IdentityDomain, inputs: Values): Promise<StoredResource> {
  const found = await readWhole(domain, String(inputs.ocid), inputs).catch((error: unknown) => {
    if (!isNotFound(error)) throw error;
    throw new Error(
      `The identity domain ${domain.url} has no application with the ocid ${inputs.ocid}, which is to be adopted. Correct \`ocid\`, or leave it out to have an application made.`,
    );
  });
  const values = found as unknown as Values;
  if (ownershipOf(values) === undefined || hasSameOwner(inputs, values)) return found;
  throw new Error(
    [
      `The application "${found.displayName}" (id ${found.id}) cannot be adopted: a program has it already (${ownersIn(values)}).`,
      "Change it there, or let it go there first.",
    ].join("\n"),
  );
}

/**
 * Makes an application what the program says of it; what the program does not say stays. One PUT, if anything differs.
 *
 * @param app all of it, as it is now
 * @param ignored properties that stay although the program says otherwise
 * @throws Error if it differs in what cannot be changed
 */
export async function changeAdopted(
  requests: ResourceRequests,
  domain: IdentityDomain,
  app: StoredResource,
  inputs: Values,
  ignored: readonly string[] = [],
): Promise<ResourceState> {
  const { type, shape } = requests;
  const found = requests.foundIn(app, inputs).properties;
  const wanted = adoptedInputs(type, inputs, found);
  const { changes, properties: changed, replaces } = difference(shape, found, wanted, ignored);
  if (replaces.length > 0) throw new Error(unlike(domain, app, whatIsKept(found, changes)));
  if (changed.length === 0) return shownAs(requests, domain, app, inputs);
  const planned = { ...plan(shape, wanted, found), ...valuesOf(found, ignored) };
  return requests.put(domain, app.id, bodyOf(shape, app, found, planned, changed), planned);
}

/** All of an application, whatever its resource asks for otherwise. */
export function readWhole(domain: IdentityDomain, id: string, inputs: Values): Promise<StoredResource> {
  const { attributes } = inputs;
  return domain.read("Apps", id, {
    query: { attributeSets: everything, ...(typeof attributes === "string" && { attributes }) },
  });
}

/** As a GET that asks for what the program asks for: another one, if that is less. */
async function shownAs(
  requests: ResourceRequests,
  domain: IdentityDomain,
  app: StoredResource,
  inputs: Values,
): Promise<ResourceState> {
  const asked = isList(inputs.attributeSets) ? inputs.attributeSets : [];
  const isAll = everything.every((set) => asked.includes(set));
  const shown = isAll ? app : await requests.read(domain, app.id, inputs);
  return requests.foundIn(shown, inputs);
}

/** What the domain said, word for word, but for what is to change; without what it alone sets, which nobody may send. */
function bodyOf(
  shape: Shape,
  app: StoredResource,
  found: Values,
  planned: Values,
  changed: readonly string[],
): ScimResource {
  const changes = toWire(shape, valuesOf(planned, changed), found) as Values;
  const attributes = Object.entries(shape).flatMap(([name, property]) => {
    if (property.input === undefined || property.forceNew || requestProperties.has(name) || name === "ocid") return [];
    const attribute = property.wire ?? name;
    const value = changed.includes(name) ? changes[attribute] : (app as unknown as Values)[attribute];
    return isAbsent(value) ? [] : [[attribute, withoutReadOnly(membersOf(property), value)] as const];
  });
  return Object.fromEntries(attributes);
}

function withoutReadOnly(members: Shape, value: Value): Value {
  if (isList(value)) return value.map((element) => withoutReadOnly(members, element));
  if (!isValues(value)) return value;
  const readOnly = Object.entries(members).filter(([, { readOnly }]) => readOnly);
  const hidden = new Set(readOnly.map(([name, { wire }]) => wire ?? name));
  const nested = new Map(Object.entries(members).map(([name, member]) => [member.wire ?? name, membersOf(member)]));
  const kept = Object.entries(value).filter(([name]) => !hidden.has(name));
  return Object.fromEntries(
    kept.map(([name, member]) => [name, isAbsent(member) ? member : withoutReadOnly(nested.get(name) ?? {}, member)]),
  );
}

function unlike(domain: IdentityDomain, app: StoredResource, kept: string): string {
  return [
    `The application "${app.displayName}" (id ${app.id}) of ${domain.url} cannot be adopted as it is declared: it has ${kept}, which cannot be changed.`,
    "Declare it with that.",
  ].join("\n");
}

function valuesOf(values: Values, names: readonly string[]): Values {
  return Object.fromEntries(names.filter((name) => name in values).map((name) => [name, values[name]]));
}
