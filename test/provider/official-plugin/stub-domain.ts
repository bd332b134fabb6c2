import { createHash, randomUUID } from "node:crypto";
import { idcsEndpoint as origin, scimError } from "../world.ts";

/** A request that reached the stub. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: Record<string, unknown> | null;
}

type Stored = Record<string, unknown> & { id: string };

/** An answer instead of the stub's own. */
export type Interruption = (request: SeenRequest) => Response | undefined;

const listSchema = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
const onRequest = ["userRoles", "adminRoles", "grants", "tags"];

const admin = {
  type: "User",
  value: "u0",
  display: "fake admin",
  $ref: `${origin}/admin/v1/Users/u0`,
  ocid: "ocid1.user.oc1..fake",
};

const appDefaults = {
  isOAuthClient: false,
  isOAuthResource: false,
  isLoginTarget: true,
  showInMyApps: false,
  isAliasApp: false,
  isMobileTarget: false,
  isFormFill: false,
  isSamlServiceProvider: false,
  isWebTierPolicy: false,
  isKerberosRealm: false,
  isRadiusApp: false,
  isUnmanagedApp: false,
  isOPCService: false,
  isManagedApp: false,
  isObligationCapable: false,
  isEnterpriseApp: false,
  isMulticloudServiceApp: false,
  isDatabaseService: false,
  meterAsOPCService: false,
  allUrlSchemesAllowed: false,
  bypassConsent: false,
  allowOffline: false,
  allowAccessControl: false,
  active: false,
  clientIPChecking: "anywhere",
  loginMechanism: "OIDC",
  infrastructure: false,
  migrated: false,
  readyToUpgrade: false,
  trustScope: "Explicit",
  attrRenderingMetadata: [],
  accessTokenExpiry: 3600,
  signonPolicy: { value: "DefaultSignOnPolicy", $ref: `${origin}/admin/v1/Policies/DefaultSignOnPolicy` },
  idpPolicy: { value: "DefaultIDPRule", $ref: `${origin}/admin/v1/Policies/DefaultIDPRule` },
};

/** An identity domain as the recordings show it: it stores and echoes, and refuses to delete an active application. */
export class StubDomain {
  readonly seen: SeenRequest[] = [];
  readonly apps = new Map<string, Stored>();
  readonly grants = new Map<string, Stored>();
  interrupt: Interruption = () => undefined;

  readonly fetch: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const text = await request.text();
    const url = new URL(request.url);
    const seen: SeenRequest = {
      method: request.method,
      url: `${url.pathname}${url.search}`,
      headers: Object.fromEntries(request.headers),
      body: text === "" ? null : JSON.parse(text),
    };
    this.seen.push(seen);
    return this.interrupt(seen) ?? this.#answer(seen, url);
  };

  #answer({ method, body }: SeenRequest, url: URL): Response {
    const [kind = "", id = ""] = url.pathname.replace("/admin/v1/", "").split("/").map(decodeURIComponent);
    if (kind === "AppStatusChanger") return this.#changeStatus(id, body ?? {});
    if (method === "GET" && id === "") return list(kind, url.searchParams);
    const store = kind === "Apps" ? this.apps : this.grants;
    const parameters = url.searchParams;
    if (method === "POST") {
      const created = kind === "Apps" ? newApp(body ?? {}) : newGrant(body ?? {}, this.apps);
      store.set(created.id, created);
      return json(201, this.#shown(created, parameters));
    }
    const stored = store.get(id);
    if (stored === undefined)
      return scimError(404, `${kind.slice(0, -1)} ${id} not found.`, "error.common.entity.notFound");
    if (method === "GET") return json(200, this.#shown(stored, parameters));
    if (method === "PUT") {
      const { name, clientSecret } = stored;
      const replaced = { ...stored, ...withScopes(body ?? {}), name, clientSecret, meta: changedMeta(stored) };
      store.set(id, replaced);
      return json(200, this.#shown(replaced, parameters));
    }
    if (kind === "Apps" && stored.active === true)
      return scimError(400, "You cannot delete an active App.", "error.apps.app.cannotDeleteActiveApp");
    store.delete(id);
    return new Response(null, { status: 204 });
  }

  #changeStatus(id: string, body: Record<string, unknown>): Response {
    const app = this.apps.get(id);
    if (app === undefined) return scimError(404, `App ${id} not found.`, "error.common.entity.notFound");
    app.active = body.active;
    return json(200, { ...body, id });
  }

  #shown(stored: Stored, parameters: URLSearchParams): Record<string, unknown> {
    const sets = parameters.getAll("attributeSets");
    const named =
      sets.length === 0 && parameters.get("attributes") ? parameters.get("attributes")?.split(",") : undefined;
    const isAsked = sets.includes("request");

    const roles = [...this.grants.values()]
      .filter((grant) => (grant.grantee as Stored).value === stored.id)
      .map((grant) => {
        const value = (grant.entitlement as Stored).attributeValue;
        const appId = (grant.app as Stored).value;
        return { value, display: "role", appId, type: "direct", $ref: `${origin}/admin/v1/AppRoles/${value}` };
      });
    const shown = { ...stored, ...(roles.length > 0 && { grantedAppRoles: roles }) };
    const isShown = (name: string): boolean =>
      named === undefined ? isAsked || !onRequest.includes(name) : [...named, "id", "displayName"].includes(name);
    return Object.fromEntries(Object.entries(shown).filter(([name]) => isShown(name)));
  }
}

