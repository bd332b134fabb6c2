import { accountAudience, hasTag, tagsAt, tagsOfAudience } from "../authorization-server/scopes/trusted-resources.ts";
import { verifyAccessToken } from "../authorization-server/tokens/access-token.ts";
import type { DomainContext } from "../domain-context.ts";
import { roleNamesHeld } from "../resources/role-holdings.ts";
import { listOf, type Resource, textOf } from "../scim/json.ts";
import { BearerError, type ServiceName } from "./bearer-error.ts";

/** What a resource server reads from the access token of a request. */
export interface BearerToken {
  /** The app that the token is meant for: the first one, if several are possible. */
  readonly app: Resource;
  /** The user name of a user, the client ID of a client. */
  readonly subject: string;
  readonly holder: { readonly type: "App" | "User"; readonly id: string };
  /** The scopes without the audience; `urn:opc:resource:consumer::all` for tokens of all or tagged resources. */
  readonly scopes: readonly string[];
}

const notValid = "The access token is not valid for this instance.";

/**
 * The access token of a request to one of several resource apps.
 *
 * @throws BearerError 401 for a request without one, and for one that is meant for none of the apps
 * @see RFC 6750, section 2.1
 */
export async function bearerTokenFor(
  domain: DomainContext,
  service: ServiceName,
  apps: readonly Resource[],
  authorization: string | null,
): Promise<BearerToken> {
  const [, token] = /^Bearer +(\S+)$/i.exec(authorization ?? "") ?? [];
  if (token === undefined) throw new BearerError(service, "no_token", "The request has no bearer token.");
  const verified = await verifyAccessToken(domain, token, undefined);
  if ("reason" in verified) throw new BearerError(service, "invalid_token", notValid).because(verified.reason);
  const { claims } = verified;
  const app = apps.find((one) => listOf(claims.aud).some((audience) => means(one, String(audience))));
  if (app === undefined) {
    throw new BearerError(service, "invalid_token", notValid).because("It is meant for another audience.");
  }
  return {
    app,
    subject: String(claims.sub),
    holder:
      claims.sub_type === "user"
        ? { type: "User", id: String(claims.user_id) }
        : { type: "App", id: String(claims.client_guid) },
    scopes: String(claims.scope ?? "").split(" "),
  };
}

/** Whether an audience includes the app: its own, that of all resources, or one that names a tag of the app. */
function means(app: Resource, audience: string): boolean {
  if (audience === textOf(app, "audience") || audience === accountAudience) return true;
  return tagsOfAudience(audience).some((tag) => hasTag(tagsAt(app, "tags"), tag));
}

/** Refuses a token without any of the scopes. @throws BearerError 403 */
export function refuseScope(service: ServiceName, { scopes }: BearerToken, opening: readonly string[]): void {
  if (scopes.some((scope) => opening.includes(scope))) return;
  throw new BearerError(service, "insufficient_scope", `The access token has no scope of ${service}.`);
}

/** Refuses a token whose holder has none of the app's roles. @throws BearerError 403 */
export function refuseRole(
  { directory }: DomainContext,
  service: ServiceName,
  { holder, app }: BearerToken,
  opening: readonly string[],
): void {
  const roles = roleNamesHeld(directory, holder, app.id);
  if (opening.some((role) => roles.has(role))) return;
  throw new BearerError(
    service,
    "no_role",
    `The holder of the access token has none of the roles ${opening.join(", ")}.`,
  );
}
