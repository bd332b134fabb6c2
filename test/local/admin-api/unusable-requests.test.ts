import { beforeEach, describe, expect, it } from "vitest";
import { clientBody, openWorld, scimError, type World } from "../world.ts";

const apps = "/admin/v1/Apps";
let world: World;
beforeEach(async () => {
  world = await openWorld();
});
const invalid = (id: string, detail: string) => scimError(400, `error.common.validation.${id}`, detail);
const filtered = (filter: string) =>
  world.admin("POST", `${apps}/.search`, { schemas: ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], filter });

describe("a body", () => {
  it("is refused when it has more than a megabyte, whatever its Content-Length is", async () => {
    const tooLarge = scimError(
      413,
      "error.common.common.payloadTooLarge",
      "The request body must not be larger than 1048576 bytes.",
    );
    const big = "x".repeat(1_048_577);
    expect(await world.send("POST", apps, { "content-length": "1048577" }, "{}")).toMatchObject({ body: tooLarge });
    expect(await world.send("POST", apps, {}, big)).toMatchObject({ status: 413, body: tooLarge });
  });

  it("is refused when it is nested too deep, in lists or objects", async () => {
    const refusal = invalid("invalidJson", "The request body is nested more than 32 levels deep.");
    for (const [open, close] of [
      ["[", "]"],
      ['{"a":', "}"],
    ] as const) {
      const text = `${open.repeat(100_000)}1${close.repeat(100_000)}`;
      expect((await world.admin("POST", apps, text)).body).toEqual(refusal);
    }
  });

  it("is refused when a member would reach the prototype, at any depth", async () => {
    const refusal = invalid("unknownAttribute", "Unknown attribute: __proto__.");
    for (const text of ['{"__proto__":{"active":true}}', '{"schemas":[],"appIcon":{"a":{"__proto__":{}}}}']) {
      expect((await world.admin("POST", apps, text)).body).toEqual(refusal);
    }
    expect((await world.admin("POST", apps, clientBody({ constructor: 1 }))).body).toEqual(
      invalid("unknownAttribute", "Unknown attribute: constructor."),
    );
  });
});

describe("a filter", () => {
  const tooMuch = invalid("invalidFilter", "A filter may have 10000 characters and 100 brackets and negations.");

  it.each([
    ["of more than 10,000 characters", `displayName eq "${"x".repeat(10_000)}"`],
    ["of deep brackets", `${"(".repeat(3000)}active pr${")".repeat(3000)}`],
    ["of many negations", `${"not ".repeat(2000)}active pr`],
  ])("is refused %s", async (_, filter) => {
    expect(await filtered(filter)).toMatchObject({ status: 400, body: tooMuch });
  });
});

describe("a method", () => {
  it.each([
    ["/admin/v1/Apps", "GET,HEAD,POST,OPTIONS"],
    ["/admin/v1/Apps/x", "GET,HEAD,PUT,PATCH,DELETE,OPTIONS"],
    ["/admin/v1/Grants/x", "GET,HEAD,PATCH,DELETE,OPTIONS"],
    ["/admin/v1/Apps/.search", "POST,OPTIONS"],
    ["/admin/v1/Bulk", "POST,OPTIONS"],
  ])("that %s does not have is refused with those that it has, as OPTIONS tells them", async (path, methods) => {
    expect((await world.admin("OPTIONS", path)).headers.get("allow")).toBe(methods);
    const refused = await world.admin("LINK", path);
    expect(refused.body).toEqual(
      scimError(
        405,
        "error.common.common.methodNotSupported",
        `The method is not supported here. Supported: ${methods.replaceAll(",", ", ")}.`,
      ),
    );
    expect(refused.headers.get("allow")).toBe(methods.replaceAll(",", ", "));
  });

  it("HEAD answers like GET, without the body", async () => {
    const { id, meta } = (await world.admin("POST", apps, clientBody())).body;
    const head = await world.admin("HEAD", `${apps}/${id}`);
    expect(head).toMatchObject({ status: 200, body: undefined });
    expect(head.headers.get("etag")).toBe(meta.version);
  });
});
