import { type JsonObject, memberOf, type Resource, textOf } from "../scim/json.ts";
import { ScimError } from "../scim/scim-error.ts";
import type { Directory } from "../storage/directory.ts";
import { isOracleCreated } from "./oracle-created-apps.ts";
import { displayOf, locationOf, referenced, removalOf } from "./references.ts";
import type { ResourceRules } from "./resource-rules.ts";

/** The rules of AppRoles (identity-domains-api.md 5). */
export const appRoleRules: ResourceRules = {
  complete(draft) {
    const app = memberOf(draft, "app");
    const appId = textOf(app, "value");
    if (app === undefined || appId === undefined) return;
    draft.app = { ...app, $ref: locationOf("App", appId) };
    draft.uniqueName = `${appId}_${textOf(draft, "displayName")}`;
  },
  check(draft, { domain: { directory }, current }) {
    if (current !== undefined) {
      refuseOracleCreatedRole(directory, current, "changed");
      return;
    }
    const app = referenced(directory, "AppRole.app", "App", textOf(memberOf(draft, "app"), "value") ?? "");
    if (app.isUnmanagedApp !== true) {
      throw new ScimError(
        "invalidValue",
        `The App ${app.id} takes no AppRoles: it was not created with isUnmanagedApp.`,
      );
    }
    const name = textOf(draft, "displayName") ?? "";
    const taken = directory
      .matching("AppRole", "displayName", name)
      .some((role) => textOf(memberOf(role, "app"), "value") === app.id);
    if (taken) throw new ScimError("notUnique", `An AppRole with displayName ${name} exists in the App ${app.id}.`);
  },
  checkDelete(role, { directory }) {
    refuseOracleCreatedRole(directory, role, "deleted");
  },
  alongWithDelete: (role, { directory }) => removalOf("Grant", grantsOfRole(directory, role)),
  computed: {
    app: (role, { directory }) => {
      const app = appOf(directory, role);
      return { ...memberOf(role, "app"), display: displayOf(app), name: textOf(app, "name") };
    },
    members: (role, { directory }) => grantsOfRole(directory, role).flatMap((grant) => memberOfGrant(directory, grant)),
    idcsPreventedOperations: (role, { directory }) =>
      isOracleCreated(appOf(directory, role)) ? ["update", "replace", "delete"] : undefined,
  },
};

function refuseOracleCreatedRole(directory: Directory, role: Resource, done: "changed" | "deleted"): void {
  if (!isOracleCreated(appOf(directory, role))) return;
  throw new ScimError("preventedOperation", `The AppRole ${role.id} was created by Oracle and cannot be ${done}.`);
}

function appOf(directory: Directory, role: Resource): Resource | undefined {
  return directory.byId("App", textOf(memberOf(role, "app"), "value") ?? "");
}

function grantsOfRole(directory: Directory, role: Resource): readonly Resource[] {
  return directory.matching("Grant", "entitlement.attributeValue", role.id);
}

/** Users and groups are members of a role; apps never are (identity-domains-api.md 6.3). */
function memberOfGrant(directory: Directory, grant: Resource): readonly JsonObject[] {
  const grantee = memberOf(grant, "grantee");
  const type = textOf(grantee, "type");
  const value = textOf(grantee, "value");
  if (value === undefined || (type !== "User" && type !== "Group")) return [];
  return [{ value, type, display: displayOf(directory.byId(type, value)), $ref: locationOf(type, value) }];
}
