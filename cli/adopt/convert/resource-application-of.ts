import type { Application } from "../read/answers.ts";
import type { ReadApplications } from "../read/read-applications.ts";
import { apiAttributes, apiOf } from "./api-of.ts";
import { type Inexpressible, withoutKey } from "./attributes.ts";
import { heading, tagsOf } from "./common.ts";
import { type Converted, type Naming, present } from "./converted.ts";

/** All attributes that the keys of a resource application express. */
const attributes: ReadonlySet<string> = new Set([
  ...["displayName", "name", "description", "tags", "active"],
  ...apiAttributes,
]);

/** What a resource application has without being a client. */
const usual = {
  clientType: "confidential",
  trustScope: "Explicit",
  clientIPChecking: "anywhere",
  idTokenEncAlgo: "None",
};

/** An API as the shortest entry of `resourceApplications` that says the same. */
export function resourceApplicationOf(app: Application, read: ReadApplications, naming: Naming): Converted {
  const api = apiOf(app, read);
  const tags = tagsOf("tags", app.tags);
  const entry = present({
    ...heading(app, naming),
    description: app.description || undefined,
    // An application that nobody activated has no value.
    active: app.active === true ? undefined : false,
    ...api.keys,
    tags: tags.tags,
    environments: naming.environments,
  });
  return {
    application: app,
    list: "resourceApplications",
    entry,
    files: [],
    read: {
      scopes: app.scopes?.length ?? 0,
      roles: 0,
      users: 0,
      groups: 0,
      certificates: 0,
      networkPerimeters: 0,
      definedRoles: api.definedRoles,
    },
    inexpressible: [
      ...withoutKey(app, attributes, usual),
      ...api.inexpressible,
      ...oddGrants(app, read),
      ...tags.inexpressible,
    ],
    notes: api.notes,
  };
}

/** An API of a manifest is assigned to nobody, and holds no roles. */
function oddGrants({ id }: Application, { grants, users, groups, roles }: ReadApplications): Inexpressible[] {
  const toOthers = grants.filter((grant) => grant.app.value === id && !grant.entitlement);
  const held = grants.filter(({ grantee }) => grantee.value === id);
  return [
    ...toOthers.map(({ grantee }) => ({
      attribute: "grants",
      value: `${grantee.type} ${users.get(grantee.value) ?? groups.get(grantee.value) ?? grantee.value}`,
      why: "a manifest assigns users and groups to clients, not to an API",
    })),
    ...held.map(({ entitlement }) => ({
      attribute: "grantedAppRoles",
      value: roles.find((role) => role.id === entitlement?.attributeValue)?.displayName ?? entitlement?.attributeValue,
      why: "an API of a manifest holds no app roles",
    })),
  ];
}
