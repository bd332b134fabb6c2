import type { DomainContext } from "../domain-context.ts";
import { type Draft, type JsonObject, memberOf, type Resource, textOf } from "../scim/json.ts";
import { ScimError } from "../scim/scim-error.ts";
import { changeRefusal, missingAttributes } from "../scim/write-rules.ts";
import type { Directory } from "../storage/directory.ts";
import { compositeKeyOf } from "./composite-key.ts";
import {
  appGrantsOf,
  isAppToGroup,
  membershipChanges,
  membershipGrants,
  refuseMembershipGrant,
} from "./membership-grants.ts";
import { displayOf, locationOf, referenced, removalOf } from "./references.ts";
import type { ResourceRules } from "./resource-rules.ts";

/** The type of grantee of a grant mechanism, and the flag of a role that permits it. */
const granteeOf: Readonly<Record<string, string>> = {
  ADMINISTRATOR_TO_APP: "App",
  SERVICE_MANAGER_TO_APP: "App",
  OPC_INFRA_TO_APP: "App",
  ADMINISTRATOR_TO_USER: "User",
  ADMINISTRATOR_TO_DELEGATED_USER: "User",
  SERVICE_MANAGER_TO_USER: "User",
  ADMINISTRATOR_TO_GROUP: "Group",
};
const availability: Readonly<Record<string, string>> = {
  App: "availableToClients",
  User: "availableToUsers",
  Group: "availableToGroups",
};

/** The rules of Grants (identity-domains-api.md 6). */
export const grantRules: ResourceRules = {
  complete(draft, { domain, caller, current }) {
    if (domain.settings.ocidsInGrants === "accept") replaceOcids(draft, domain.directory);
    draft.grantor = current?.grantor ?? {
      value: caller.id,
      type: caller.type,
      $ref: locationOf(caller.type, caller.id),
    };
    draft.isFulfilled = true;
    for (const [name, type] of [
      ["grantee", textOf(memberOf(draft, "grantee"), "type")],
      ["app", "App"],
    ] as const) {
      const reference = memberOf(draft, name);
      const id = textOf(reference, "value");
      if (reference === undefined || id === undefined || (type !== "App" && type !== "User" && type !== "Group"))
        continue;
      draft[name] = { ...reference, $ref: locationOf(type, id) };
    }
    draft.compositeKey = compositeKeyOf(draft);
  },
  check(draft, { domain: { directory }, current }) {
    refuseMembershipGrant(draft);
    if (current !== undefined && current.compositeKey !== draft.compositeKey) {
      throw changeRefusal("immutableAttribute", "entitlement");
    }
    const granteeType = textOf(memberOf(draft, "grantee"), "type") ?? "";
    refuseMechanism(textOf(draft, "grantMechanism") ?? "", granteeType);
    if (granteeType !== "App" && granteeType !== "User" && granteeType !== "Group") {
      throw new ScimError("invalidValue", `Grant.grantee: the type ${granteeType} is not supported here.`);
    }
    referenced(directory, "Grant.grantee", granteeType, textOf(memberOf(draft, "grantee"), "value") ?? "");
    const app = referenced(directory, "Grant.app", "App", textOf(memberOf(draft, "app"), "value") ?? "");
    refuseEntitlement(directory, draft, app, granteeType);
    if (current === undefined) refuseDuplicate(directory, textOf(draft, "compositeKey") ?? "");
  },
  alongWithWrite: (grant, { domain, caller }) => {
    const group = isAppToGroup(grant) ? groupOf(domain, grant) : undefined;
    if (group === undefined) return [];
    return membershipChanges(domain, group, [...appGrantsOf(domain.directory, group.id), grant], caller);
  },
  checkDelete: (grant) => refuseMembershipGrant(grant),
  alongWithDelete: (grant, domain) => {
    const group = isAppToGroup(grant) ? groupOf(domain, grant) : undefined;
    if (group === undefined) return [];
    const others = appGrantsOf(domain.directory, group.id).filter(({ id }) => id !== grant.id);
    const stillGranted = new Set(others.map((one) => textOf(memberOf(one, "app"), "value")));
    const ended = membershipGrants(domain.directory, group.id).filter(
      (one) => !stillGranted.has(textOf(memberOf(one, "app"), "value")),
    );
    return removalOf("Grant", ended);
  },
  computed: {
    grantee: (grant, { directory }) => withDisplay(directory, memberOf(grant, "grantee")),
    app: (grant, { directory }) => withDisplay(directory, { type: "App", ...memberOf(grant, "app") }, ["type"]),
    grantor: (grant, { directory }) => withDisplay(directory, memberOf(grant, "grantor")),
  },
};

