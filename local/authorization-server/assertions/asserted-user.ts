import type { DomainContext } from "../../domain-context.ts";
import { type Resource, textOf } from "../../scim/json.ts";
import { OAuthError } from "../protocol/oauth-error.ts";
import type { Assertion, AssertionRefusal } from "./assertion.ts";

/**
 * Refuses a client that may not vouch for users: only a trusted one "may sign its own user assertions"
 * (identity-domains-api.md 2).
 *
 * @throws OAuthError `unauthorized_client`
 */
export function refuseUntrusted(client: Resource): void {
  if (textOf(client, "clientType") === "trusted") return;
  throw new OAuthError("unauthorized_client", "Only a trusted client may sign assertions about users.");
}

/**
 * The user that an assertion is about: its subject is the user name.
 *
 * @throws OAuthError `invalid_grant` for an invalid assertion, and for an unknown user
 * @see RFC 7521, section 4.1.1
 */
export function assertedUser({ directory }: DomainContext, assertion: Assertion | AssertionRefusal): Resource {
  if ("reason" in assertion) {
    const { sentence = "The assertion is not valid.", reason } = assertion;
    throw new OAuthError("invalid_grant", sentence).because(reason);
  }
  const [user] = directory.matching("User", "userName", assertion.subject);
  if (user === undefined) throw new OAuthError("invalid_grant", "The user of the assertion is not known.");
  return user;
}
