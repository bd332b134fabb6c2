import type { DomainContext } from "../domain-context.ts";
import { hashedPassword } from "../resources/password.ts";
import { domainAppId } from "../resources/role-holdings.ts";
import { userExtension } from "../schemas/user-attributes.ts";
import { memberOf, type Resource, textOf } from "../scim/json.ts";

/**
 * Gives the users that exist from the start one password to sign in with, except those that have a password of their
 * own.
 * Service users cannot sign in.
 */
export function givePassword({ directory }: DomainContext, password: string): void {
  const users = directory.all("User").filter((user) => isFromTheStart(user) && textOf(user, "password") === undefined);
  if (users.length === 0) return;
  const stored = hashedPassword(password);
  directory.write(users.map((user) => ({ collection: "User", put: { ...user, password: stored } })));
}

function isFromTheStart(user: Resource): boolean {
  const creator = memberOf(user, "idcsCreatedBy")?.value;
  return creator === domainAppId && memberOf(user, userExtension)?.serviceUser !== true;
}
