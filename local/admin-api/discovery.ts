import type { Hono } from "hono";
import type { DomainContext } from "../domain-context.ts";
import { absolute } from "../resources/present.ts";
import { resourceTypeDocuments, schemaDocuments } from "../schemas/discovery-documents.ts";
import type { JsonObject } from "../scim/json.ts";
import { listAnswer } from "../scim/list.ts";
import { ScimError } from "../scim/scim-error.ts";
import { respond } from "./admin-answer.ts";
import { type AdminContext, type AdminEnvironment, idOf, largestBody, parametersOf } from "./admin-request.ts";
import { answerOptions, listed } from "./resource-routes.ts";
import { listSchemaAttributes } from "./schema-attributes.ts";

/**
 * Adds the endpoints that describe the API itself, for any authenticated caller.
 *
 * @see RFC 7644, section 4; RFC 7643, sections 5 to 7
 */
export function addDiscovery(app: Hono<AdminEnvironment>, domain: DomainContext): void {
  app.get("/ServiceProviderConfig", (c) => {
    refuseFilter(c);
    return respond(c, { status: 200, body: serviceProviderConfig(domain) });
  });
  addDocuments(app, domain, "ResourceTypes", resourceTypeDocuments());
  addDocuments(app, domain, "Schemas", schemaDocuments());
  app.get("/ResourceTypeSchemaAttributes", (c) => respond(c, listed(listSchemaAttributes(parametersOf(c)))));
  for (const path of ["/ServiceProviderConfig", "/ResourceTypeSchemaAttributes"]) {
    answerOptions(app, path, "GET,HEAD,OPTIONS");
  }
}

function addDocuments(
  app: Hono<AdminEnvironment>,
  domain: DomainContext,
  endpoint: string,
  relative: readonly JsonObject[],
): void {
  const documents = absolute(relative, domain.url) as readonly JsonObject[];
  app.get(`/${endpoint}`, (c) => {
    refuseFilter(c);
    // All of them in one answer, whatever `count` is: clients read them once, before they know about pages.
    const everything = new URLSearchParams({ count: String(documents.length) });
    return respond(c, listed(listAnswer(everything, documents, (one) => one)));
  });
  app.get(`/${endpoint}/:id`, (c) => {
    const body = documents.find(({ id }) => String(id).toLowerCase() === idOf(c).toLowerCase());
    if (body === undefined) throw new ScimError("notFound", `${endpoint} ${idOf(c)} not found.`);
    return respond(c, { status: 200, body });
  });
  answerOptions(app, `/${endpoint}`, "GET,HEAD,OPTIONS");
  answerOptions(app, `/${endpoint}/:id`, "GET,HEAD,OPTIONS");
}

/** @throws ScimError `filterForbidden` (403; RFC 7644, section 4) */
function refuseFilter(c: AdminContext): void {
  if (!parametersOf(c).has("filter")) return;
  throw new ScimError("filterForbidden", "This endpoint takes no filter.");
}

function serviceProviderConfig({ url, settings }: DomainContext): JsonObject {
  return {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
    documentationUri: "https://docs.oracle.com/en-us/iaas/Content/Identity/home.htm",
    patch: { supported: true },
    bulk: { supported: true, maxOperations: settings.bulkMaxOperations, maxPayloadSize: largestBody },
    filter: { supported: true, maxResults: 1000 },
    changePassword: { supported: true },
    sort: { supported: true },
    etag: { supported: true },
    authenticationSchemes: [
      {
        type: "oauthbearertoken",
        name: "OAuth Bearer Token",
        description: "An access token of this domain whose holder has an administrator role.",
        specUri: "https://www.rfc-editor.org/info/rfc6750",
        primary: true,
      },
    ],
    meta: { resourceType: "ServiceProviderConfig", location: `${url}/admin/v1/ServiceProviderConfig` },
  };
}
