import { beforeEach, describe, expect, it } from "vitest";
import { appSchema, clientBody, openWorld, resourceBody, scimError, signedHeaders, url, type World } from "../world.ts";

const apps = "/admin/v1/Apps";
let world: World;
beforeEach(async () => {
  world = await openWorld();
});
const create = (body: unknown) => world.admin("POST", apps, body);
const invalid = (id: string, detail: string) => scimError(400, `error.common.validation.${id}`, detail);

describe("POST Apps", () => {
  it("refuses a body that is not JSON", async () => {
    expect((await create("{")).body).toEqual(invalid("invalidJson", "The request body is not valid JSON."));
    expect((await create("[]")).body).toEqual(invalid("invalidJson", "The request body must be a JSON object."));
  });

  it("refuses another content type", async () => {
    const body = JSON.stringify(clientBody());
    const headers = signedHeaders({
      method: "POST",
      path: apps,
      date: world.clock.now,
      body,
      contentType: "text/plain",
    });
    expect((await world.send("POST", apps, headers, body)).body).toEqual(
      scimError(
        415,
        "error.common.common.unsupportedMediaType",
        "The Content-Type must be application/json or application/scim+json.",
      ),
    );
  });

  it("refuses missing required attributes, and names all of them", async () => {
    expect((await create({ schemas: [appSchema] })).body).toEqual(
      invalid("missingReqAttributes", "Missing required attribute(s): displayName,basedOnTemplate.value."),
    );
    expect((await create({ displayName: "x" })).body).toEqual(
      invalid("missingReqAttributes", "Missing required attribute(s): schemas."),
    );
  });

  it("refuses an OAuth client without clientType and a resource without audience", async () => {
    expect((await create(clientBody({ clientType: undefined }))).body).toEqual(
      invalid("missingReqAttributes", "Missing required attribute(s): clientType."),
    );
    expect((await create(resourceBody({ audience: undefined }))).body).toEqual(
      invalid("missingReqAttributes", "Missing required attribute(s): audience."),
    );
  });

  it.each([
    [{ colour: "red" }, "unknownAttribute", "Unknown attribute: colour."],
    [{ active: "yes" }, "invalidDataType", "active must be true or false."],
    [{ allowedGrants: "password" }, "invalidDataType", "allowedGrants must be a list."],
    [{ accessTokenExpiry: 1.5 }, "invalidDataType", "accessTokenExpiry must be a whole number."],
    [{ allowedScopes: ["x"] }, "invalidDataType", "allowedScopes must be an object."],
    [{ clientType: "secret" }, "invalidValue", "clientType: secret is not one of confidential, public, trusted."],
    [{ schemas: ["urn:x"] }, "invalidSchemas", "urn:x is not a schema of App."],
    [
      { schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:extension:OCITags"] },
      "invalidSchemas",
      `schemas must hold ${appSchema}.`,
    ],
    [{ tags: [{ key: "a" }] }, "missingReqAttributes", "Missing required attribute(s): tags.value."],
    [
      {
        tags: [
          { key: "a", value: "b" },
          { key: "a", value: "b" },
        ],
      },
      "duplicateValue",
      'tags holds ["a","b"] more than once.',
    ],
    [
      { basedOnTemplate: { value: "NoTemplate" } },
      "invalidReferenceResource",
      "App.basedOnTemplate references a AppTemplate with ID NoTemplate that does not exist.",
    ],
    [{ name: "a b" }, "invalidValue", "name: a b may hold only letters, digits and the characters _-"],
    [
      { allowedScopes: [{ fqs: "https://orders.example.com/raed" }] },
      "invalidValue",
      "allowedScopes: no App declares the scope https://orders.example.com/raed.",
    ],
    [
      { redirectUris: ["http://localhost/cb"] },
      "invalidValue",
      "redirectUris: http://localhost/cb is not an https URL. Set allUrlSchemesAllowed to allow it.",
    ],
  ])("refuses %j", async (attributes, id, detail) => {
    expect(await create(clientBody(attributes))).toMatchObject({ status: 400, body: invalid(id, detail) });
  });

  it("refuses an unknown attribute unless the settings say to ignore it", async () => {
    world = await openWorld({ unknownAttributes: "ignore" });
    const { status, body } = await create(clientBody({ colour: "red" }));
    expect(status).toBe(201);
    expect(Object.keys(body)).not.toContain("colour");
  });

  it("refuses a hyphen in the client ID if the settings follow Oracle's documentation", async () => {
    expect((await create(clientBody({ name: "orders-sync-1784b77" }))).status).toBe(201);
    world = await openWorld({ clientIdCharacters: "_" });
    expect((await create(clientBody({ name: "orders-sync" }))).body).toEqual(
      invalid("invalidValue", "name: orders-sync may hold only letters, digits and the characters _"),
    );
  });

  // identity-domains-api.md 13, row 6.
  it("refuses a display name, a client ID or a fully qualified scope that is in use, in any case", async () => {
    await create(clientBody({ name: "orders" }));
    const taken = (detail: string) => scimError(409, "error.common.validation.duplicateResource", detail);
    expect(await create(clientBody({ displayName: "ORDERS-Sync" }))).toMatchObject({
      status: 409,
      body: taken("A App with displayName ORDERS-Sync exists already."),
    });
    expect((await create(clientBody({ displayName: "other", name: "Orders" }))).body).toEqual(
      taken("A App with name Orders exists already."),
    );
    await create(resourceBody());
    expect((await create(resourceBody({ displayName: "Orders again" }))).body).toEqual(
      taken("Another App declares the scope https://orders.example.com/read already."),
    );
  });

  // identity-domains-api.md 13, row 2.
  it("drops read-only attributes, including the client secret, and generates its own", async () => {
    const { status, body } = await create(
      clientBody({ id: "mine", ocid: "mine", clientSecret: "mine", isOPCService: true, meta: { version: "mine" } }),
    );
    expect(status).toBe(201);
    expect(body.id).toMatch(/^[0-9a-f]{32}$/);
    expect(body.name).toMatch(/^[0-9a-f]{32}$/);
    expect(body.name).not.toBe(body.id);
    expect(body.ocid).toBe(`ocid1.domainapp.oc1.iad.amaaaaaa${body.id}`);
    expect(body.clientSecret).toMatch(/^idcscs-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(body.isOPCService).toBe(false);
  });

  it("echoes what was sent and adds the defaults", async () => {
    const { body } = await create(clientBody({ description: "nightly", name: "orders" }));
    const { id, ocid, clientSecret: _, meta, idcsCreatedBy: _by, idcsLastModifiedBy: _last, ...rest } = body;
    expect(meta).toEqual({
      resourceType: "App",
      created: "2026-11-21T12:00:00.000Z",
      lastModified: "2026-11-21T12:00:00.000Z",
      version: expect.stringMatching(/^[0-9a-f]{32}$/),
      location: `${url}/admin/v1/Apps/${id}`,
    });
    expect(ocid).toContain(id);
    const no = (...names: string[]) => Object.fromEntries(names.map((name) => [name, false]));
    expect(rest).toEqual({
      schemas: [appSchema],
      displayName: "orders-sync",
      description: "nightly",
      name: "orders",
      active: true,
      isOAuthClient: true,
      clientType: "confidential",
      allowedGrants: ["client_credentials"],
      isLoginTarget: true,
      loginMechanism: "OIDC",
      trustScope: "Explicit",
      clientIPChecking: "anywhere",
      attrRenderingMetadata: [{ name: "aliasApps", visible: false }],
      basedOnTemplate: {
        value: "CustomWebAppTemplateId",
        wellKnownId: "CustomWebAppTemplateId",
        lastModified: "2024-01-01T00:00:00.000Z",
        $ref: `${url}/admin/v1/AppTemplates/CustomWebAppTemplateId`,
      },
      signonPolicy: { value: "DefaultSignOnPolicy", $ref: `${url}/admin/v1/Policies/DefaultSignOnPolicy` },
      idpPolicy: { value: "DefaultIDPRule", $ref: `${url}/admin/v1/Policies/DefaultIDPRule` },
      domainOcid: "ocid1.domain.oc1..local",
      compartmentOcid: "ocid1.tenancy.oc1..local",
      tenancyOcid: "ocid1.tenancy.oc1..local",
      ...no("deleteInProgress", "isOAuthResource", "showInMyApps", "isAliasApp", "isMobileTarget", "isFormFill"),
      ...no("isSamlServiceProvider", "isWebTierPolicy", "isKerberosRealm", "isRadiusApp", "isUnmanagedApp"),
      ...no("isOPCService", "isManagedApp", "isObligationCapable", "isEnterpriseApp", "isMulticloudServiceApp"),
      ...no("isDatabaseService", "meterAsOPCService", "allUrlSchemesAllowed", "bypassConsent", "allowOffline"),
      ...no("allowAccessControl", "infrastructure", "migrated", "readyToUpgrade"),
    });
  });

  // identity-domains-api.md 13, row 1.
  it("gives it an id, a client ID and an OCID that differ", async () => {
    const { id, name, ocid } = (await create(clientBody())).body;
    expect([id, name]).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), expect.stringMatching(/^[0-9a-f]{32}$/)]);
    expect(ocid).toMatch(/^ocid1\.domainapp\.oc1\./);
    expect(new Set([id, name, ocid]).size).toBe(3);
  });

  // identity-domains-api.md 13, row 3.
  it("makes the app inactive unless told otherwise", async () => {
    expect((await create(clientBody({ active: undefined }))).body.active).toBe(false);
  });

  it("answers with the headers of the real service", async () => {
    const { headers, body } = await world.admin("POST", apps, clientBody(), { "opc-request-id": "ABC" });
    expect(Object.fromEntries(headers)).toEqual({
      "cache-control": "no-cache, no-store, must-revalidate",
      "content-type": "application/json;charset=utf-8",
      etag: body.meta.version,
      expires: "Sat, 01 Jan 2000 00:00:00 GMT",
      "opc-request-id": "ABC",
      pragma: "no-cache",
      "x-content-type-options": "nosniff",
      "x-oracle-dms-ecid": expect.any(String),
      "x-oracle-dms-rid": "0:1",
      "x-xss-protection": "1; mode=block",
    });
  });

  // identity-domains-api.md 13, row 5.
  it("qualifies scopes with the audience and resolves allowed scopes to their app", async () => {
    const resource = (await create(resourceBody())).body;
    expect(resource.scopes).toEqual([
      { value: "read", fqs: "https://orders.example.com/read" },
      { value: "write", requiresConsent: true, fqs: "https://orders.example.com/write" },
    ]);
    const fqs = "https://orders.example.com/read";
    const client = (await create(clientBody({ allowedScopes: [{ fqs, idOfDefiningApp: "mine" }] }))).body;
    expect(client.allowedScopes).toEqual([{ fqs, idOfDefiningApp: resource.id }]);
  });

  it("takes attribute names in any case and empty values as absent", async () => {
    const { body } = await create(clientBody({ DESCRIPTION: "shouted", redirectUris: [], allowedScopes: null }));
    expect(body.description).toBe("shouted");
    expect(Object.keys(body)).not.toContain("redirectUris");
    expect(Object.keys(body)).not.toContain("allowedScopes");
  });

  it("appends the URN of an extension that is used without being named", async () => {
    const extension = "urn:ietf:params:scim:schemas:oracle:idcs:extension:requestable:App";
    const { body } = await create(clientBody({ [extension]: { requestable: true } }));
    expect(body.schemas).toEqual([appSchema, extension]);
  });

  // identity-domains-api.md 13, row 17.
  it("appends the OCI tags extension where the settings say so", async () => {
    world = await openWorld({ appendOciTagsSchema: true });
    expect((await create(clientBody())).body.schemas).toEqual([
      appSchema,
      "urn:ietf:params:scim:schemas:oracle:idcs:extension:OCITags",
    ]);
  });
});
