import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runJava, withoutJava } from "./installed.ts";
import { administratorToken, type ClientWorld, openClientWorld } from "./world.ts";

let world: ClientWorld;
beforeAll(async () => {
  world = await openClientWorld();
});
afterAll(() => world?.domain.close());

describe.skipIf(withoutJava)(`UnboundID's SCIM 2 SDK${withoutJava}`, () => {
  it("manages users, groups and apps: every claim of java/UnboundIdClient.java holds", async () => {
    const told = [world.domain.url, await administratorToken(world)];
    expect(await runJava("UnboundIdClient", told)).toEqual({ code: 0, out: "", error: "" });
  });
});
