import { beforeEach, describe, expect, it } from "vitest";
import { clientBody, openWorld, scimError, url, type World } from "../world.ts";

const perimeters = "/admin/v1/NetworkPerimeters";
const schemas = ["urn:ietf:params:scim:schemas:oracle:idcs:NetworkPerimeter"];
let world: World;
beforeEach(async () => {
  world = await openWorld();
});
const post = (...ipAddresses: object[]) => world.admin("POST", perimeters, { schemas, name: "office", ipAddresses });
const createApp = (value: string) =>
  world.admin(
    "POST",
    "/admin/v1/Apps",
    clientBody({ clientIPChecking: "whitelisted", appsNetworkPerimeters: [{ value }] }),
  );
const invalid = (id: string, detail: string) => scimError(400, `error.common.validation.${id}`, detail);

describe("NetworkPerimeters", () => {
  it.each([
    [{ value: "10.0.0.1", type: "CIDR" }],
    [{ value: "10.0.0.0/33", type: "CIDR" }],
    [{ value: "10.0.0.0/", type: "CIDR" }],
    [{ value: "10.0.0.0/8", type: "EXACT" }],
    [{ value: "10.1", type: "EXACT" }],
    [{ value: "010.0.0.1", type: "EXACT" }],
    [{ value: "localhost", type: "EXACT" }],
    [{ value: "10.0.0.9-10.0.0.1", type: "RANGE" }],
    [{ value: "10.0.0.1-::2", type: "RANGE" }],
    [{ value: "10.0.0.1", type: "RANGE" }],
    [{ value: "1.1.1.1-1.1.1.2-1.1.1.3", type: "RANGE" }],
  ])("refuse %j", async (address) => {
    expect((await post(address)).body).toEqual(
      invalid("invalidValue", `ipAddresses: ${address.value} is not valid for type ${address.type}.`),
    );
  });

  it("refuse an address of another version than it says, none at all, and a taken name", async () => {
    expect((await post({ value: "::1", type: "EXACT", version: "IPV4" })).body).toEqual(
      invalid("invalidValue", "ipAddresses: ::1 is not of version IPV4."),
    );
    expect((await post()).body).toEqual(
      invalid("missingReqAttributes", "Missing required attribute(s): ipAddresses.value."),
    );
    await post({ value: "10.0.0.1" });
    expect((await post({ value: "10.0.0.2" })).status).toBe(409);
  });

  it("refuse to be named by an app before they exist", async () => {
    expect((await createApp("nowhere")).body).toEqual(
      invalid(
        "invalidReferenceResource",
        "App.appsNetworkPerimeters references a NetworkPerimeter with ID nowhere that does not exist.",
      ),
    );
  });

  it("refuse their deletion while an app uses them, unless forced: then the reference is removed too", async () => {
    const { id } = (await post({ value: "10.0.0.1" })).body;
    const app = (await createApp(id)).body;
    expect((await world.admin("DELETE", `${perimeters}/${id}`)).body).toEqual(
      invalid(
        "resourceReferenced",
        `The NetworkPerimeter ${id} is used by the App ${app.id}. Delete it with forceDelete.`,
      ),
    );
    expect((await world.admin("DELETE", `${perimeters}/${id}?forceDelete=true`)).status).toBe(204);
    expect((await world.admin("GET", `/admin/v1/Apps/${app.id}`)).body.appsNetworkPerimeters).toBeUndefined();
  });

  it("fill in type and version, and an app refers to them", async () => {
    const { status, body } = await post(
      { value: "10.0.0.0/8" },
      { value: "192.168.0.1 - 192.168.0.9" },
      { value: "2001:db8::1", type: "EXACT", version: "IPV6" },
    );
    expect(status).toBe(201);
    expect(body.ipAddresses).toEqual([
      { value: "10.0.0.0/8", type: "CIDR", version: "IPV4" },
      { value: "192.168.0.1 - 192.168.0.9", type: "RANGE", version: "IPV4" },
      { value: "2001:db8::1", type: "EXACT", version: "IPV6" },
    ]);
    expect((await createApp(body.id)).body).toMatchObject({
      clientIPChecking: "whitelisted",
      appsNetworkPerimeters: [{ value: body.id, $ref: `${url}${perimeters}/${body.id}` }],
    });
  });

  it("are replaced by PUT", async () => {
    const { id } = (await post({ value: "10.0.0.1" })).body;
    const body = { schemas, name: "home", ipAddresses: [{ value: "::1" }] };
    expect((await world.admin("PUT", `${perimeters}/${id}`, body)).body).toMatchObject({
      name: "home",
      ipAddresses: [{ value: "::1", type: "EXACT", version: "IPV6" }],
    });
  });
});
