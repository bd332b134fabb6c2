import { groupExtension } from "../schemas/group-attributes.ts";
import { memberOf, objectsOf, textOf } from "../scim/json.ts";
import { appGrantsOf, membershipChanges, membershipGrants } from "./membership-grants.ts";
import { displayOf, locationOf, referenced, removalOf } from "./references.ts";
import type { ResourceRules } from "./resource-rules.ts";
import { grantSummary, grantsTo, roleSummary, rolesGrantedTo } from "./role-holdings.ts";

/** The rules of Groups (identity-domains-api.md 7). */
export const groupRules: ResourceRules = {
  complete(draft) {
    draft.nonUniqueDisplayName ??= draft.displayName;
  },
  check(draft, { domain: { directory } }) {
    for (const member of objectsOf(draft.members)) {
      referenced(directory, "Group.members", "User", textOf(member, "value") ?? "");
    }
  },
  alongWithWrite: (group, { domain, caller, current }) =>
    current === undefined ? [] : membershipChanges(domain, group, appGrantsOf(domain.directory, group.id), caller),
  alongWithDelete: (group, { directory }) =>
    removalOf("Grant", [...grantsTo(directory, group.id), ...membershipGrants(directory, group.id)]),
  computed: {
    members: (group, { directory }) =>
      objectsOf(group.members).map((member) => {
        const user = directory.byId("User", textOf(member, "value") ?? "");
        return {
          ...member,
          ocid: textOf(user, "ocid"),
          display: displayOf(user),
          name: textOf(user, "userName"),
          $ref: locationOf("User", textOf(member, "value") ?? ""),
        };
      }),
    [groupExtension]: (group, { directory }) => ({
      ...memberOf(group, groupExtension),
      grants: grantsTo(directory, group.id).map(grantSummary),
      appRoles: rolesGrantedTo(directory, group.id).map((role) => roleSummary(directory, role, "direct")),
    }),
  },
};
