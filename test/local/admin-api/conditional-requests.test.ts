import { beforeEach, describe, expect, it } from "vitest";
import { clientBody, openWorld, scimError, type World } from "../world.ts";

let world: World;
// biome-ignore lint/suspicious/noExplicitAny: the body of an answer
let app: any;
const open = async (settings: object = {}) => {
  world = await openWorld(settings);
  app = (await world.admin("POST", "/admin/v1/Apps", clientBody({ active: false }))).body;
};
beforeEach(() => open());
const patch = {
  schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
  Operations: [{ op: "replace", path: "description", value: "changed" }],
};
const send = (method: string, header: string, value: string) =>
  world.admin(method, `/admin/v1/Apps/${app.id}`, { PUT: clientBody({ active: false }), PATCH: patch }[method], {
    [header]: value,
  });
const mismatch = (status: number) =>
  scimError(
    status,
    "error.common.common.versionMismatch",
    `The version of ${app.id} is not the one that If-Match names.`,
  );

describe("If-Match", () => {
  it.each(["PUT", "PATCH", "DELETE"])("prevents a %s of another version than the present one", async (method) => {
    expect(await send(method, "if-match", "another")).toMatchObject({ status: 412, body: mismatch(412) });
    expect((await world.admin("GET", `/admin/v1/Apps/${app.id}`)).body).toEqual(app);
  });

  it("is refused with 409 if the settings say so", async () => {
    await open({ failedMatchStatus: 409 });
    expect(await send("PATCH", "if-match", '"another"')).toMatchObject({ status: 409, body: mismatch(409) });
  });

  it.each([(tag: string) => tag, (tag: string) => `"${tag}"`, (tag: string) => `"x", W/"${tag}"`, () => "*"])(
    "lets a write of the present version through, written %o",
    async (written) => {
      const answer = await send("PATCH", "if-match", written(app.meta.version));
      expect(answer.status).toBe(200);
      expect((await send("DELETE", "if-match", answer.headers.get("etag") ?? "")).status).toBe(204);
    },
  );
});

describe("If-None-Match", () => {
  it("saves sending the version that the caller has", async () => {
    const known = await send("GET", "if-none-match", app.meta.version);
    expect(known).toMatchObject({ status: 304, body: undefined });
    expect(known.headers.get("etag")).toBe(app.meta.version);
    expect((await send("GET", "if-none-match", "another")).body).toEqual(app);
  });
});
