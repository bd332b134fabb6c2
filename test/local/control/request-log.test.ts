import { beforeEach, describe, expect, it } from "vitest";
import { maskedTarget } from "../../../local/control/masked-target.ts";
import { renderRequest } from "../../../local/control/request-log.ts";
import { clientBody, openWorld, type World } from "../world.ts";

let world: World;
beforeEach(async () => {
  world = await openWorld();
});

describe("/local/requests", () => {
  it.each(["since=x", "limit=0", "since=-1", "page=1"])("refuses ?%s", async (query) => {
    expect((await world.send("GET", `/local/requests?${query}`)).status).toBe(400);
  });

  it("records who sent what and with which outcome, without bodies, headers and secrets", async () => {
    const secret = (await world.admin("POST", "/admin/v1/Apps", clientBody())).body.clientSecret;
    await world.send("GET", "/admin/v1/Apps?filter=x&access_token=abc", { authorization: "Bearer abc" });
    await world.token("nobody", "wrong-secret", { grant_type: "client_credentials" });
    const { body } = await world.send("GET", "/local/requests");
    const shared = { time: "2026-11-21T12:00:00.000Z", milliseconds: expect.any(Number) };
    expect(body).toEqual([
      {
        ...shared,
        sequence: 1,
        method: "POST",
        path: "/admin/v1/Apps",
        status: 201,
        requestBytes: JSON.stringify(clientBody()).length,
        caller: "Ana Admin",
      },
      {
        ...shared,
        sequence: 2,
        method: "GET",
        path: "/admin/v1/Apps?filter=x&access_token=***",
        status: 401,
        requestBytes: 0,
        refusal: "error.common.common.accessDenied",
        reason: "This domain did not sign it.",
      },
      {
        ...shared,
        sequence: 3,
        method: "POST",
        path: "/oauth2/v1/token",
        status: 401,
        requestBytes: 0,
        refusal: "invalid_client",
        reason: "There is no OAuth client of that ID.",
      },
    ]);
    expect(JSON.stringify(body)).not.toMatch(new RegExp(`${secret}|wrong-secret`));
  });

  it("names the client that authenticated", async () => {
    const { name, clientSecret } = (await world.admin("POST", "/admin/v1/Apps", clientBody())).body;
    await world.token(name, clientSecret, { grant_type: "client_credentials", scope: "urn:opc:idm:__myscopes__" });
    expect(world.domain.requests.at(-1)).toMatchObject({ path: "/oauth2/v1/token", caller: "orders-sync" });
  });

  it("pages forward from a sequence, and shows the last requests without one", async () => {
    for (const id of ["a", "b", "c", "d"]) await world.send("GET", `/admin/v1/Apps/${id}`);
    const sequences = async (query: string) =>
      (await world.send("GET", `/local/requests${query}`)).body.map((one: { sequence: number }) => one.sequence);
    expect(await sequences("")).toEqual([1, 2, 3, 4]);
    expect(await sequences("?limit=2")).toEqual([3, 4]);
    expect(await sequences("?since=1&limit=2")).toEqual([2, 3]);
    expect(await sequences("?since=4")).toEqual([]);
  });

  it("is empty after DELETE, and the sequence goes on", async () => {
    await world.send("GET", "/admin/v1/Apps");
    expect((await world.send("DELETE", "/local/requests")).status).toBe(204);
    expect((await world.send("GET", "/local/requests")).body).toEqual([]);
    await world.send("GET", "/admin/v1/Apps");
    expect(world.domain.requests.map(({ sequence }) => sequence)).toEqual([2]);
  });
});

describe("maskedTarget", () => {
  it.each([
    ["/oauth2/v1/authorize?state=abc&client_id=x", "/oauth2/v1/authorize?state=***&client_id=x"],
    ["/x?CODE=1&code%5Fverifier=2&id_token_hint=3", "/x?CODE=***&code%5Fverifier=***&id_token_hint=***"],
    ["/x?password", "/x?password=***"],
    ["/x?%zz=1&filter=a+eq+%22token%22", "/x?%zz=1&filter=a+eq+%22token%22"],
    ["/x", "/x"],
  ])("turns %s into %s", (target, masked) => {
    expect(maskedTarget(target)).toBe(masked);
  });
});

describe("renderRequest", () => {
  const entry = {
    sequence: 1,
    time: "2026-11-21T12:00:00.000Z",
    method: "GET",
    path: "/x",
    milliseconds: 3,
    requestBytes: 0,
  };

  it("is one line", () => {
    expect(renderRequest({ ...entry, status: 200 })).toBe("2026-11-21T12:00:00.000Z GET /x 200 (3 ms)");
    expect(renderRequest({ ...entry, status: 0, caller: "Ana Admin", refusal: "x.y", reason: "No." })).toBe(
      "2026-11-21T12:00:00.000Z GET /x dropped (3 ms, Ana Admin, x.y, No.)",
    );
  });
});
