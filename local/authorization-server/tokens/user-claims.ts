import type { JWTPayload } from "jose";
import { tenancy } from "../../domain-context.ts";
import { type Resource, textOf } from "../../scim/json.ts";
import type { AuthenticatedSession } from "../users/authenticated-session.ts";

/** The identity provider of users who sign in to this domain. */
export const localIdentityProvider = { idp_name: "localIDP", idp_guid: "localIDP", idp_type: "LOCAL" } as const;

/** What an access token says of its user and of the user's session (identity-domains-api.md 10.5). */
export function userClaims(
  user: Resource,
  session: AuthenticatedSession | undefined,
  isAdministrator: boolean,
): JWTPayload {
  return {
    user_id: user.id,
    user_ocid: textOf(user, "ocid"),
    user_displayname: textOf(user, "displayName") ?? textOf(user, "userName"),
    user_lang: textOf(user, "preferredLanguage") ?? "en",
    user_locale: textOf(user, "locale") ?? "en",
    user_tz: textOf(user, "timezone") ?? "UTC",
    user_tenantname: tenancy.tenantName,
    user_isAdmin: isAdministrator,
    user_csr: false,
    ...(session === undefined ? {} : { sid: session.id, amr: [...session.amr], ...localIdentityProvider }),
  };
}
