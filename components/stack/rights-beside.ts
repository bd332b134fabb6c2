import type { StackManifest } from "../../manifest/load-stack.ts";
import { mechanismsOfAdministrators } from "../../manifest/oracle/grant-mechanisms.ts";
import type { Finding } from "../../manifest/yaml/problem.ts";
import { domainAppId } from "../../naming/resource-names.ts";
import { quote } from "../../wording/quote.ts";
import { whoAndWhen } from "../../wording/who-and-when.ts";
import type { DomainLookUp } from "../look-up/domain-look-up.ts";
import type { HeldRole, LiveApplication } from "../look-up/live-application.ts";
import type { LiveGrant } from "../look-up/live-grant.ts";
import { LookUpError } from "../look-up/look-up-error.ts";
import type { Resolved, ResolvedClient } from "../look-up/resolve-names.ts";
import type { HalfName } from "../parts/rotation-tags.ts";
import { grantsInState } from "./applications-in-state.ts";
import { liveClients, namesOf } from "./live-clients.ts";
import { besideFinding, type Revocation } from "./rights-beside-words.ts";

/** An application of a client, in the domain and in its manifest. */
interface Owner {
  readonly one: ResolvedClient;
  readonly half: HalfName;
  readonly live: LiveApplication;
}

/** Rights of an application that no manifest declares. */
interface Beside {
  readonly owner: Owner;
  readonly grants: readonly LiveGrant[];
}

/**
 * Looks for rights of clients that administrators gave and no manifest declares. The list of the stack's applications has the app
 * roles that each holds, so that most runs make no request for it: one lists grants if there is such a role, and two if a client is
 * `exclusive: true`. Of those that are exclusive, users and groups that are assigned count too, and this run revokes all of it.
 *
 * What another stack has granted, what is in the state of this one, and what an administrator has not given is not touched.
 *
 * @param mayRevoke whether the plugin is one that revokes
 */
export async function withRightsBeside(
  resolved: Resolved,
  stack: Pick<StackManifest, "teams">,
  lookUp: DomainLookUp,
  mayRevoke: boolean,
): Promise<Resolved> {
  try {
    const beside = await rightsBeside(resolved, stack, lookUp);
    if (beside.length === 0) return resolved;
    const known = await grantsInState();
    const how = mayRevoke ? (known === undefined ? "not without the state" : "now") : "not by this plugin";
    const found = await withUserNames(known === undefined ? beside : without(beside, known), lookUp);
    return withFindings(resolved, found, stack, how);
  } catch (error) {
    if (!(error instanceof LookUpError)) throw error;
    return { ...resolved, information: [...resolved.information, ...notSeen(resolved, error)] };
  }
}

/** Only a client that asked for revocations has lost anything by that: `idcs-apps drift` refuses to go on without the list. */
function notSeen({ clients }: Resolved, { message }: LookUpError): Finding[] {
  return clients.filter(isExclusive).map(({ client }) => ({
    node: client,
    path: ["exclusive"],
    message: `the identity domain does not list its grants, so this run revokes nothing that was given beside the manifest: ${message}`,
  }));
}

async function rightsBeside(
  resolved: Resolved,
  { teams }: Pick<StackManifest, "teams">,
  lookUp: DomainLookUp,
): Promise<Beside[]> {
  const asked = resolved.clients.filter(({ client }) => client.exclusive !== false);
  if (asked.length === 0) return [];
  const all = resolved.clients.map(({ client }) => client);
  const live = await liveClients(teams, all, lookUp);
  const owners = asked.flatMap((one) =>
    Object.entries(live(one.client)).flatMap(([half, app]): Owner[] =>
      app === undefined ? [] : [{ one, half: half as HalfName, live: app }],
    ),
  );
  const holders = owners.filter((owner) => isExclusive(owner.one) || owner.live.roles.some(isNotDeclared(owner)));
  const exclusive = holders.filter(({ one }) => isExclusive(one));
  const [held, assigned] = await Promise.all([
    lookUp.grantsTo(holders.map(({ live: { id } }) => id)),
    lookUp.grantsOf(exclusive.map(({ live: { id } }) => id)),
  ]);
  return holders.flatMap((owner) => {
    const grants = [...held.filter(isRoleBeside(owner)), ...assigned.filter(isAssignedBeside(owner))].filter(isByHand);
    return grants.length === 0 ? [] : [{ owner, grants }];
  });
}

/** A grant that the stack has taken over has no tags of it. It is in the state, and ends when it is not declared any more. */
function without(beside: readonly Beside[], inState: ReadonlySet<string>): Beside[] {
  return beside
    .map(({ owner, grants }) => ({ owner, grants: grants.filter(({ id }) => !inState.has(id)) }))
    .filter(({ grants }) => grants.length > 0);
}

