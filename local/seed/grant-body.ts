import { type JsonObject, memberOf, textOf } from "../scim/json.ts";
import { ScimError } from "../scim/scim-error.ts";
import type { Directory } from "../storage/directory.ts";
import { named } from "./named.ts";
import type { SeedEntry } from "./seed-schema.ts";

/** The attributes of a grant. */
export type GrantBody = JsonObject & {
  readonly grantee: { readonly type: string; readonly value: string };
  readonly app: { readonly value: string };
  readonly entitlement?: { readonly attributeName: "appRoles"; readonly attributeValue: string };
};

/** Turns the names of a grant into ids. @throws ScimError `invalidReference` for an unknown name */
export function grantBody(grant: SeedEntry<"grants">, directory: Directory): GrantBody {
  const app = named(directory, "App", "displayName", grant.app);
  const grantee = granteeOf(grant, directory);
  return {
    grantMechanism: `ADMINISTRATOR_TO_${grantee.type.toUpperCase()}`,
    grantee,
    app: { value: app.id },
    ...(grant.role !== undefined && {
      entitlement: { attributeName: "appRoles", attributeValue: roleOf(directory, app.id, grant.app, grant.role) },
    }),
  };
}

function granteeOf({ client, user, group }: SeedEntry<"grants">, directory: Directory): GrantBody["grantee"] {
  if (client !== undefined) return { type: "App", value: named(directory, "App", "displayName", client).id };
  if (user !== undefined) return { type: "User", value: named(directory, "User", "userName", user).id };
  return { type: "Group", value: named(directory, "Group", "displayName", group ?? "").id };
}

function roleOf(directory: Directory, appId: string, appName: string, roleName: string): string {
  const role = directory
    .matching("AppRole", "displayName", roleName)
    .find((one) => textOf(memberOf(one, "app"), "value") === appId);
  if (role === undefined) throw new ScimError("invalidReference", `The App ${appName} has no role ${roleName}.`);
  return role.id;
}