/** Replaces the OCIDs of what exists by SCIM ids; others stay and are refused. */
function replaceOcids(draft: Draft, directory: Directory): void {
  const idOf = (type: string | undefined, value: string | undefined) =>
    type === "App" || type === "User" || type === "Group" || type === "AppRole"
      ? directory.byIdOrOcid(type, value ?? "")?.id
      : undefined;
  const replace = (name: string, member: string, type: string | undefined) => {
    const reference = memberOf(draft, name);
    const id = idOf(type, textOf(reference, member));
    if (id !== undefined) draft[name] = { ...reference, [member]: id };
  };
  replace("grantee", "value", textOf(memberOf(draft, "grantee"), "type"));
  replace("app", "value", "App");
  replace("entitlement", "attributeValue", "AppRole");
}

function groupOf({ directory }: DomainContext, grant: Resource): Resource | undefined {
  return directory.byId("Group", textOf(memberOf(grant, "grantee"), "value") ?? "");
}

function withDisplay(
  directory: Directory,
  reference: JsonObject | undefined,
  without: readonly string[] = [],
): JsonObject | undefined {
  const type = textOf(reference, "type");
  if (reference === undefined || (type !== "App" && type !== "User" && type !== "Group")) return reference;
  const display = displayOf(directory.byId(type, textOf(reference, "value") ?? ""));
  return Object.fromEntries(Object.entries({ ...reference, display }).filter(([name]) => !without.includes(name)));
}

function refuseMechanism(mechanism: string, granteeType: string): void {
  const expected = granteeOf[mechanism];
  if (expected === undefined || expected === granteeType) return;
  throw new ScimError("invalidValue", `Grant.grantee: ${mechanism} needs a grantee of type ${expected}.`);
}

function refuseEntitlement(directory: Directory, draft: JsonObject, app: Resource, granteeType: string): void {
  const entitlement = memberOf(draft, "entitlement");
  if (entitlement === undefined) {
    if (granteeType === "App") throw missingAttributes(["entitlement.attributeName", "entitlement.attributeValue"]);
    return;
  }
  const attributeName = textOf(entitlement, "attributeName");
  if (attributeName !== "appRoles") {
    throw new ScimError("invalidValue", `Grant.entitlement.attributeName: ${attributeName} is not one of appRoles.`);
  }
  const role = referenced(directory, "Grant.entitlement", "AppRole", textOf(entitlement, "attributeValue") ?? "");
  if (textOf(memberOf(role, "app"), "value") !== app.id) {
    throw new ScimError(
      "invalidReference",
      `Grant.entitlement: the App ${app.id} does not define the AppRole ${role.id}.`,
    );
  }
  if (role[availability[granteeType] ?? ""] !== true) {
    throw new ScimError("invalidValue", `The AppRole ${displayOf(role)} is not available to a ${granteeType}.`);
  }
}

function refuseDuplicate(directory: Directory, key: string): void {
  if (directory.matching("Grant", "compositeKey", key).length === 0) return;
  throw new ScimError("duplicateGrant", "A Grant with the same app, entitlement, grantee and grantMechanism exists.");
}
