import type { DomainContext } from "../domain-context.ts";
import type { Resource } from "../scim/json.ts";
import { BearerError } from "./bearer-error.ts";
import { bearerTokenFor, refuseRole, refuseScope } from "./bearer-token.ts";

const service = "Oracle Integration";

/** The scopes that open Oracle Integration's API. */
const openingScopes = ["urn:opc:resource:consumer::all", "/ic/api/"];

/**
 * The service roles that may list integrations: those of people and clients that build, run or view them.
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
  const token = await bearerTokenFor(domain, service, [instance], authorization);
  refuseScope(service, token, openingScopes);
  refuseRole(domain, service, token, readingRoles);
  return integrationList(parameters);
}

function instanceNamed({ directory }: DomainContext, name: string): Resource {
  const instance = directory.matching("App", "displayName", `OICINST_${name}`)[0];
  if (instance === undefined) {
    throw new BearerError(service, "no_instance", `There is no Oracle Integration instance ${name}.`);
  }
  return instance;
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
