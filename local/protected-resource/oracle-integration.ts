import { verifyAccessToken } from "../authorization-server/access-token.ts";
import { accountAudience, hasTag, tagsAt, tagsOfAudience } from "../authorization-server/scopes/trusted-resources.ts";
import type { DomainContext } from "../domain-context.ts";
import { roleNamesHeld } from "../resources/role-holdings.ts";
import { listOf, type Resource, textOf } from "../scim/json.ts";
import { BearerError } from "./bearer-error.ts";

/** The scopes that open Oracle Integration's API. */
const openingScopes = ["urn:opc:resource:consumer::all", "/ic/api/"];

/**
 * The service roles that may list integrations: those of people and clients who build, run or look at them.
 * ServiceInvoker may only call integrations, ServiceEndUser only works on process tasks.
 *
 * @see Oracle, "Oracle Integration Service Roles" (ServiceUser is the documented minimum for the developer API)
 */
const readingRoles = [
  "ServiceAdministrator",
  "ServiceDeveloper",
  "ServiceDeployer",
  "ServiceMonitor",
  "ServiceUser",
  "ServiceViewer",
];

const integrations = [
  { code: "HELLO_WORLD", name: "Hello World", description: "Answers a greeting", version: "01.00.0000" },
  { code: "ECHO", name: "Echo", description: "Answers what it was sent", version: "01.00.0000" },
];

/**
 * `GET /ic/api/integration/v1/integrations` as an Oracle Integration instance of this domain answers it.
 *
 * @throws BearerError 401 for a token that is not for this instance, 403 for one without the scope or its holder
 * without the role
 * @see RFC 6750, section 3; Oracle, "REST API for Oracle Integration"
 */
export async function listIntegrations(
  domain: DomainContext,
  authorization: string | null,
  parameters: URLSearchParams,
): Promise<object> {
  const instance = instanceNamed(domain, parameters.get("integrationInstance") ?? "finance");
  const claims = await claimsFor(domain, instance, authorization);
  const scopes = String(claims.scope ?? "").split(" ");
  if (!scopes.some((scope) => openingScopes.includes(scope))) {
    throw new BearerError("insufficient_scope", "The access token has no scope of Oracle Integration.");
  }
  const holder =
    claims.sub_type === "user"
      ? ({ type: "User", id: String(claims.user_id) } as const)
      : ({ type: "App", id: String(claims.client_guid) } as const);
  const roles = roleNamesHeld(domain.directory, holder, instance.id);
  if (!readingRoles.some((role) => roles.has(role))) {
    throw new BearerError(
      "no_role",
      `The holder of the access token has none of the roles ${readingRoles.join(", ")}.`,
    );
  }
  return integrationList(parameters);
}

function instanceNamed({ directory }: DomainContext, name: string): Resource {
  const instance = directory.matching("App", "displayName", `OICINST_${name}`)[0];
  if (instance === undefined) throw new BearerError("no_instance", `There is no Oracle Integration instance ${name}.`);
  return instance;
}

async function claimsFor(domain: DomainContext, instance: Resource, authorization: string | null) {
  const [, token] = /^Bearer +(\S+)$/i.exec(authorization ?? "") ?? [];
  if (token === undefined) throw new BearerError("no_token", "The request has no bearer token.");
  const claims = await verifyAccessToken(domain, token, undefined);
  if (claims === undefined || !listOf(claims.aud).some((audience) => means(instance, String(audience))))
    throw new BearerError("invalid_token", "The access token is not valid for this instance.");
  return claims;
}

/** Whether an audience means the instance: its own, that of all resources, or one that names a tag which it has. */
function means(instance: Resource, audience: string): boolean {
  if (audience === textOf(instance, "audience") || audience === accountAudience) return true;
  return tagsOfAudience(audience).some((tag) => hasTag(tagsAt(instance, "tags"), tag));
}

function integrationList(parameters: URLSearchParams): object {
  const offset = wholeNumber(parameters.get("offset"), 0);
  const limit = wholeNumber(parameters.get("limit"), 100);
  const items = integrations.slice(offset, offset + limit).map(({ code, name, description, version }) => ({
    id: `${code}|${version}`,
    code,
    version,
    name,
    description,
    status: "ACTIVATED",
    pattern: "Orchestration",
    style: "FREEFORM",
    lockedFlag: false,
  }));
  return {
    items,
    totalResults: integrations.length,
    hasMore: offset + items.length < integrations.length,
    limit,
    offset,
  };
}

function wholeNumber(text: string | null, otherwise: number): number {
  return text !== null && /^\d+$/.test(text) ? Number(text) : otherwise;
}
