import { describe, expect, it } from "vitest";
import { requestGroup } from "../../../local/limits/request-group.ts";
import { openWorld, scimError, type World } from "../world.ts";

const tooMany = "Too many requests. Repeat the request after the time that Retry-After names.";

/** Sends that many requests without credentials, one after the other: limits come before authentication. */
async function statuses(world: World, count: number, path = "/admin/v1/Apps"): Promise<ReadonlySet<number>> {
  const found = new Set<number>();
  for (let index = 0; index < count; index++) found.add((await world.send("GET", path)).status);
  return found;
}

function move(world: World, seconds: number): void {
  world.clock.now = new Date(world.clock.now.getTime() + seconds * 1000);
}

describe("a domain of type free", () => {
  it("refuses the 21st request of a second to the admin API, before authentication", async () => {
    const world = await openWorld({ domainType: "free" });
    expect(await statuses(world, 20)).toEqual(new Set([401]));
    const { status, headers, body } = await world.send("GET", "/admin/v1/Users");
    expect({ status, body }).toEqual({
      status: 429,
      body: scimError(429, "error.common.common.tooManyRequests", tooMany),
    });
    expect(headers.get("retry-after")).toBe("1");
    expect(headers.get("opc-request-id")).toMatch(/^[0-9A-F]{32}\/[A-Za-z0-9]{9}0{8}$/);
    move(world, 1);
    expect(await statuses(world, 1)).toEqual(new Set([401]));
  });

  it("refuses the 151st of a minute, and says when the minute ends", async () => {
    const world = await openWorld({ domainType: "free" });
    for (let second = 0; second < 15; second++) {
      expect(await statuses(world, 10)).toEqual(new Set([401]));
      move(world, 1);
    }
    const { status, headers } = await world.send("GET", "/admin/v1/Apps");
    expect({ status, retryAfter: headers.get("retry-after") }).toEqual({ status: 429, retryAfter: "45" });
    move(world, 45);
    expect(await statuses(world, 1)).toEqual(new Set([401]));
  });

  it("refuses at the token endpoint with an OAuth error", async () => {
    const world = await openWorld({ domainType: "free" });
    for (let index = 0; index < 10; index++) {
      expect((await world.token("nobody", "x", { grant_type: "client_credentials" })).status).toBe(401);
    }
    const { status, headers, body } = await world.token("nobody", "x", { grant_type: "client_credentials" });
    expect({ status, body }).toEqual({
      status: 429,
      body: {
        error: "temporarily_unavailable",
        error_description: tooMany,
        ecid: expect.stringMatching(/^[A-Za-z0-9]{9}0{8}$/),
      },
    });
    expect([headers.get("retry-after"), headers.get("cache-control")]).toEqual(["1", "no-store"]);
  });

  it("counts each group separately", async () => {
    const world = await openWorld({ domainType: "free" });
    await statuses(world, 21);
    expect(await statuses(world, 10, "/admin/v1/SigningCert/jwk")).toEqual(new Set([401]));
    expect(await statuses(world, 1, "/admin/v1/SigningCert/jwk")).toEqual(new Set([429]));
    expect((await world.token("nobody", "x", {})).status).not.toBe(429);
  });

  it("shows its type in the status", async () => {
    const world = await openWorld({ domainType: "free" });
    expect((await world.send("GET", "/local/status")).body).toMatchObject({ domainType: "free" });
  });
});

describe("a domain without a type", () => {
  it("has no limit", async () => {
    expect(await statuses(await openWorld(), 200)).toEqual(new Set([401]));
  });
});

describe("requestGroup", () => {
  it.each([
    ["/oauth2/v1/token", "Token"],
    ["/oauth2/v1/introspect", "Token"],
    ["/oauth2/v1/authorize", "AuthN"],
    ["/ui/v1/signin", "AuthN"],
    ["/.well-known/openid-configuration", "AuthN"],
    ["/admin/v1/SigningCert/jwk", "AuthN"],
    ["/admin/v1/Bulk", "Bulk"],
    ["/admin/v1/Apps/x", "Others"],
    ["/ic/api/integration/v1/integrations", undefined],
  ])("of %s is %s", (path, group) => {
    expect(requestGroup(path)).toBe(group);
  });
});
