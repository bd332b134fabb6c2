import type { DomainContext } from "../../domain-context.ts";
import { grantsTo, groupsOf } from "../../resources/role-holdings.ts";
import { memberOf, type Resource } from "../../scim/json.ts";
import { OAuthError } from "../protocol/oauth-error.ts";

/** What a user reads who was not granted an app that enforces grants (`AUTH-3024`; identity-domains-api.md 10.9). */
export const notGrantedText = "You aren't authorized to access the app. Contact your system administrator.";

/**
 * Whether the user may use the client: any active user, or, where the client enforces grants, one that holds a grant
 * of it, directly or through a group. A role of the app is such a grant too. A client's own tokens are not affected.
 *
 * @see Oracle, "Enforce Grants as Authorization"; identity-domains-api.md 2 and 13, row 18
 */
export function isGranted({ directory }: DomainContext, client: Resource, user: Resource): boolean {
  if (client.allowAccessControl !== true) return true;
  const holders = [user.id, ...groupsOf(directory, user.id).map(({ id }) => id)];
  return holders.some((id) => grantsTo(directory, id).some((grant) => memberOf(grant, "app")?.value === client.id));
}

/**
 * Refuses a user who may not have tokens through the client.
 *
 * @throws OAuthError `invalid_grant` for an inactive user, the error that the settings choose for one without a grant
 */
export function refuseUser(domain: DomainContext, client: Resource, user: Resource): void {
  if (user.active !== true) throw new OAuthError("invalid_grant", "The user is not active.");
  if (!isGranted(domain, client, user)) throw new OAuthError(domain.settings.ungrantedUserError, notGrantedText);
}
