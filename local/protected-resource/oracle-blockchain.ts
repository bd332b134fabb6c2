import { allResources } from "../authorization-server/scopes/requested-scopes.ts";
import type { DomainContext } from "../domain-context.ts";
import { isOracleCreated } from "../resources/oracle-created-apps.ts";
import { objectsOf, type Resource } from "../scim/json.ts";
import { BearerError } from "./bearer-error.ts";
import { bearerTokenFor, refuseRole, refuseScope } from "./bearer-token.ts";

const service = "Oracle Blockchain Platform";
const openingScope = "/restproxy";

/** The roles that let a user call the REST proxy. */
const callingRoles = ["REST_CLIENT", "ADMIN"];

/** An authorized call of the REST proxy. */
export interface BlockchainCall {
  /** The display name of the resource app. */
  readonly application: string;
  /** The user name, or the client ID. */
  readonly caller: string;
}

/**
 * Authorizes a call of the REST proxy. It looks up the roles of the user of the identity domain whose name is the
 * token's subject: in a client's own token that is the client ID, and roles of the client itself do not count.
 *
 * @throws BearerError 401 for a token that is not for the instance, 403 for one without the scope, without a user of
 * that name, or whose user has no role; 404 where there is no such instance
 * @see identity-domains-api.md 11
 */
export async function blockchainCall(domain: DomainContext, authorization: string | null): Promise<BlockchainCall> {
  const instances = domain.directory.all("App").filter(isBlockchain);
  if (instances.length === 0) throw new BearerError(service, "no_instance", "There is no Blockchain Platform.");
  const token = await bearerTokenFor(domain, service, instances, authorization);
  refuseScope(service, token, [openingScope, allResources]);
  const [user] = domain.directory.matching("User", "userName", token.subject);
  if (user === undefined) {
    const name = encodeURIComponent(token.subject);
    throw new BearerError(service, "no_user", `The identity domain has no user whose name is the client ID ${name}.`);
  }
  refuseRole(domain, service, { ...token, holder: { type: "User", id: user.id } }, callingRoles);
  return { application: String(token.app.displayName), caller: token.subject };
}

function isBlockchain(app: Resource): boolean {
  return isOracleCreated(app) && objectsOf(app.scopes).some(({ value }) => value === openingScope);
}
