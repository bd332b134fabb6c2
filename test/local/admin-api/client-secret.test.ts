import { beforeEach, describe, expect, it } from "vitest";
import { appSchema, clientBody, openWorld, resourceBody, scimError, type World } from "../world.ts";

const schemas = ["urn:ietf:params:scim:schemas:oracle:idcs:AppClientSecretRegenerator"];
const secretForm = /^idcscs-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const form = { grant_type: "client_credentials", scope: "urn:opc:idm:__myscopes__" };
let world: World;
beforeEach(async () => {
  world = await openWorld();
});
const regenerate = (body: object) => world.admin("POST", "/admin/v1/AppClientSecretRegenerator", body);
const invalid = (id: string, detail: string) => scimError(400, `error.common.validation.${id}`, detail);
const create = async (body: object) => (await world.admin("POST", "/admin/v1/Apps", body)).body;

// identity-domains-api.md 13, row 4.
describe("AppClientSecretRegenerator", () => {
  it("refuses a body without app, of another schema, or for an app that does not exist", async () => {
    expect((await regenerate({ schemas })).body).toEqual(
      invalid("missingReqAttributes", "Missing required attribute(s): appId."),
    );
    expect((await regenerate({ schemas: [appSchema], appId: "x" })).body).toEqual(
      invalid("invalidSchemas", `schemas must hold ${schemas[0]}.`),
    );
    expect((await regenerate({ schemas, appId: "x" })).body).toEqual(
      scimError(404, "error.common.common.resourceNotFound", "App x not found."),
    );
  });

  it("refuses an app without a secret: a resource, a public client, an app of Oracle's", async () => {
    const resource = await create(resourceBody());
    const publicClient = await create(clientBody({ clientType: "public" }));
    for (const id of [resource.id, publicClient.id, "a0000000000000000000000000000001"]) {
      expect((await regenerate({ schemas, appId: id })).body).toEqual(
        invalid("invalidValue", `appId: the App ${id} has no client secret.`),
      );
    }
  });
});

describe("a client secret", () => {
  it("row 4: stops working when the next one is generated", async () => {
    const app = await create(clientBody());
    expect(app.clientSecret).toMatch(secretForm);
    const answer = await regenerate({ schemas, appId: app.id });
    expect(answer).toMatchObject({
      status: 200,
      body: { schemas, appId: app.id, clientSecret: expect.stringMatching(secretForm) },
    });
    expect((await world.token(app.name, app.clientSecret, form)).body).toMatchObject({ error: "invalid_client" });
    expect((await world.token(app.name, answer.body.clientSecret, form)).status).toBe(200);
    expect((await world.admin("GET", `/admin/v1/Apps/${app.id}`)).body.clientSecret).toBe(answer.body.clientSecret);
  });

  it("row 4: leaves issued tokens valid", async () => {
    const app = await create(clientBody({ allowedOperations: ["introspect"] }));
    const { access_token } = (await world.token(app.name, app.clientSecret, form)).body;
    const { clientSecret } = (await regenerate({ schemas, appId: app.ocid })).body;
    const authorization = `Basic ${Buffer.from(`${app.name}:${clientSecret}`).toString("base64")}`;
    const headers = { authorization, "content-type": "application/x-www-form-urlencoded" };
    const answer = await world.send("POST", "/oauth2/v1/introspect", headers, `token=${access_token}`);
    expect(answer.body).toMatchObject({ active: true });
  });

  it("is answered with 201 if the settings say so", async () => {
    world = await openWorld({ regeneratedSecretStatus: 201 });
    const { id } = await create(clientBody());
    expect((await regenerate({ schemas, appId: id })).status).toBe(201);
  });
});
