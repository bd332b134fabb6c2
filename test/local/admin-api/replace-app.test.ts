import { beforeEach, describe, expect, it } from "vitest";
import { appSchema, clientBody, openWorld, resourceBody, scimError, url, type World } from "../world.ts";

const apps = "/admin/v1/Apps";
let world: World;
// biome-ignore lint/suspicious/noExplicitAny: the body of an answer
let app: any;
beforeEach(async () => {
  world = await openWorld();
  await world.admin("POST", apps, resourceBody());
  const allowedScopes = [{ fqs: "https://orders.example.com/read" }];
  app = (await world.admin("POST", apps, clientBody({ name: "orders", description: "first", allowedScopes }))).body;
});
const put = (body: object, query = "") => world.admin("PUT", `${apps}/${app.id}${query}`, body);
const invalid = (id: string, detail: string) => scimError(400, `error.common.validation.${id}`, detail);

/** The body that the official provider sends (recorded): everything that it was told, without name and secret. */
const echo = (changes: object = {}) => ({
  accessTokenExpiry: 3600,
  active: true,
  allUrlSchemesAllowed: false,
  allowAccessControl: false,
  allowOffline: false,
  allowedGrants: ["client_credentials"],
  allowedScopes: [{ ...app.allowedScopes[0], readOnly: false }],
  attrRenderingMetadata: [{ name: "aliasApps", visible: false, order: 0, label: "" }],
  basedOnTemplate: app.basedOnTemplate,
  bypassConsent: false,
  clientIPChecking: "anywhere",
  clientType: "confidential",
  description: "first",
  displayName: "orders-sync",
  id: app.id,
  idpPolicy: app.idpPolicy,
  isAliasApp: false,
  isEnterpriseApp: false,
  isFormFill: false,
  isKerberosRealm: false,
  isLoginTarget: true,
  isMobileTarget: false,
  isMulticloudServiceApp: false,
  isOAuthClient: true,
  isOAuthResource: false,
  isObligationCapable: false,
  isRadiusApp: false,
  isSamlServiceProvider: false,
  isUnmanagedApp: false,
  isWebTierPolicy: false,
  loginMechanism: "OIDC",
  ocid: app.ocid,
  schemas: [appSchema],
  showInMyApps: false,
  signonPolicy: app.signonPolicy,
  trustScope: "Explicit",
  ...changes,
});

describe("PUT Apps/{id} without strict", () => {
  it.each([
    [{ name: "other" }, "immutableAttribute", "The attribute name is immutable and cannot be changed."],
    [{ isAliasApp: true }, "immutableAttribute", "The attribute isAliasApp is immutable and cannot be changed."],
    [
      { basedOnTemplate: { value: "CustomSAMLAppTemplateId" } },
      "immutableAttribute",
      "The attribute basedOnTemplate.value is immutable and cannot be changed.",
    ],
    [{ clientSecret: "mine" }, "readOnlyAttribute", "The attribute clientSecret is read-only and cannot be changed."],
    [{ id: "mine" }, "readOnlyAttribute", "The attribute id is read-only and cannot be changed."],
    [{ displayName: null }, "missingReqAttributes", "Missing required attribute(s): displayName."],
  ])("refuses %j", async (changes, id, detail) => {
    expect(await put(echo(changes))).toMatchObject({ status: 400, body: invalid(id, detail) });
  });

  it("refuses a display name that another app has, and keeps its own", async () => {
    expect((await put(echo({ displayName: "ORDERS API" }))).body).toEqual(
      scimError(409, "error.common.validation.duplicateResource", "A App with displayName ORDERS API exists already."),
    );
    expect((await put(echo({ displayName: "Orders-SYNC" }))).status).toBe(200);
  });

  it("refuses changes of an app that Oracle created, except additions to its scopes", async () => {
    const finance = `${apps}/a0000000000000000000000000000001`;
    const seeded = (await world.admin("GET", finance)).body;
    const change = (changes: object) => world.admin("PUT", finance, { ...seeded, ...changes });
    const refused = (name: string) =>
      invalid("preventedOperation", `The attribute ${name} of an App created by Oracle cannot be changed.`);
    expect((await change({ displayName: "mine" })).body).toEqual(refused("displayName"));
    expect((await change({ active: false })).body).toEqual(refused("active"));
    expect((await change({ scopes: seeded.scopes.slice(1) })).body).toEqual(refused("scopes"));
    const extended = await change({ scopes: [...seeded.scopes, { value: "/mine" }], accessTokenExpiry: 600 });
    expect(extended).toMatchObject({ status: 200, body: { accessTokenExpiry: 600 } });
    expect(extended.body.scopes).toHaveLength(3);
  });
});

