import type { IdentityDomain, StoredResource } from "../../identity-domain/identity-domain.ts";
import type { JsonValue } from "../../identity-domain/json.ts";
import { ownershipTags } from "../../naming/ownership-tags.ts";
import { secondSuffix } from "../../naming/resource-names.ts";
import type { PlannedResource, StackPlan } from "../../plan/plan-stack.ts";
import { quote } from "../../wording/quote.ts";
import { isAddedByDomain } from "./added-by-domain.ts";
import { attributeWords } from "./attribute-words.ts";
import { creation, type Deviation, lastChange, member } from "./deviation.ts";
import { ofThisProgram } from "./lists-of-stacks.ts";
import { havingAnyOf, type Names } from "./names.ts";

/** What differs in the resources that the manifests declare: what is missing, and what has other values. */
export async function declaredDeviations(plan: StackPlan, names: Names, domain: IdentityDomain): Promise<Deviation[]> {
  const found = plan.resources.flatMap((resource) => changedDeviations(resource, names));
  const missing = plan.resources.filter((resource) => resource.found === undefined && !dependsOnMissing(resource));
  const others = await applicationsInPlace(missing, domain);
  return [...(await Promise.all(missing.map((one) => missingDeviation(one, names, domain, others)))), ...found];
}

/** What is in the domain where applications are missing. */
interface InPlace {
  /** The applications that have their client IDs, by client ID in small letters. */
  readonly byClientId: ReadonlyMap<string, StoredResource>;
  /** The applications of this program, by their tag `client`. */
  readonly byClient: ReadonlyMap<string, readonly StoredResource[]>;
}

/** Reads for all missing applications at once what is in their place. */
async function applicationsInPlace(missing: readonly PlannedResource[], domain: IdentityDomain): Promise<InPlace> {
  const inputs = missing.filter((one) => kindOf(one) === "DomainsApp").map((one) => one.inputs);
  if (inputs.length === 0) return { byClientId: new Map(), byClient: new Map() };
  const clientIds = inputs.map(({ name }) => String(name));
  const [having, ours] = await Promise.all([
    havingAnyOf(domain, "Apps", "name", clientIds, "displayName,name,idcsLastModifiedBy,meta"),
    domain.listAll("Apps", {
      query: { filter: ofThisProgram, attributes: "displayName,tags,idcsLastModifiedBy,meta" },
    }),
  ]);
  return {
    byClientId: new Map(having.toReversed().map((app) => [String(app.name).toLowerCase(), app])),
    byClient: Map.groupBy(ours, ({ tags }) => valuesIn(tags).get(ownershipTags.client) ?? ""),
  };
}

/** Whose a resource is: `payments/ledger-sync`, or `environment dev`. */
export function subjectOf(resource: Pick<PlannedResource, "name" | "parent">): string {
  const { name, parent } = resource;
  if (isOfEnvironment(resource)) return `environment ${parent.split("::").at(-1)}`;
  return name.split("/").slice(0, 2).join("/");
}

/** The client of a subject: that of the second application of a rotated client, `payments/ledger (B)`, is `payments/ledger`. */
export function clientOf(subject: string): string {
  return subject.endsWith(secondSuffix) ? subject.slice(0, -secondSuffix.length) : subject;
}

/** Whether the environment's file declares a resource, and not a team. */
export function isOfEnvironment({ parent }: Pick<PlannedResource, "parent">): boolean {
  return parent.split("::")[2]?.endsWith(":EnvironmentResources") === true;
}

/** The kind of resource: `DomainsApp` of `oci:Identity/domainsApp:DomainsApp`. */
export function kindOf({ type }: Pick<PlannedResource, "type">): string {
  return type.split(":").at(-1) ?? type;
}

/** Stands for a value that is known only after another resource was created: Pulumi's own sentinel. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

function dependsOnMissing({ inputs }: PlannedResource): boolean {
  return isUnknown(inputs);
}

function isUnknown(value: JsonValue | undefined): boolean {
  return JSON.stringify(value ?? null).includes(unknown);
}

function changedDeviations(resource: PlannedResource, names: Names): Deviation[] {
  const { found, live = {}, inputs } = resource;
  if (found === undefined) return [];
  const paths = resource.changes.map(({ path }) => path).filter((path) => !isAddedByDomain(path));
  const properties = new Set(paths.map((path) => path.replace(/[.[].*$/, "")));
  // What depends on a missing resource is not known; that one is a deviation of its own.
  const known = [...properties].filter((attribute) => !isUnknown(inputs[attribute]));
  return known.flatMap((attribute) =>
    attributeWords(attribute, inputs[attribute], live[attribute], (id) => names.get(id) ?? id).map(
      (words): Deviation => ({
        kind: "changed",
        subject: subjectOf(resource),
        words: `${partOf(resource)}${words}`,
        attribute,
        isDrift: true,
        urn: resource.urn,
        ...lastChange(found),
      }),
    ),
  );
}

/** What the words are about, if it is not the client or the resource application itself. */
function partOf(resource: PlannedResource): string {
  const { displayName, name, userName, certificateAlias } = resource.inputs;
  switch (kindOf(resource)) {
    case "DomainsApp":
      return isOfEnvironment(resource) ? `application ${quote(displayName)}: ` : "";
    case "DomainsAppRole":
      return `app role ${quote(displayName)}: `;
    case "DomainsNetworkPerimeter":
      return `network perimeter ${quote(name)}: `;
    case "DomainsUser":
      return `the client's user ${quote(userName)}: `;
    case "DomainsOauthClientCertificate":
      return `certificate ${quote(certificateAlias)}: `;
    default:
      return "";
  }
}