function newApp(body: Record<string, unknown>): Stored {
  const template = (body.basedOnTemplate as Stored).value;
  return {
    ...newResource("App", "domainapp"),
    ...appDefaults,
    clientSecret: `idcscs-${randomUUID()}`,
    ...withScopes(body),
    basedOnTemplate: {
      value: template,
      wellKnownId: template,
      lastModified: "2024-01-01T00:00:00.000Z",
      $ref: `${origin}/admin/v1/AppTemplates/${template}`,
    },
  };
}

function newGrant(body: Record<string, unknown>, apps: ReadonlyMap<string, Stored>): Stored {
  const [app, grantee] = [body.app as Stored, body.grantee as Stored];
  const resource = newResource("Grant", "domaingrant");
  const { ocid: _, ...grantor } = admin;
  return {
    ...resource,
    ...body,
    app: { ...app, display: "IDCS", $ref: `${origin}/admin/v1/Apps/${app.value}` },
    grantee: {
      ...grantee,
      display: apps.get(String(grantee.value))?.displayName ?? "payments",
      $ref: `${origin}/admin/v1/Apps/${grantee.value}`,
    },
    grantor,
    isFulfilled: true,
    compositeKey: `k-${resource.id}`,
  };
}

function newResource(resourceType: string, ocidType: string): Stored {
  const id = hex();
  const now = new Date().toISOString();
  return {
    id,
    ocid: `ocid1.${ocidType}.oc1.iad.amaaaaaa${id}`,
    meta: {
      resourceType,
      created: now,
      lastModified: now,
      version: hex(),
      location: `${origin}/admin/v1/${resourceType}s/${id}`,
    },
    idcsCreatedBy: admin,
    idcsLastModifiedBy: admin,
    domainOcid: "ocid1.domain.oc1..fake",
    tenancyOcid: "ocid1.tenancy.oc1..fake",
    compartmentOcid: "ocid1.compartment.oc1..fake",
    deleteInProgress: false,
  };
}

function withScopes(body: Record<string, unknown>): Record<string, unknown> {
  if (!Array.isArray(body.allowedScopes)) return body;
  return { ...body, allowedScopes: body.allowedScopes.map(({ fqs }) => ({ fqs, idOfDefiningApp: "IDCSAppId" })) };
}

function changedMeta(stored: Stored): Record<string, unknown> {
  return { ...(stored.meta as Stored), lastModified: new Date().toISOString(), version: hex() };
}

function list(kind: string, parameters: URLSearchParams): Response {
  const role = {
    id: "3c9b1e0a4f5d4a0e8a1b2c3d4e5f6071",
    displayName: "User Administrator",
    app: { value: "IDCSAppId", display: "IDCS" },
    availableToClients: true,
    schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:AppRole"],
  };
  const found = kind === "AppRoles" && parameters.get("filter") === 'displayName eq "User Administrator"' ? [role] : [];
  return json(200, {
    schemas: [listSchema],
    totalResults: found.length,
    startIndex: 1,
    itemsPerPage: found.length,
    Resources: found,
  });
}

function json(status: number, body: unknown): Response {
  return Response.json(body, { status });
}

function hex(): string {
  return createHash("md5").update(randomUUID()).digest("hex");
}
