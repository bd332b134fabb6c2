import { createHash } from "node:crypto";
import type { Caller } from "../admin-api/caller.ts";
import type { DomainContext } from "../domain-context.ts";
import { allRules } from "../resources/all-rules.ts";
import { createdResource } from "../resources/new-resource.ts";
import { domainAppId } from "../resources/role-holdings.ts";
import { type ResourceTypeName, resourceTypes } from "../schemas/resource-types.ts";
import type { Draft } from "../scim/json.ts";
import { draftForCreate } from "../scim/write-rules.ts";
import type { Change } from "../storage/directory.ts";
import {
  type PreloadedGroup,
  type PreloadedUser,
  preloadedApps,
  preloadedGroups,
  preloadedUsers,
} from "./preloaded-data.ts";

/** Who created what is there from the start. */
const oracle: Caller = { type: "App", id: domainAppId, display: "IDCS Application", adminRoles: new Set() };

/**
 * Fills an empty domain with Oracle's own apps and roles, and with the example organisation's users and groups: all of
 * it or, when the process ends in the middle, nothing.
 */
export function preload(domain: DomainContext): void {
  domain.directory.write([
    ...preloadedApps.flatMap(({ id, app, roles, adminRoles }) => [
      creation(domain, "App", id, app),
      ...roles.map((role) => creation(domain, "AppRole", roleId(id, role), roleDraft(id, role, adminRoles))),
    ]),
    ...preloadedUsers.flatMap((user) => [
      creation(domain, "User", user.id, userDraft(user)),
      ...user.adminRoles.map((role) =>
        creation(domain, "Grant", fixedId(`grant ${user.id} ${role}`), grantDraft(user, role)),
      ),
    ]),
    ...preloadedGroups.map((group) => creation(domain, "Group", group.id, groupDraft(group))),
  ]);
}

/** The id of a preloaded role: the same in every local domain. */
export function roleId(appId: string, displayName: string): string {
  return fixedId(`role ${appId} ${displayName}`);
}

function fixedId(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

function roleDraft(appId: string, displayName: string, adminRole: boolean): Draft {
  return {
    displayName,
    app: { value: appId },
    adminRole: adminRole && displayName.endsWith("Administrator"),
    availableToUsers: true,
    availableToGroups: true,
    availableToClients: true,
  };
}

function userDraft({ ocid, userName, givenName, familyName }: PreloadedUser): Draft {
  const emails = [{ value: userName, type: "work", primary: true }];
  return { ...(ocid === undefined ? {} : { ocid }), userName, name: { givenName, familyName }, emails };
}

function groupDraft({ displayName, members }: PreloadedGroup): Draft {
  const idOf = (userName: string) => preloadedUsers.find((user) => user.userName === userName)?.id;
  return { displayName, members: members.map((userName) => ({ type: "User", value: idOf(userName) })) };
}

function grantDraft(user: PreloadedUser, role: string): Draft {
  return {
    grantMechanism: "ADMINISTRATOR_TO_USER",
    grantee: { type: "User", value: user.id },
    app: { value: domainAppId },
    entitlement: { attributeName: "appRoles", attributeValue: roleId(domainAppId, role) },
  };
}

/** Unlike a POST, this may set read-only attributes: Oracle creates these resources itself. */
function creation(domain: DomainContext, name: ResourceTypeName, id: string, attributes: Draft): Change {
  const type = resourceTypes[name];
  const draft: Draft = { ...draftForCreate(type, attributes), ...attributes, schemas: [type.schema], id };
  allRules[name].complete?.(draft, { domain, caller: oracle, current: undefined });
  return { collection: name, put: createdResource(domain, type, draft, oracle, id) };
}