async function missingDeviation(
  resource: PlannedResource,
  names: Names,
  domain: IdentityDomain,
  others: InPlace,
): Promise<Deviation> {
  const deviation = { subject: subjectOf(resource), isDrift: true, urn: resource.urn };
  switch (kindOf(resource)) {
    case "DomainsApp":
      return { ...deviation, ...missingApplication(resource, others) };
    case "DomainsOauthClientCertificate":
      return { ...deviation, ...(await missingCertificate(resource, domain)) };
    case "DomainsGrant":
      return { ...deviation, ...missingGrant(resource, names) };
    default:
      return { ...deviation, kind: "deleted", words: `${partOf(resource).slice(0, -2)} does not exist: ${notThere}` };
  }
}

/** A plan has no state: it cannot know whether there was one. */
const notThere = "it was deleted, or `pulumi up` has not created it yet";

type Missing = Pick<Deviation, "kind" | "words" | "by" | "at" | "elsewhere">;

/** An application that has the client ID, but not the tags, was created by hand, or somebody has removed the tags. */
function missingApplication({ inputs }: PlannedResource, others: InPlace): Missing {
  const other = others.byClientId.get(String(inputs.name).toLowerCase());
  const elsewhere = ofAnotherStack(inputs, others);
  if (elsewhere !== undefined) {
    const { app, stack, own } = elsewhere;
    const words = `the application ${quote(app.displayName)} (id ${app.id}) is in the state of the stack ${quote(stack)}: \`pulumi preview --stack ${own}\` names the command, \`pulumi state move\`, that moves it to this one`;
    return { kind: "changed", words, elsewhere: stack, ...lastChange(app) };
  }
  if (other === undefined) return { kind: "deleted", words: `the application does not exist: ${notThere}` };
  const words = `the application ${quote(other.displayName)} (id ${other.id}) has the client ID, but not the ownership tags: they were removed, or it was created by hand`;
  return { kind: "changed", words, ...lastChange(other) };
}

/** The application of the same client, or API, that another stack of the environment has. */
function ofAnotherStack({ tags }: PlannedResource["inputs"], { byClient }: InPlace) {
  const [declared, keys] = [valuesIn(tags), ownershipTags];
  const client = declared.get(keys.client);
  if (client === undefined) return undefined;
  for (const app of byClient.get(client) ?? []) {
    const live = valuesIn(app.tags);
    const isSame = [keys.managedBy, keys.team, keys.client].every((key) => live.get(key) === declared.get(key));
    const [own, stack] = [declared, live].map((values) => nameOfStack(values.get(keys.stack) ?? ""));
    const isOther = own !== undefined && stack !== own && stack?.split(".")[0] === own.split(".")[0];
    const isHalf = live.get(keys.rotationHalf) === declared.get(keys.rotationHalf);
    if (isSame && isOther && isHalf && stack !== undefined) return { app, stack, own };
  }
  return undefined;
}

/** `prod.payments` of `idcs-apps/prod.payments`. */
function nameOfStack(tag: string): string {
  return tag.slice(tag.indexOf("/") + 1);
}

function valuesIn(tags: JsonValue | undefined): ReadonlyMap<string, string> {
  const list = Array.isArray(tags) ? (tags as readonly JsonValue[]) : [];
  return new Map(list.map((tag) => [String(member(tag, "key")), String(member(tag, "value"))]));
}

async function missingCertificate({ inputs }: PlannedResource, domain: IdentityDomain): Promise<Missing> {
  const alias = String(inputs.certificateAlias);
  const attributes = "certificateAlias,idcsCreatedBy,meta";
  const [other] = await havingAnyOf(domain, "OAuthClientCertificates", "certificateAlias", [alias], attributes);
  if (other === undefined)
    return { kind: "certificate", words: `certificate ${quote(alias)} does not exist: ${notThere}` };
  return { kind: "certificate", words: `certificate ${quote(alias)} was replaced by another one`, ...creation(other) };
}

function missingGrant({ inputs }: PlannedResource, names: Names): Missing {
  const { role, to, type } = grantWords(inputs, names);
  return role === undefined
    ? { kind: "unassigned", words: `${type} ${to} is not assigned` }
    : { kind: "role-revoked", words: `${role} is not granted${type === "client" ? "" : ` to ${type} ${to}`}` };
}

/** The parts of a grant in words: `role "ServiceDeveloper" of "OICINST_finance"`; who has it. */
export function grantWords({ app, entitlement, grantee }: PlannedResource["inputs"], names: Names) {
  const named = (id: unknown) => quote(names.get(String(id)) ?? String(id));
  const roleId = member(entitlement, "attributeValue");
  const types: Readonly<Record<string, string>> = { App: "client", User: "user", Group: "group" };
  const type = String(member(grantee, "type"));
  return {
    role:
      roleId === undefined || roleId === null ? undefined : `role ${named(roleId)} of ${named(member(app, "value"))}`,
    to: named(member(grantee, "value")),
    type: types[type] ?? type,
  };
}
