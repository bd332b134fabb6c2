import type { DomainContext } from "../domain-context.ts";
import { resourceTypes } from "../schemas/resource-types.ts";
import { type JsonObject, memberOf, objectsOf, type Resource, textOf } from "../scim/json.ts";
import { ScimError } from "../scim/scim-error.ts";
import type { Change, Directory } from "../storage/directory.ts";
import type { Caller } from "./caller.ts";
import { compositeKeyOf } from "./composite-key.ts";
import { createdResource, newId } from "./new-resource.ts";
import { locationOf } from "./references.ts";
import { grantsTo } from "./role-holdings.ts";

/** How a member of a group holds an app that was granted to the group (identity-domains-api.md 6.3). */
const mechanism = "GROUP_MEMBERSHIP";

/** Whether it is a grant of a whole app to a group: the only kind that is expanded to the group's members. */
export function isAppToGroup(grant: JsonObject): boolean {
  return textOf(memberOf(grant, "grantee"), "type") === "Group" && grant.entitlement === undefined;
}

/**
 * The changes that bring the indirect grants of a group's members in line with the members of `group` and the apps that
 * are granted to it. A member who stays keeps the grant with its id.
 */
export function membershipChanges(
  domain: DomainContext,
  group: Resource,
  appGrants: readonly Resource[],
  caller: Caller,
): readonly Change[] {
  const users = objectsOf(group.members).flatMap((member) => textOf(member, "value") ?? []);
  const apps = new Set(appGrants.map(appIdOf));
  const wanted = new Map([...apps].flatMap((app) => users.map((user) => [`${app} ${user}`, { app, user }] as const)));
  const superfluous: Change[] = [];
  for (const grant of membershipGrants(domain.directory, group.id)) {
    const kept = wanted.delete(`${appIdOf(grant)} ${textOf(memberOf(grant, "grantee"), "value")}`);
    if (!kept) superfluous.push({ collection: "Grant", remove: grant.id });
  }
  const added = [...wanted.values()].map(
    ({ app, user }): Change => ({ collection: "Grant", put: membershipGrant(domain, group.id, app, user, caller) }),
  );
  return [...superfluous, ...added];
}

/** The grants of apps to the group itself. */
export function appGrantsOf(directory: Directory, groupId: string): readonly Resource[] {
  return grantsTo(directory, groupId).filter(isAppToGroup);
}

/** The indirect grants that members hold through the group. */
export function membershipGrants(directory: Directory, groupId: string): readonly Resource[] {
  return directory.matching("Grant", "grantor.value", groupId).filter(isMembershipGrant);
}

/** Whether the server created the grant because of a membership. */
export function isMembershipGrant(grant: JsonObject): boolean {
  return grant.grantMechanism === mechanism;
}

/** Refuses to create or delete such a grant by hand. @throws ScimError `preventedOperation` */
export function refuseMembershipGrant(grant: JsonObject): void {
  if (!isMembershipGrant(grant)) return;
  throw new ScimError(
    "preventedOperation",
    "A Grant with grantMechanism GROUP_MEMBERSHIP follows from the group's Grant and members. Change those.",
  );
}

function appIdOf(grant: JsonObject): string {
  return textOf(memberOf(grant, "app"), "value") ?? "";
}

function membershipGrant(domain: DomainContext, groupId: string, app: string, user: string, caller: Caller): Resource {
  const draft = {
    schemas: [resourceTypes.Grant.schema],
    grantMechanism: mechanism,
    grantee: { type: "User", value: user, $ref: locationOf("User", user) },
    app: { value: app, $ref: locationOf("App", app) },
    grantor: { type: "Group", value: groupId, $ref: locationOf("Group", groupId) },
    isFulfilled: true,
    deleteInProgress: false,
  };
  return createdResource(
    domain,
    resourceTypes.Grant,
    { ...draft, compositeKey: compositeKeyOf(draft) },
    caller,
    newId(),
  );
}
