import { type JsonObject, memberOf, type Resource, textOf } from "../scim/json.ts";
import type { Directory } from "../storage/directory.ts";
import { displayOf, locationOf } from "./references.ts";

/** The domain's own app, whose roles are the administrator roles. */
export const domainAppId = "IDCSAppId";

/** The grants whose grantee is that app, user or group. */
export function grantsTo(directory: Directory, granteeId: string): readonly Resource[] {
  return directory.matching("Grant", "grantee.value", granteeId);
}

/** The roles that are granted to that app, user or group itself. */
export function rolesGrantedTo(directory: Directory, granteeId: string): readonly Resource[] {
  const roles = grantsTo(directory, granteeId).flatMap((grant) => {
    const roleId = textOf(memberOf(grant, "entitlement"), "attributeValue");
    return (roleId === undefined ? undefined : directory.byId("AppRole", roleId)) ?? [];
  });
  return [...new Set(roles)];
}

/** The groups that the user is a member of. */
export function groupsOf(directory: Directory, userId: string): readonly Resource[] {
  return directory.matching("Group", "members.value", userId);
}

/** The display names of the roles of one app that a client, or a user and the user's groups, hold. */
export function roleNamesHeld(
  directory: Directory,
  holder: { readonly type: "App" | "User"; readonly id: string },
  appId: string,
): ReadonlySet<string> {
  const holders =
    holder.type === "User" ? [holder.id, ...groupsOf(directory, holder.id).map(({ id }) => id)] : [holder.id];
  const roles = holders.flatMap((id) => rolesGrantedTo(directory, id));
  const publicRoles =
    holder.type === "User"
      ? directory.matching("AppRole", "app.value", appId).filter((role) => role.public === true)
      : [];
  return new Set(
    [...roles, ...publicRoles]
      .filter((role) => textOf(memberOf(role, "app"), "value") === appId)
      .flatMap((role) => textOf(role, "displayName") ?? []),
  );
}

/** A role as `grantedAppRoles` of an app and `appRoles` of a user or group show it. */
export function roleSummary(directory: Directory, role: Resource, type: "direct" | "indirect"): JsonObject {
  const appId = textOf(memberOf(role, "app"), "value") ?? "";
  return {
    value: role.id,
    $ref: locationOf("AppRole", role.id),
    type,
    display: textOf(role, "displayName"),
    appId,
    appName: displayOf(directory.byId("App", appId)),
    adminRole: role.adminRole === true,
    legacyGroupName: textOf(role, "legacyGroupName"),
  };
}

/** A grant as `grants` of a user or group shows it. */
export function grantSummary(grant: Resource): JsonObject {
  return {
    value: grant.id,
    $ref: locationOf("Grant", grant.id),
    appId: textOf(memberOf(grant, "app"), "value"),
    grantMechanism: textOf(grant, "grantMechanism"),
  };
}
