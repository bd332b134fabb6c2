import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Processes } from "../processes/start.ts";

const checkout = resolve(import.meta.dirname, "..", "..");
const skipped = process.platform === "linux" ? "" : " (skipped: the executable is for Linux)";

describe.skipIf(skipped)(`the local domain as an executable${skipped}`, () => {
  let base: string;
  const processes = new Processes();
  beforeAll(() => {
    base = mkdtempSync(join(tmpdir(), "local-domain-executable-"));
    const made = spawnSync(process.execPath, [join(checkout, "archive", "local-domain.ts"), base], {
      encoding: "utf8",
    });
    if (made.status !== 0) throw new Error(made.stderr);
  });
  afterAll(() => {
    processes.end();
    rmSync(base, { recursive: true, force: true });
  });

  /** Serves until SIGTERM, without a Node on PATH, and returns what a request gives. */
  async function served(): Promise<{ line: string; status: number }> {
    const args = ["serve", "--port", "0", "--data", join(base, "data")];
    const env = { PATH: "/nowhere", TMPDIR: base };
    const child = processes.start(join(base, "idcs-local-domain"), args, { env, cwd: base });
    const [line] = (await once(createInterface(child.stdout), "line")) as [string];
    const { status } = await fetch(`${/http:\S+(?=,)/.exec(line)?.[0]}/admin/v1/ServiceProviderConfig`);
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
    return { line, status };
  }

  it("serves and keeps a domain, and leaves nothing but its data folder", async () => {
    const first = await served();
    expect(first.line).toMatch(/^Local identity domain at http:\/\/127\.0\.0\.1:\d+, data in /);
    expect((await served()).status).toBe(first.status);
    expect(readdirSync(base).toSorted()).toEqual(["data", "idcs-local-domain"]);
  });
});
