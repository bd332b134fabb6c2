import type { DomainContext } from "../domain-context.ts";
import { userExtension } from "../schemas/user-attributes.ts";
import { type Draft, type JsonObject, memberOf, objectsOf, type Resource, textOf } from "../scim/json.ts";
import { ScimError } from "../scim/scim-error.ts";
import type { Change } from "../storage/directory.ts";
import { hashedPassword } from "./password.ts";
import { displayOf, locationOf, removalOf } from "./references.ts";
import type { ResourceRules } from "./resource-rules.ts";
import { grantSummary, grantsTo, groupsOf, roleSummary, rolesGrantedTo } from "./role-holdings.ts";

/** The rules of Users (identity-domains-api.md 7). */
export const userRules: ResourceRules = {
  complete(draft, { current }) {
    completeName(draft);
    completeRecoveryEmail(draft);
    const password = textOf(draft, "password");
    if (password !== undefined && password !== current?.password) draft.password = hashedPassword(password);
  },
  check(draft) {
    const serviceUser = memberOf(draft, userExtension)?.serviceUser === true;
    if (!serviceUser && primaryEmail(draft) === undefined) {
      throw new ScimError("primaryEmailMissing", "The primary email must be specified.");
    }
  },
  alongWithDelete: (user, domain) => [
    ...removalOf("Grant", grantsTo(domain.directory, user.id)),
    ...groupsWithout(user, domain),
  ],
  computed: {
    groups: (user, { directory }) =>
      groupsOf(directory, user.id).map((group) => ({
        value: group.id,
        ocid: textOf(group, "ocid"),
        display: displayOf(group),
        type: "direct",
        $ref: locationOf("Group", group.id),
      })),
    [userExtension]: (user, { directory }) => ({
      ...memberOf(user, userExtension),
      grants: grantsTo(directory, user.id).map(grantSummary),
      appRoles: [
        ...rolesGrantedTo(directory, user.id).map((role) => roleSummary(directory, role, "direct")),
        ...groupsOf(directory, user.id).flatMap((group) =>
          rolesGrantedTo(directory, group.id).map((role) => roleSummary(directory, role, "indirect")),
        ),
      ],
    }),
  },
};

function completeName(draft: Draft): void {
  const name = memberOf(draft, "name");
  if (name === undefined) return;
  const formatted = [textOf(name, "givenName"), textOf(name, "familyName")].filter(Boolean).join(" ");
  draft.name = { formatted, ...name };
  draft.displayName ??= textOf(name, "formatted") ?? formatted;
}

function primaryEmail(draft: JsonObject): JsonObject | undefined {
  return objectsOf(draft.emails).find((email) => email.primary === true);
}

/** The server adds a recovery address equal to the primary one (Oracle: "GET, POST, PUT, PATCH Examples"). */
function completeRecoveryEmail(draft: Draft): void {
  const primary = primaryEmail(draft);
  const emails = objectsOf(draft.emails);
  if (primary === undefined || emails.some((email) => email.type === "recovery")) return;
  draft.emails = [...emails, { value: textOf(primary, "value"), type: "recovery", primary: false }];
}

function groupsWithout(user: Resource, { directory }: DomainContext): readonly Change[] {
  return groupsOf(directory, user.id).map((group) => ({
    collection: "Group",
    put: { ...group, members: objectsOf(group.members).filter(({ value }) => value !== user.id) },
  }));
}