/** Users by their user names: the domain displays them by those that several may have. */
async function withUserNames(beside: readonly Beside[], lookUp: DomainLookUp): Promise<Beside[]> {
  const users = beside.flatMap(({ grants }) => grants.filter(({ grantee }) => grantee.type === "User"));
  const names = await lookUp.userNames(users.map(({ grantee }) => grantee.id));
  const named = ({ grantee, ...grant }: LiveGrant): LiveGrant => ({
    ...grant,
    grantee: { ...grantee, name: names.get(grantee.id) ?? grantee.name },
  });
  return beside.map(({ owner, grants }) => ({ owner, grants: grants.map(named) }));
}

function isExclusive({ client }: ResolvedClient): boolean {
  return client.exclusive === true;
}

/** Whether an administrator gave it, and no stack of this project. */
function isByHand({ mechanism, stack }: LiveGrant): boolean {
  return stack === undefined && mechanismsOfAdministrators.includes(mechanism);
}

function isRoleBeside(owner: Owner): (grant: LiveGrant) => boolean {
  const isBeside = isNotDeclared(owner);
  return ({ roleId, grantee, appId }) => {
    if (roleId === undefined || grantee.id !== owner.live.id) return false;
    const role = owner.live.roles.find(({ id }) => id === roleId);
    return isBeside(role ?? { id: roleId, displayName: roleId, app: { id: appId, displayName: appId } });
  };
}

/** Whether a role is not one of those that the manifest grants; of an app that the program declares itself, only names are known. */
function isNotDeclared({ one: { access, domainRoles } }: Owner): (held: HeldRole) => boolean {
  const domain = { id: domainAppId, displayName: "" };
  const declared = [
    ...access.flatMap(({ app, roles, clientUser }) => (clientUser ? [] : roles.map((role) => ({ app, role })))),
    ...domainRoles.map((role) => ({ app: domain, role })),
  ];
  const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
  return (held) =>
    !declared.some(({ app, role }) => {
      if (role.id !== undefined) return role.id === held.id;
      const isOfApp = app.id === undefined ? isSame(app.displayName, held.app.displayName) : app.id === held.app.id;
      return isOfApp && isSame(role.displayName, held.displayName);
    });
}

function isAssignedBeside({ one, live }: Owner): (grant: LiveGrant) => boolean {
  const declared = new Set([...one.users, ...one.groups].map(({ id }) => id));
  return ({ appId, roleId, grantee }) => appId === live.id && roleId === undefined && !declared.has(grantee.id);
}

function withFindings(
  resolved: Resolved,
  found: readonly Beside[],
  { teams }: Pick<StackManifest, "teams">,
  how: Revocation,
): Resolved {
  const revocation = (one: ResolvedClient): Revocation => (isExclusive(one) ? how : "no");
  const warnings = [...Map.groupBy(found, ({ owner }) => owner.one)].map(([one, list]) => {
    const [name = ""] = namesOf(one.client, teams);
    const rights = list.flatMap(({ owner, grants }) => grants.map((grant) => rightWords(owner, grant)));
    return besideFinding(one.client, name, rights, revocation(one));
  });
  const clients = resolved.clients.map((one): ResolvedClient => {
    const list = found.filter(({ owner }) => owner.one === one);
    if (list.length === 0 || revocation(one) !== "now") return one;
    return { ...one, revoked: Object.fromEntries(list.map(({ owner, grants }) => [owner.half, idsOf(grants)])) };
  });
  return { ...resolved, clients, warnings: [...resolved.warnings, ...warnings] };
}

function idsOf(grants: readonly LiveGrant[]): string[] {
  return grants.map(({ id }) => id).sort();
}

/** `role "ServiceAdministrator" of "OICINST_finance" (by John Doe, 2026-11-24 21:03 UTC)` or `user "mia@example.com" (by …)`. */
function rightWords({ half, live }: Owner, { roleId, appId, grantee, creation }: LiveGrant): string {
  const role = live.roles.find(({ id }) => id === roleId);
  const what =
    roleId === undefined
      ? `${grantee.type.toLowerCase()} ${quote(grantee.name)}`
      : `role ${quote(role?.displayName ?? roleId)} of ${quote(role?.app.displayName ?? appId)}`;
  const where = half === "B" ? " at its second application" : "";
  const who = whoAndWhen(creation);
  return `${what}${where}${who === "" ? "" : ` (${who})`}`;
}
