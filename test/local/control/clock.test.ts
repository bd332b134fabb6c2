import { beforeEach, describe, expect, it } from "vitest";
import { openWorld, type World } from "../world.ts";

let world: World;
beforeEach(async () => {
  world = await openWorld();
});

const put = (body: unknown) => world.send("PUT", "/local/clock", {}, JSON.stringify(body));

describe("/local/clock", () => {
  const form = 'It must be {"now": "<ISO 8601 time>"} or {"advance": <seconds, at most ten years>}.';

  it.each([
    [{}, form],
    [{ now: "2026-11-21T12:00:00Z", advance: 1 }, form],
    [{ advance: "60" }, form],
    [{ now: "yesterday" }, "now: Invalid ISO datetime"],
    [{ advance: 1e12 }, "advance: Too big: expected number to be <=315360000"],
  ])("refuses %j", async (sent, problem) => {
    const { status, body } = await put(sent);
    expect({ status, body }).toEqual({ status: 400, body: { problems: [problem] } });
  });

  it("refuses a body that is not JSON", async () => {
    const { status, body } = await world.send("PUT", "/local/clock", {}, "now");
    expect({ status, body }).toEqual({ status: 400, body: { problems: ["The body is not valid JSON."] } });
  });

  it("refuses a year that cannot be written", async () => {
    await put({ now: "9999-12-31T23:00:00Z" });
    const { status, body } = await put({ advance: 86_400 });
    expect({ status, body }).toEqual({
      status: 400,
      body: { problems: ["advance: the clock would leave the years 1970 to 9999."] },
    });
  });

  it("moves with its source until it is fixed", async () => {
    expect((await put({ advance: 60 })).body).toEqual({ now: "2026-11-21T12:01:00.000Z", mode: "moved" });
    world.clock.now = new Date("2026-11-21T13:00:00Z");
    expect((await world.send("GET", "/local/clock")).body).toEqual({ now: "2026-11-21T13:01:00.000Z", mode: "moved" });
    await put({ now: "2030-01-01T01:00:00+01:00" });
    world.clock.now = new Date("2026-11-21T14:00:00Z");
    expect((await put({ advance: -60 })).body).toEqual({ now: "2029-12-31T23:59:00.000Z", mode: "fixed" });
  });

  it("is real again after DELETE", async () => {
    await put({ now: "2030-01-01T00:00:00Z" });
    expect((await world.send("DELETE", "/local/clock")).body).toEqual({
      now: "2026-11-21T12:00:00.000Z",
      mode: "real",
    });
  });

  it("decides when signatures are too old", async () => {
    await put({ advance: 3600 });
    expect((await world.admin("GET", "/admin/v1/Apps")).status).toBe(401);
    world.clock.now = new Date("2026-11-21T11:00:00Z");
    await world.send("DELETE", "/local/clock");
    expect((await world.admin("GET", "/admin/v1/Apps")).status).toBe(200);
  });
});
