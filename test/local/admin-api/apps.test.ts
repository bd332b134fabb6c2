import { beforeEach, describe, expect, it } from "vitest";
import { appSchema, clientBody, openWorld, resourceBody, scimError, type World } from "../world.ts";

const apps = "/admin/v1/Apps";
let world: World;
beforeEach(async () => {
  world = await openWorld();
});
const create = (body: unknown) => world.admin("POST", apps, body);
const invalid = (id: string, detail: string) => scimError(400, `error.common.validation.${id}`, detail);

describe("GET Apps/{id}", () => {
  it("answers 404 for an unknown id", async () => {
    expect(await world.admin("GET", `${apps}/nobody`)).toMatchObject({
      status: 404,
      body: scimError(404, "error.common.common.resourceNotFound", "App nobody not found."),
    });
  });

  // identity-domains-api.md 13, row 1.
  it("finds by id and by OCID and answers the same as POST", async () => {
    const { body } = await create(clientBody({ tags: [{ key: "team", value: "orders" }] }));
    expect((await world.admin("GET", `${apps}/${body.id}`)).body).toEqual(body);
    expect((await world.admin("GET", `${apps}/${body.ocid}`)).body).toEqual(body);
    expect(body.tags).toBeUndefined();
  });

  it("never shows the secret of an app that Oracle created", async () => {
    const { body } = await world.admin("GET", `${apps}/a0000000000000000000000000000001?attributeSets=all`);
    expect(body.displayName).toBe("OICINST_finance");
    expect(Object.keys(body)).not.toContain("clientSecret");
  });
});

describe("DELETE Apps/{id}", () => {
  // identity-domains-api.md 13, row 3.
  it("refuses an active app, with forceDelete too", async () => {
    const { id } = (await create(clientBody())).body;
    const refusal = scimError(
      400,
      "error.identity.app.cannotDeleteActiveApp",
      `The App ${id} is active. Deactivate it before you delete it.`,
    );
    expect((await world.admin("DELETE", `${apps}/${id}`)).body).toEqual(refusal);
    expect((await world.admin("DELETE", `${apps}/${id}?forceDelete=true`)).body).toEqual(refusal);
  });

  it("refuses an app that Oracle created", async () => {
    expect((await world.admin("DELETE", `${apps}/IDCSAppId`)).body).toEqual(
      invalid("preventedOperation", "The App IDCSAppId was created by Oracle and cannot be deleted."),
    );
  });

  it("answers 204 without a body, and 404 afterwards", async () => {
    const { id, ocid } = (await create(clientBody({ active: false }))).body;
    expect(await world.admin("DELETE", `${apps}/${ocid}`)).toMatchObject({ status: 204, body: undefined });
    expect((await world.admin("GET", `${apps}/${id}`)).status).toBe(404);
    expect((await world.admin("DELETE", `${apps}/${id}`)).status).toBe(404);
    expect((await create(clientBody())).status).toBe(201);
  });

  it("of a resource removes its scopes from its clients", async () => {
    const resource = (await create(resourceBody({ active: false }))).body;
    const client = (await create(clientBody({ allowedScopes: [{ fqs: resource.scopes[0].fqs }] }))).body;
    await world.admin("DELETE", `${apps}/${resource.id}`);
    expect((await world.admin("GET", `${apps}/${client.id}`)).body.allowedScopes).toBeUndefined();
  });
});

describe("PUT AppStatusChanger/{id}", () => {
  const schemas = ["urn:ietf:params:scim:schemas:oracle:idcs:AppStatusChanger"];
  const change = (id: string, body: object) => world.admin("PUT", `/admin/v1/AppStatusChanger/${id}`, body);

  it("refuses an unknown app, a missing active, and an app that Oracle created", async () => {
    const { id } = (await create(clientBody())).body;
    expect((await change("nobody", { schemas, active: true })).status).toBe(404);
    expect((await change(id, { schemas })).body).toEqual(
      invalid("missingReqAttributes", "Missing required attribute(s): active."),
    );
    expect((await change(id, { schemas: [appSchema], active: true })).body).toEqual(
      invalid("invalidSchemas", `schemas must hold ${schemas[0]}.`),
    );
    expect((await change("IDCSAppId", { schemas, active: false })).body).toEqual(
      invalid("preventedOperation", "The attribute active of an App created by Oracle cannot be changed."),
    );
    expect((await world.admin("POST", `/admin/v1/AppStatusChanger/${id}`, {})).status).toBe(405);
  });

  it("changes only active, by id or OCID, and gives a new version", async () => {
    const before = (await create(clientBody())).body;
    const answer = await change(before.ocid, { schemas, active: false });
    expect(answer.body).toEqual({ schemas, id: before.id, active: false });
    const after = (await world.admin("GET", `${apps}/${before.id}`)).body;
    expect(after).toEqual({ ...before, active: false, meta: after.meta });
    expect(after.meta.version).not.toBe(before.meta.version);
    expect(answer.headers.get("etag")).toBe(after.meta.version);
    expect((await world.admin("DELETE", `${apps}/${before.id}`)).status).toBe(204);
  });
});

describe("what is not supported", () => {
  it.each([
    ["PUT", "/admin/v1/OAuthClientCertificates/x", 405],
    ["PUT", "/admin/v1/Apps/.search", 405],
    ["PUT", "/admin/v1/Me", 405],
    ["GET", "/admin/v1/Bulk", 405],
    ["GET", "/admin/v1/AppClientSecretRegenerator", 405],
    ["GET", "/admin/v1/AppClientSecretRegenerator/x", 404],
    ["PUT", "/admin/v1/Grants/x", 405],
    ["PUT", "/admin/v1/AppRoles/x", 405],
    ["PUT", "/admin/v1/Apps", 405],
    ["GET", "/admin/v1/Nothing", 404],
    ["GET", "/admin/v1/Apps/x/y", 404],
    ["GET", "/nothing", 404],
  ])("%s %s answers %i in the shape of an error", async (method, path, status) => {
    const answer = await world.admin(method, path, method === "GET" ? undefined : {});
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ status: String(status), detail: expect.any(String) });
    expect(answer.headers.has("allow")).toBe(status === 405);
  });
});
