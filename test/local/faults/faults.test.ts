import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { FaultRule } from "../../../local/faults/fault-rule.ts";
import { pathPattern } from "../../../local/faults/path-pattern.ts";
import { startLocalDomain } from "../../../local/server.ts";
import { clientBody, openWorld, type World } from "../world.ts";

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => vi.useRealTimers());

const put = (rules: unknown) => world.send("PUT", "/local/faults", {}, JSON.stringify(rules));
const create = () => world.admin("POST", "/admin/v1/Apps", clientBody());

describe("PUT /local/faults", () => {
  it("refuses invalid rules with every problem, and keeps the present ones", async () => {
    await put([{ fault: "drop" }]);
    const { status, body } = await put([
      { fault: "explode" },
      { fault: "status", status: 200 },
      { fault: "latency", match: { path: "admin", nth: 0, verb: "GET" } },
    ]);
    expect(status).toBe(400);
    expect(body.problems.map((problem: string) => problem.split(":")[0])).toEqual([
      "[0].fault",
      "[1].status",
      "[2].match.path",
      "[2].match.nth",
      "[2].match",
      "[2].milliseconds",
    ]);
    expect((await world.send("GET", "/local/faults")).body).toHaveLength(1);
  });

  it("counts what each rule did, and DELETE removes them", async () => {
    const match = { method: "post", path: "/admin/v1/Apps", nth: 2 };
    await put([{ match, fault: "status", status: 500 }]);
    expect([(await create()).status, (await create()).status, (await create()).status]).toEqual([201, 500, 409]);
    expect((await world.send("GET", "/local/faults")).body).toEqual([
      { match: { ...match, method: "POST" }, fault: "status", status: 500, seen: 3, injected: 1 },
    ]);
    expect((await world.send("DELETE", "/local/faults")).status).toBe(204);
    expect((await world.send("GET", "/local/faults")).body).toEqual([]);
  });
});

describe("the fault", () => {
  it("status answers in the shape of the endpoint, as often as it says", async () => {
    await put([{ fault: "status", status: 503, retryAfter: 7, times: 2 }]);
    const { status, body, headers } = await create();
    expect({ status, body, retryAfter: headers.get("retry-after") }).toEqual({
      status: 503,
      body: {
        schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
        detail: "Request failed: HTTP 503 Service Unavailable.",
        status: "503",
      },
      retryAfter: "7",
    });
    expect((await world.token("x", "y", {})).body).toEqual({
      error: "temporarily_unavailable",
      error_description: "Request failed: HTTP 503 Service Unavailable.",
    });
    expect((await create()).status).toBe(201);
  });

  it("drop rejects as fetch does, and nothing has happened", async () => {
    await put([{ match: { method: "POST" }, fault: "drop", times: 1 }]);
    await expect(create()).rejects.toThrow(TypeError);
    expect(world.domain.requests.at(-1)).toMatchObject({ method: "POST", status: 0 });
    expect((await create()).status).toBe(201);
  });

  it("drop-after rejects although the write has happened", async () => {
    await put([{ match: { method: "POST" }, fault: "drop-after", times: 1 }]);
    await expect(create()).rejects.toThrow(TypeError);
    expect((await create()).status).toBe(409);
  });

  it("latency delays the answer", async () => {
    await put([{ fault: "latency", milliseconds: 60_000 }]);
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    let answered = false;
    const answer = world.send("GET", "/.well-known/openid-configuration").then(({ status }) => {
      answered = true;
      return status;
    });
    await vi.advanceTimersByTimeAsync(59_999);
    expect(answered).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await answer).toBe(200);
  });

  it("can be an option from the start, and destroys the socket behind a server", async () => {
    const faults: FaultRule[] = [{ match: { path: "/.well-known/*" }, fault: "drop", times: 1 }];
    const domain = await startLocalDomain({ faults });
    try {
      const configuration = () => fetch(`${domain.url}/.well-known/openid-configuration`);
      await expect(configuration()).rejects.toThrow("fetch failed");
      expect((await configuration()).status).toBe(200);
    } finally {
      await domain.close();
    }
  });

  it("of the first rule that applies is used, and control endpoints have no faults", async () => {
    await put([
      { fault: "status", status: 500, times: 1 },
      { fault: "status", status: 429 },
    ]);
    expect([(await create()).status, (await create()).status]).toEqual([500, 429]);
    expect((await world.send("GET", "/local/status")).status).toBe(200);
  });
});

describe("pathPattern", () => {
  it.each([
    ["/admin/v1/Apps", "/admin/v1/Apps/x", true],
    ["/admin/v1/Apps", "/admin/v1/Grants", false],
    ["/admin/v1/*", "/admin/v1/Apps", true],
    ["/admin/v1/*", "/admin/v1/Apps/x", false],
    ["/admin/**", "/admin/v1/Apps/x", true],
    ["/admin/v1/Apps/.s*", "/admin/v1/Apps/xsearch", false],
  ])("%s and %s: %s", (pattern, path, matches) => {
    expect(pathPattern(pattern)(path)).toBe(matches);
  });
});
