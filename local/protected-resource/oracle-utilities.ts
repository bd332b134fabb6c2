import { allResources } from "../authorization-server/scopes/requested-scopes.ts";
import type { DomainContext } from "../domain-context.ts";
import { isOracleCreated } from "../resources/oracle-created-apps.ts";
import { objectsOf, type Resource } from "../scim/json.ts";
import { BearerError } from "./bearer-error.ts";
import { type BearerToken, bearerTokenFor, refuseRole, refuseScope } from "./bearer-token.ts";
import { utilitiesUser } from "./utilities-users.ts";

const service = "Oracle Utilities";

/** The scope that opens one kind of the application's web services; two others open both. */
const ownScopes = { rest: "/rest/*", soap: "/soap/*" } as const;
const allServices = "/*";

const utilitiesScopes: readonly unknown[] = [...Object.values(ownScopes), allServices];

/** The roles that let a user call web services. */
const callingRoles = ["ServiceUser", "AppWebServices"];

/** An authorized call of a web service. */
export interface UtilitiesCall {
  /** The display name of the resource app. */
  readonly application: string;
  /** The user name, or the client ID. */
  readonly caller: string;
}

/**
 * Authorizes a call of a web service of the Utilities application: it needs a token with the scope, of a user who holds
 * one of the application's roles, or of a client that has a user in the application itself. The application is the app
 * of Oracle's
 * that declares one of these scopes.
 *
 * @throws BearerError 401 for a token that is not for the application, 403 for one without the scope, its user without
 * a role or its client without the application's user; 404 where there is no such application
 * @see RFC 6750, section 3; Oracle, "Use OAuth 2.0 Grants" (Oracle Utilities Adapter)
 */
export async function utilitiesCall(
  domain: DomainContext,
  kind: keyof typeof ownScopes,
  authorization: string | null,
): Promise<UtilitiesCall> {
  const applications = domain.directory.all("App").filter(isUtilities);
  if (applications.length === 0) throw new BearerError(service, "no_instance", "There is no Utilities application.");
  const token = await bearerTokenFor(domain, service, applications, authorization);
  refuseScope(service, token, [ownScopes[kind], allServices, allResources]);
  if (token.holder.type === "User") refuseRole(domain, service, token, callingRoles);
  else refuseClientWithoutUser(domain, token);
  return { application: String(token.app.displayName), caller: token.subject };
}

function isUtilities(app: Resource): boolean {
  return isOracleCreated(app) && objectsOf(app.scopes).some(({ value }) => utilitiesScopes.includes(value));
}

/** In the real application an administrator creates this user; no request to the identity domain does. */
function refuseClientWithoutUser(domain: DomainContext, { subject }: BearerToken): void {
  if (utilitiesUser(domain, subject) !== undefined) return;
  throw new BearerError(
    service,
    "no_user",
    `The Utilities application has no user of type OAuth Client whose login is the client ID ${encodeURIComponent(subject)}. An administrator of the application creates it; here, PUT /local/utilities/users/${encodeURIComponent(subject)} does.`,
  );
}
