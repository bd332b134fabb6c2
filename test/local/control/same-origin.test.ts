import { beforeAll, describe, expect, it } from "vitest";
import { openWorld, type World } from "../world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});

describe("endpoints under /local", () => {
  it.each(["evil.example", "evil.example:8943", "127.0.0.1.evil.example", "localhost.evil.example:80"])(
    "refuse the Host %s",
    async (host) => {
      const { status, body } = await world.send("GET", "/local/status", { host });
      expect({ status, body }).toEqual({ status: 403, body: { problems: ["The Host is not this machine."] } });
    },
  );

  it.each(["https://evil.example", "null", "http://127.0.0.1:9999"])("refuse the Origin %s", async (origin) => {
    const { status, body } = await world.send("DELETE", "/local/faults", { host: "127.0.0.1:8943", origin });
    expect({ status, body }).toEqual({ status: 403, body: { problems: ["The Origin is another site."] } });
  });

  it("answer 404 for an unknown endpoint", async () => {
    const { status, body } = await world.send("POST", "/local/clock");
    expect({ status, body }).toEqual({ status: 404, body: { problems: ["There is no POST /local/clock."] } });
  });

  it.each(["127.0.0.1:8943", "localhost:1", "[::1]:8943", "domain.test"])("answer for the Host %s", async (host) => {
    expect((await world.send("GET", "/local/status", { host, origin: `http://${host}` })).status).toBe(200);
  });

  it("are not in the request log of the domain", async () => {
    await world.send("GET", "/local/status");
    expect(world.domain.requests).toEqual([]);
  });
});