describe("PUT Apps/{id} with strict", () => {
  // identity-domains-api.md 13, row 2, as Oracle documents it: 400 for a read-only attribute, whatever it says.
  it.each([
    ["id", () => ({ id: app.id })],
    ["clientSecret", () => ({ clientSecret: app.clientSecret })],
    ["allowedScopes.idOfDefiningApp", () => ({ allowedScopes: app.allowedScopes })],
    ["basedOnTemplate.$ref", () => ({ basedOnTemplate: app.basedOnTemplate })],
  ])("row 2: refuses the echo of %s, and takes the body without", async (path, echoed) => {
    world = await openWorld({ strict: true });
    await world.admin("POST", apps, resourceBody());
    const allowedScopes = [{ fqs: "https://orders.example.com/read" }];
    app = (await world.admin("POST", apps, clientBody({ allowedScopes }))).body;
    const refusal = `The attribute ${path === "basedOnTemplate.$ref" ? "basedOnTemplate.lastModified" : path} is read-only`;
    expect((await put(clientBody({ allowedScopes, ...echoed() }))).body).toEqual(
      invalid("readOnlyAttribute", `${refusal} and cannot be changed.`),
    );
    expect((await put(clientBody({ allowedScopes }))).body.clientSecret).toBe(app.clientSecret);
  });
});

describe("PUT Apps/{id}", () => {
  it("accepts what the official provider sends back, keeps name and secret, and answers without a difference", async () => {
    const { status, body, headers } = await put(echo({ description: "second" }));
    expect(status).toBe(200);
    expect(body).toEqual({ ...app, accessTokenExpiry: 3600, description: "second", meta: body.meta });
    expect(body.clientSecret).toBe(app.clientSecret);
    expect(body.meta.created).toBe(app.meta.created);
    expect(headers.get("etag")).toBe(body.meta.version);
    expect(body.meta.version).not.toBe(app.meta.version);
  });

  it("accepts the body of a GET, including computed attributes", async () => {
    const shown = (await world.admin("GET", `${apps}/${app.id}?attributeSets=all`)).body;
    expect((await put(shown)).status).toBe(200);
  });

  it("clears what is left out or sent empty, and resolves scopes again", async () => {
    const write = "https://orders.example.com/write";
    const { description: _, allowedGrants: _grants, ...rest } = echo({ allowedScopes: [{ fqs: write }] });
    const { body } = await put({ ...rest, tags: [] });
    expect(Object.keys(body)).not.toContain("description");
    expect(Object.keys(body)).not.toContain("allowedGrants");
    expect(body.allowedScopes).toEqual([{ fqs: write, idOfDefiningApp: app.allowedScopes[0].idOfDefiningApp }]);
    expect((await put(echo({ allowedScopes: [] }))).body.allowedScopes).toBeUndefined();
  });

  it("removes tags that it does not repeat, and shows them only on request", async () => {
    const tags = [{ key: "team", value: "orders" }];
    expect((await put(echo({ tags }), "?attributeSets=default,request")).body.tags).toEqual(tags);
    expect((await put(echo({ tags }), "?attributes=")).body.tags).toBeUndefined();
    expect((await put(echo(), "?attributeSets=all")).body.tags).toBeUndefined();
  });

  it("deactivates", async () => {
    expect((await put(echo({ active: false }))).body.active).toBe(false);
  });

  // identity-domains-api.md 13, row 5.
  it("qualifies scopes again when the audience changes", async () => {
    const resource = (
      await world.admin("GET", `${apps}?filter=isOAuthResource+eq+true+and+displayName+sw+%22Orders+%22`)
    ).body.Resources[0];
    const { body } = await world.admin("PUT", `${apps}/${resource.id}`, { ...resource, audience: "urn:orders:" });
    expect(body.scopes[0]).toEqual({ value: "read", fqs: "urn:orders:read" });
    expect(body.meta.location).toBe(`${url}/admin/v1/Apps/${resource.id}`);
  });

  it("gives a secret to an app that becomes a client later, as the console's two steps do", async () => {
    const plain = {
      schemas: [appSchema],
      displayName: "two steps",
      basedOnTemplate: { value: "CustomWebAppTemplateId" },
    };
    const first = (await world.admin("POST", apps, plain)).body;
    expect(first.clientSecret).toBeUndefined();
    const second = await world.admin("PUT", `${apps}/${first.id}`, {
      ...plain,
      isOAuthClient: true,
      clientType: "trusted",
    });
    expect(second.body.clientSecret).toMatch(/^idcscs-/);
  });
});
