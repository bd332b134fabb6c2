import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningLocalDomain, startLocalDomain } from "../../local/server.ts";
import { run, withoutPython } from "./installed.ts";

let domain: RunningLocalDomain;
beforeAll(async () => {
  domain = await startLocalDomain();
});
afterAll(() => domain?.close());

describe.skipIf(withoutPython)(`Oracle's SDK for Python${withoutPython}`, () => {
  it("finds the admin API as it knows it: every claim of python/sdk.py holds", async () => {
    const said = await run("python", ["sdk.py", domain.url, join(domain.dataFolder, "oci-config")]);
    expect(said).toEqual({ code: 0, out: "", error: "" });
  });
});
