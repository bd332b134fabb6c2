import { describe, expect, it } from "vitest";
import { clientBody, openWorld, scimError } from "../world.ts";

const app = (index: number) => clientBody({ displayName: `app ${index}`, active: false });

describe("a domain of type free", () => {
  it("refuses the third app that Oracle did not create, until one is deleted", async () => {
    const { admin } = await openWorld({ domainType: "free" });
    const { id } = (await admin("POST", "/admin/v1/Apps", app(1))).body;
    expect((await admin("POST", "/admin/v1/Apps", app(2))).status).toBe(201);
    const { status, body } = await admin("POST", "/admin/v1/Apps", app(3));
    const text = "A domain of type free holds at most 2 Apps.";
    expect({ status, body }).toEqual({
      status: 400,
      body: scimError(400, "error.common.common.objectLimitReached", text),
    });
    expect((await admin("DELETE", `/admin/v1/Apps/${id}`)).status).toBe(204);
    expect((await admin("POST", "/admin/v1/Apps", app(3))).status).toBe(201);
  });
});

describe("a domain of type oracle-apps", () => {
  it("holds more apps than its type allows: Oracle does not enforce that limit", async () => {
    const { admin } = await openWorld({ domainType: "oracle-apps" });
    for (const index of [1, 2, 3]) expect((await admin("POST", "/admin/v1/Apps", app(index))).status).toBe(201);
  });
});
