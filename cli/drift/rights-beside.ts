import type { IdentityDomain, StoredResource } from "../../identity-domain/identity-domain.ts";
import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import { mechanismsOfDomain } from "../../manifest/oracle/grant-mechanisms.ts";
import { managedByValue, ownershipTags } from "../../naming/ownership-tags.ts";
import type { PlannedResource, StackPlan } from "../../plan/plan-stack.ts";
import { clientOf, grantWords, isOfEnvironment, kindOf, subjectOf } from "./declared-resources.ts";
import { creation, type Deviation, member } from "./deviation.ts";
import { type FindGrants, grantsIn } from "./grants-of.ts";
import { lookUpNames, type Names } from "./names.ts";

/**
 * Rights that no manifest declares: app roles of the stack's clients, and users, groups and applications that have something of the
 * stack's applications. What another stack of this project has granted is declared there.
 *
 * @param findGrants how to find grants. @default for this plan alone
 */
export async function rightsBeside(
  plan: StackPlan,
  names: Names,
  domain: IdentityDomain,
  findGrants: FindGrants = grantsIn(domain),
): Promise<Deviation[]> {
  const owners = ownersOf(plan);
  const ids = [...owners.keys()];
  const apps = [...owners].filter(([, { isUser }]) => !isUser).map(([id]) => id);
  const declared = new Set(plan.resources.map(({ found }) => found?.id));
  const found = await findGrants(ids, apps);
  const beside = found.filter((grant) => !declared.has(grant.id) && !isDeclaredElsewhere(grant, plan));
  await nameAll(beside, names, domain);
  const same = new Set(
    plan.resources.filter((one) => kindOf(one) === "DomainsGrant").map(({ inputs }) => keyOf(inputs)),
  );
  const clients = new Map(
    plan.stack.teams.flatMap(({ team, clients }) => clients.map((one) => [`${team}/${one.name}`, one] as const)),
  );
  return beside.map((grant) => deviation(grant, { owners, names, plan, clients, isTwice: same.has(keyOf(grant)) }));
}

interface Owner {
  readonly subject: string;
  /** Whether it is the user that stands for a client. */
  readonly isUser: boolean;
}

/** The clients and resource applications of teams, with the users that stand for clients, by id. Oracle's own apps are nobody's. */
function ownersOf({ resources }: StackPlan): ReadonlyMap<string, Owner> {
  const own = resources.filter(
    (resource) => ["DomainsApp", "DomainsUser"].includes(kindOf(resource)) && !isOfEnvironment(resource),
  );
  return new Map(
    own.flatMap((resource) =>
      resource.found === undefined
        ? []
        : [[resource.found.id, { subject: subjectOf(resource), isUser: kindOf(resource) === "DomainsUser" }] as const],
    ),
  );
}

function isDeclaredElsewhere(
  { grantMechanism, tags }: StoredResource,
  { stackTag }: Pick<StackPlan, "stackTag">,
): boolean {
  if (mechanismsOfDomain.includes(String(grantMechanism))) return true;
  const list = Array.isArray(tags) ? tags : [];
  const valueOfTag = (key: string) =>
    member(
      list.find((tag) => member(tag, "key") === key),
      "value",
    );
  return valueOfTag(ownershipTags.managedBy) === managedByValue && valueOfTag(ownershipTags.stack) !== stackTag;
}

async function nameAll(grants: readonly StoredResource[], names: Names, domain: IdentityDomain): Promise<void> {
  const granteesOf = (type: string) =>
    grants
      .filter(({ grantee }) => member(grantee, "type") === type)
      .map(({ grantee }) => String(member(grantee, "value")));
  const roles = grants.flatMap(({ entitlement }) => member(entitlement, "attributeValue") ?? []);
  const apps = grants.map(({ app }) => String(member(app, "value")));
  await Promise.all([
    lookUpNames(names, domain, "Apps", [...apps, ...granteesOf("App")]),
    lookUpNames(names, domain, "AppRoles", roles.map(String)),
    lookUpNames(names, domain, "Users", granteesOf("User")),
    lookUpNames(names, domain, "Groups", granteesOf("Group")),
  ]);
}

interface Context {
  readonly owners: ReadonlyMap<string, Owner>;
  readonly names: Names;
  readonly plan: StackPlan;
  /** The clients of the plan's manifests, by `<team>/<client>`. */
  readonly clients: ReadonlyMap<string, ClientManifest>;
  /** Whether a declared grant gives the same. */
  readonly isTwice: boolean;
}

function deviation(grant: StoredResource, { owners, names, plan, clients, isTwice }: Context): Deviation {
  const { role, to, type } = grantWords(grant, names);
  const receiver = owners.get(String(member(grant.grantee, "value")));
  const owner = receiver ?? owners.get(String(member(grant.app, "value")));
  const subject = owner?.subject ?? "";
  const how = isTwice ? "once more, beside the one of the manifest" : "beside the manifest";
  const kind = receiver === undefined && role === undefined ? "assigned-beside" : "role-beside";
  const holder = receiver === undefined ? `${type} ${to}` : `the client${receiver.isUser ? "'s user" : ""}`;
  const words = role === undefined ? `${holder} was assigned ${how}` : `${role} was given to ${holder} ${how}`;
  const isDrift = isExclusive(plan, clients.get(clientOf(subject)), receiver === undefined ? "assignment" : "role");
  return { kind, subject, words, isDrift, grant, ...creation(grant) };
}

/** The environment of the local identity domain, where people try things by hand. */
const tryingEnvironment = "dev";

/** Whether rights beside the manifest are drift at a client: as it says, otherwise its roles outside `dev`. */
function isExclusive({ stack }: StackPlan, client: ClientManifest | undefined, right: "role" | "assignment"): boolean {
  if (client === undefined) return false;
  return client.exclusive ?? (right === "role" && stack.environmentName !== tryingEnvironment);
}

/** What a grant gives to whom. */
function keyOf({ grantee, app, entitlement }: PlannedResource["inputs"]): string {
  const values = [member(grantee, "value"), member(app, "value"), member(entitlement, "attributeValue") ?? null];
  return JSON.stringify(values);
}
