import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Processes } from "../../processes/start.ts";

const main = join(import.meta.dirname, "../../../local/main.ts");
const processes = new Processes();
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "default-port-"));
  mkdirSync(join(folder, "environments"));
});
afterAll(() => {
  processes.end();
  rmSync(folder, { recursive: true });
});

/** The port that `serve` takes in a project with this environment, as its help says. */
async function portWith(environment: string | undefined): Promise<string | undefined> {
  const file = join(folder, "environments/dev.yaml");
  rmSync(file, { force: true });
  if (environment !== undefined) writeFileSync(file, environment);
  const { stdout } = processes.start(process.execPath, [main, "serve", "--help"], { cwd: folder });
  return /--port .*\(default:\s+(\d+)\)/s.exec(await text(stdout))?.[1];
}

describe("the local domain's port", () => {
  it.each([
    ["identityDomain: { url: http://127.0.0.1:18101 }\n", "18101"],
    ["identityDomain:\n  url: http://localhost:9000/\n", "9000"],
    ["identityDomain: { url: http://127.0.0.1 }\n", "80"],
    ["identityDomain: { url: https://idcs-1.identity.oraclecloud.com }\n", "8943"],
    ["identityDomain: {}\n", "8943"],
    ["identityDomain: {\n", "8943"],
    [undefined, "8943"],
  ])("is, with environments/dev.yaml %j, %s", async (environment, port) => {
    expect(await portWith(environment)).toBe(port);
  });

  it("is the one of --port, whatever the environment says", async () => {
    writeFileSync(join(folder, "environments/dev.yaml"), "identityDomain: { url: http://127.0.0.1:1 }\n");
    const domain = processes.start(process.execPath, [main, "serve", "--port", "0"], { cwd: folder });
    const line = String(await new Promise((said) => domain.stdout.once("data", said)));
    expect(line).toMatch(/^Local identity domain at http:\/\/127\.0\.0\.1:\d{2,}, data in /);
    domain.kill();
  });
});
