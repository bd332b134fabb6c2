import type { Finding } from "../../manifest/yaml/problem.ts";
import { quote } from "../../wording/quote.ts";
import { stackTag } from "../parts/ownership.ts";
import type { DomainLookUp, Principal } from "./domain-look-up.ts";
import type { LiveApplication } from "./live-application.ts";
import type { LiveGrant } from "./live-grant.ts";

/** A user or group that a manifest names and the domain does not know. */
export interface UnknownGrantee extends Finding {
  readonly type: "User" | "Group";
}

/** Who has an access or an app role by a manifest. */
export interface Holders {
  readonly users: readonly Principal[];
  readonly groups: readonly Principal[];
}

/** An access or an app role with those who have it. */
export interface Assigned extends Holders {
  /** What a finding names as its node. */
  readonly node: object;
  /** Id of the application in the domain; absent if that is not provisioned. */
  readonly appId: string | undefined;
  /** Id of the app role, if it is one. */
  readonly roleId?: string;
}

/** An app role of the domain that the environment's file assigns. */
export interface AssignedRole extends Assigned {
  readonly roleId: string;
}

/** What ended, or never was. */
export interface Ended {
  /** Something new, or something whose end would take more with it: it stops the stack. */
  readonly errors: readonly Finding[];
  /** Nobody loses anything if the stack goes on without it. */
  readonly warnings: readonly Finding[];
}

const words = { User: "user", Group: "group" } as const;

/**
 * Decides which users and groups that do not exist stop the stack: those of what is not provisioned, and those that stand
 * where somebody else would lose an assignment in the same run.
 *
 * @param assigned everything that is provisioned, with all who have it by the manifests
 * @param live the stack's applications
 */
export async function weighGrantees(
  unknown: readonly UnknownGrantee[],
  assigned: readonly Assigned[],
  live: readonly LiveApplication[],
  lookUp: DomainLookUp,
): Promise<Ended> {
  const errors: Finding[] = [];
  const warnings: Finding[] = [];
  const of = ({ node }: Finding) => assigned.find((one) => one.node === node);
  const grants = await ownGrants(
    unknown.flatMap((one) => of(one)?.appId ?? []),
    live,
    lookUp,
  );
  for (const { type, ...finding } of unknown) {
    const place = of(finding);
    if (place?.appId === undefined) {
      errors.push(finding);
      continue;
    }
    const kept = assigned.filter(({ appId, roleId }) => appId === place.appId && roleId === place.roleId);
    const lost = grants.filter((grant) => isFor(grant, place, type) && !kept.some((one) => has(one, grant)));
    if (lost.length === 0) warnings.push({ ...finding, message: `${finding.message} ${skipped(type)}` });
    else errors.push({ ...finding, message: `${finding.message} ${wouldLose(type, lost)}` });
  }
  return { errors, warnings };
}

/** The grants that this stack declares, without those of its clients' own users. */
async function ownGrants(
  appIds: readonly string[],
  live: readonly LiveApplication[],
  lookUp: DomainLookUp,
): Promise<LiveGrant[]> {
  const own = (await lookUp.grantsOf(appIds)).filter(({ stack }) => stack === stackTag());
  if (!own.some(({ roleId, grantee }) => roleId !== undefined && grantee.type === "User")) return own;
  const clientUsers = await lookUp.users(live.map(({ clientId }) => clientId));
  return own.filter(({ grantee }) => !clientUsers.some(({ id }) => id === grantee.id));
}

function isFor(grant: LiveGrant, { appId, roleId }: Assigned, type: string): boolean {
  return grant.appId === appId && grant.roleId === roleId && grant.grantee.type === type;
}

function has({ users, groups }: Holders, { grantee }: LiveGrant): boolean {
  return [...users, ...groups].some(({ id }) => id === grantee.id);
}

function skipped(type: UnknownGrantee["type"]): string {
  return `The line is skipped: what it belongs to is provisioned, and nobody loses anything by that. If the ${words[type]} was deleted, remove the line; if the name is mistyped, correct it.`;
}

function wouldLose(type: UnknownGrantee["type"], lost: readonly LiveGrant[]): string {
  const names = lost.map(({ grantee }) => quote(grantee.name)).join(", ");
  return `This run would end the assignment of ${names}, which no line names: if the ${words[type]} was renamed, write its new name here; if that assignment is to end, remove this line as well.`;
}
