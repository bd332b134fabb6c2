import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { clientBody, openWorld, type World } from "../world.ts";

const seed = join(import.meta.dirname, "../../../local/seed/example.yaml");
const messages = "urn:ietf:params:scim:api:messages:2.0:";
const search = { schemas: [`${messages}SearchRequest`] };
const bulk = { schemas: [`${messages}BulkRequest`], Operations: [{ method: "DELETE", path: "/Apps/unknown" }] };
const endpoints = [
  ...["Apps", "AppRoles", "Grants", "Users", "Groups"],
  ...["OAuthClientCertificates", "NetworkPerimeters", "IdentityPropagationTrusts"],
];

let world: World;
// biome-ignore lint/suspicious/noExplicitAny: a description is read at arbitrary places
let description: any;
beforeAll(async () => {
  world = await openWorld({ seed, examples: true });
  description = (await world.send("GET", "/local/openapi.json")).body;
});

it.each([
  ...endpoints.flatMap((endpoint): [string, string, string, unknown?][] => [
    ["GET", `/admin/v1/${endpoint}?attributeSets=all&count=1000`, `/admin/v1/${endpoint}`],
    ["GET", `/admin/v1/${endpoint}/unknown`, `/admin/v1/${endpoint}/{id}`],
    ["POST", `/admin/v1/${endpoint}`, `/admin/v1/${endpoint}`, {}],
    ["PATCH", `/admin/v1/${endpoint}/unknown`, `/admin/v1/${endpoint}/{id}`, {}],
    ["DELETE", `/admin/v1/${endpoint}/unknown`, `/admin/v1/${endpoint}/{id}`],
    ["POST", `/admin/v1/${endpoint}/.search`, `/admin/v1/${endpoint}/.search`, search],
  ]),
  ["POST", "/admin/v1/Apps", "/admin/v1/Apps", clientBody({ displayName: "contract" })],
  ["GET", "/admin/v1/Me?attributeSets=all", "/admin/v1/Me"],
  ["GET", "/admin/v1/ServiceProviderConfig", "/admin/v1/ServiceProviderConfig"],
  ["GET", "/admin/v1/ResourceTypes", "/admin/v1/ResourceTypes"],
  ["GET", "/admin/v1/Schemas", "/admin/v1/Schemas"],
  ["GET", "/admin/v1/ResourceTypeSchemaAttributes", "/admin/v1/ResourceTypeSchemaAttributes"],
  ["GET", "/admin/v1/SigningCert/jwk", "/admin/v1/SigningCert/jwk"],
  ["POST", "/admin/v1/Bulk", "/admin/v1/Bulk", bulk],
  ["PUT", "/admin/v1/AppStatusChanger/unknown", "/admin/v1/AppStatusChanger/{id}", {}],
  ["POST", "/admin/v1/AppClientSecretRegenerator", "/admin/v1/AppClientSecretRegenerator", {}],
  ["GET", "/.well-known/openid-configuration", "/.well-known/openid-configuration"],
  ["GET", "/.well-known/idcs-configuration", "/.well-known/idcs-configuration"],
  ["POST", "/oauth2/v1/token", "/oauth2/v1/token", {}],
  ["POST", "/oauth2/v1/device", "/oauth2/v1/device", {}],
  ["GET", "/oauth2/v1/userinfo", "/oauth2/v1/userinfo"],
] as [string, string, string, unknown?][])("%s %s is answered as described", async (method, path, template, body) => {
  const answer = await world.admin(method, path, body);
  const { responses } = description.paths[template][method.toLowerCase()];
  expect(Object.keys(responses)).toContain(String(answer.status));
  const schema = responses[answer.status].content["application/json"].schema;
  const whole = JSON.stringify({ ...schema, $defs: description.components.schemas });
  const shape = z.fromJSONSchema(JSON.parse(whole.replaceAll("#/components/schemas/", "#/$defs/")));
  expect(shape.safeParse(answer.body).error?.issues ?? []).toEqual([]);
});
