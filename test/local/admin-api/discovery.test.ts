import { beforeEach, describe, expect, it } from "vitest";
import { appSchema, openWorld, scimError, url, type World } from "../world.ts";

const core = "urn:ietf:params:scim:schemas:core:2.0:";
let world: World;
beforeEach(async () => {
  world = await openWorld();
});
const get = (path: string) => world.admin("GET", `/admin/v1/${path}`);

describe("discovery", () => {
  it("refuses a caller without credentials", async () => {
    for (const path of ["ServiceProviderConfig", "Schemas", "ResourceTypes", "ResourceTypeSchemaAttributes"]) {
      expect((await world.send("GET", `/admin/v1/${path}`)).status).toBe(401);
    }
  });

  it("refuses filters, methods other than GET, and what does not exist", async () => {
    for (const path of ["ServiceProviderConfig", "Schemas", "ResourceTypes"]) {
      expect((await get(`${path}?filter=id+pr`)).body).toEqual(
        scimError(403, "error.common.common.operationNotSupported", "This endpoint takes no filter."),
      );
      expect((await world.admin("DELETE", `/admin/v1/${path}`)).headers.get("allow")).toBe("GET, HEAD, OPTIONS");
    }
    expect((await get("Schemas/urn:x")).body).toEqual(
      scimError(404, "error.common.common.resourceNotFound", "Schemas urn:x not found."),
    );
  });

  it("says what the provider supports", async () => {
    expect((await get("ServiceProviderConfig")).body).toMatchObject({
      schemas: [`${core}ServiceProviderConfig`],
      patch: { supported: true },
      bulk: { supported: true, maxOperations: 50, maxPayloadSize: 1_048_576 },
      filter: { supported: true, maxResults: 1000 },
      sort: { supported: true },
      etag: { supported: true },
      authenticationSchemes: [{ type: "oauthbearertoken" }],
    });
  });

  it("lists every resource type with an endpoint that answers", async () => {
    const { body } = await get("ResourceTypes");
    expect(body.Resources.map(({ id }: { id: string }) => id)).toEqual([
      "App",
      "AppRole",
      "Grant",
      "User",
      "Group",
      "OAuthClientCertificate",
      "NetworkPerimeter",
      "IdentityPropagationTrust",
    ]);
    for (const type of body.Resources) {
      expect((await get(type.endpoint.slice(1))).status).toBe(200);
      expect((await get(`ResourceTypes/${type.id}`)).body).toEqual(type);
      for (const schema of [type.schema, ...type.schemaExtensions.map((one: { schema: string }) => one.schema)]) {
        expect((await get(`Schemas/${schema}`)).body).toMatchObject({ id: schema, schemas: [`${core}Schema`] });
      }
    }
  });

  it("describes each attribute from the table that validates it", async () => {
    const { body } = await get(`Schemas/${appSchema}`);
    const named = (name: string) => body.attributes.find((one: { name: string }) => one.name === name);
    const simple = { type: "string", multiValued: false, required: false, caseExact: false };
    expect(named("name")).toEqual({
      ...simple,
      name: "name",
      mutability: "immutable",
      returned: "default",
      uniqueness: "server",
    });
    expect(named("allowedScopes")).toMatchObject({
      type: "complex",
      multiValued: true,
      subAttributes: [
        { name: "fqs", required: true, caseExact: true },
        { name: "idOfDefiningApp", mutability: "readOnly" },
        { name: "readOnly", type: "boolean" },
      ],
    });
    expect(named("clientType")).toMatchObject({ canonicalValues: ["confidential", "public", "trusted"] });
    expect(named("id")).toBeUndefined();
    expect(body.meta).toEqual({ resourceType: "Schema", location: `${url}/admin/v1/Schemas/${appSchema}` });
  });

  it("lists all schemas and resource types, whatever the page size", async () => {
    const { body } = await get("Schemas?count=1");
    expect(body.Resources).toHaveLength(body.totalResults);
  });
});

describe("ResourceTypeSchemaAttributes", () => {
  it("refuses an invalid filter", async () => {
    expect((await get("ResourceTypeSchemaAttributes?filter=colour+pr")).body).toEqual(
      scimError(400, "error.common.validation.invalidFilter", "ResourceTypeSchemaAttribute has no attribute colour."),
    );
  });

  it("answers a question about an attribute as Oracle's documentation describes", async () => {
    const filter = encodeURIComponent('resourceType eq "App" and name eq "clientSecret"');
    const { body } = await get(`ResourceTypeSchemaAttributes?filter=${filter}`);
    expect(body).toMatchObject({
      totalResults: 1,
      Resources: [
        {
          name: "clientSecret",
          resourceType: "App",
          idcsSchemaUrn: appSchema,
          idcsFullyQualifiedName: `${appSchema}:clientSecret`,
          type: "string",
          mutability: "readOnly",
          returned: "default",
          required: false,
          idcsSearchable: false,
        },
      ],
    });
  });

  it("names sub-attributes and extensions, in pages", async () => {
    const extension = "urn:ietf:params:scim:schemas:oracle:idcs:extension:user:User";
    const query = `filter=${encodeURIComponent(`idcsSchemaUrn eq "${extension}"`)}&attributes=name,type&count=2`;
    const answer = await get(`ResourceTypeSchemaAttributes?${query}`);
    expect(answer.body.Resources).toEqual([
      { id: `User:${extension}:serviceUser`, name: "serviceUser", type: "boolean" },
      { id: `User:${extension}:isFederatedUser`, name: "isFederatedUser", type: "boolean" },
    ]);
    expect(answer.headers.has("opc-next-page")).toBe(true);
  });
});
