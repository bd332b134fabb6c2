import { beforeEach, describe, expect, it } from "vitest";
import { clientBody, openWorld, scimError, url, type World } from "../world.ts";

const schemas = ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"];
const groupSchema = "urn:ietf:params:scim:schemas:core:2.0:Group";
let world: World;
beforeEach(async () => {
  world = await openWorld();
});
const bulk = (Operations: unknown, changes: object = {}) =>
  world.admin("POST", "/admin/v1/Bulk", { schemas, Operations, ...changes });
const invalid = (id: string, detail: string) => scimError(400, `error.common.validation.${id}`, detail);
const user = (bulkId: string, userName = `${bulkId}@example.com`) => ({
  method: "POST",
  path: "/Users",
  bulkId,
  data: {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
    userName,
    name: { familyName: "Novak" },
    emails: [{ value: "novak@example.com", type: "work", primary: true }],
  },
});
const group = (bulkId: string, member: string) => ({
  method: "POST",
  path: "/Groups",
  bulkId,
  data: { schemas: [groupSchema], displayName: bulkId, members: [{ type: "User", value: member }] },
});

describe("Bulk refuses as a whole", () => {
  it.each([
    [{ schemas: [] }, "missingReqAttributes", "Missing required attribute(s): schemas."],
    [{ schemas: ["urn:x"] }, "invalidSchemas", `schemas must hold ${schemas[0]}.`],
    [{ Operations: [] }, "missingReqAttributes", "Missing required attribute(s): Operations."],
    [{ Operations: ["x"] }, "invalidBulk", "Operations must hold objects."],
    [{ Operations: [{ path: "/Users" }] }, "invalidBulk", "The method of every operation must be a string."],
    [{ Operations: [user("a"), user("a")] }, "invalidBulk", "Every bulkId must differ from the others."],
    [{ Operations: [user("a")], failOnErrors: 0 }, "invalidDataType", "failOnErrors must be a whole number from 1."],
  ])("%j", async (changes, id, detail) => {
    expect(await bulk([], changes)).toMatchObject({ status: 400, body: invalid(id, detail) });
  });

  it("more operations than the settings allow", async () => {
    const refusal = (count: number) =>
      scimError(413, "error.common.common.payloadTooLarge", `A bulk request may hold ${count} operations.`);
    const fiftyOne = Array.from({ length: 51 }, (_, index) => user(`u${index}`));
    expect((await bulk(fiftyOne)).body).toEqual(refusal(50));
    world = await openWorld({ bulkMaxOperations: 1 });
    expect((await bulk([user("a"), user("b")])).body).toEqual(refusal(1));
    expect((await bulk([user("a")])).status).toBe(200);
  });

  it("more than a megabyte", async () => {
    const big = { ...user("a"), data: { description: "x".repeat(1_048_576) } };
    expect((await bulk([big])).body).toEqual(
      scimError(413, "error.common.common.payloadTooLarge", "The request body must not be larger than 1048576 bytes."),
    );
  });
});

describe("Bulk", () => {
  it("performs operations in turn, with references by bulkId, also to later operations", async () => {
    const { status, body } = await bulk([group("crew", "bulkId:nina"), user("nina")]);
    expect(status).toBe(200);
    const [made, crew] = body.Operations;
    const ninaId = made.location.split("/").at(-1);
    expect(body).toEqual({
      schemas: ["urn:ietf:params:scim:api:messages:2.0:BulkResponse"],
      Operations: [
        {
          method: "POST",
          bulkId: "nina",
          location: `${url}/admin/v1/Users/${ninaId}`,
          version: made.version,
          status: "201",
        },
        { method: "POST", bulkId: "crew", location: crew.location, version: crew.version, status: "201" },
      ],
    });
    const members = await world.admin("GET", `${crew.location.slice(url.length)}?attributes=members`);
    expect(members.body.members).toMatchObject([{ value: ninaId }]);
  });

  it("reports each refusal with its body, and goes on", async () => {
    const { body } = await bulk([
      user("taken", "callan@example.com"),
      { method: "PATCH", path: "/Users/nobody", data: {} },
      { method: "GET", path: "/Users" },
      { method: "POST", path: "/Users", data: {} },
      { method: "DELETE", path: "/Users/../Apps" },
      group("crew", "bulkId:taken"),
      user("nina"),
    ]);
    const failed = (status: string, response: object, more: object) => ({ status, response, ...more });
    expect(body.Operations).toEqual([
      failed(
        "409",
        scimError(
          409,
          "error.common.validation.duplicateResource",
          "A User with userName callan@example.com exists already.",
        ),
        { method: "POST", bulkId: "taken", location: "/Users" },
      ),
      failed("404", scimError(404, "error.common.common.resourceNotFound", "User nobody not found."), {
        method: "PATCH",
        location: "/Users/nobody",
      }),
      failed("400", invalid("invalidBulk", 'method: "GET" is not one of POST, PUT, PATCH, DELETE.'), {
        method: "GET",
        location: "/Users",
      }),
      failed("400", invalid("missingReqAttributes", "Missing required attribute(s): bulkId."), {
        method: "POST",
        location: "/Users",
      }),
      failed("400", invalid("invalidBulk", "path must be that of an endpoint or a resource, such as /Users."), {
        method: "DELETE",
        location: "/Users/../Apps",
      }),
      failed("400", invalid("invalidValue", "bulkId:taken stands for no resource."), {
        method: "POST",
        bulkId: "crew",
        location: "/Groups",
      }),
      expect.objectContaining({ bulkId: "nina", status: "201" }),
    ]);
  });

  it("stops after as many failures as failOnErrors says", async () => {
    const wrong = { method: "DELETE", path: "/Users/nobody" };
    const { body } = await bulk([wrong, wrong, user("nina")], { failOnErrors: 2 });
    expect(body.Operations.map(({ status }: { status: string }) => status)).toEqual(["404", "404"]);
  });

  it("replaces, patches and deletes, each if the version is the one that is named", async () => {
    const app = (await world.admin("POST", "/admin/v1/Apps", clientBody({ active: false }))).body;
    const path = `/Apps/${app.id}`;
    const data = {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
      Operations: [{ op: "replace", path: "description", value: "by bulk" }],
    };
    const { body } = await bulk([
      { method: "DELETE", path, version: "another" },
      { method: "PATCH", path, version: app.meta.version, data },
      { method: "DELETE", path },
    ]);
    expect(body.Operations.map(({ status }: { status: string }) => status)).toEqual(["412", "200", "204"]);
  });

  it("gives an operation no right that its caller lacks", async () => {
    const app = (await world.admin("POST", "/admin/v1/Apps", clientBody())).body;
    const scope = "urn:opc:idm:__myscopes__";
    const { access_token } = (
      await world.token(app.name, app.clientSecret, { grant_type: "client_credentials", scope })
    ).body;
    const headers = { authorization: `Bearer ${access_token}`, "content-type": "application/json" };
    const text = JSON.stringify({ schemas, Operations: [user("nina")] });
    const { body } = await world.send("POST", "/admin/v1/Bulk", headers, text);
    expect(body.Operations).toMatchObject([{ status: "401" }]);
  });
});
