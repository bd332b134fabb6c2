import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Processes } from "../processes/start.ts";

const checkout = resolve(import.meta.dirname, "..", "..");
const containerfile = readFileSync(join(checkout, "Containerfile"), "utf8");

/** The arguments of an instruction in the exec form. */
function execForm(instruction: string): string[] {
  const [, list = "[]"] = new RegExp(`^${instruction}.* ?(\\[.*\\])$`, "m").exec(containerfile) ?? [];
  return JSON.parse(list) as string[];
}

describe("the Containerfile", () => {
  let base: string;
  const processes = new Processes();
  beforeAll(() => {
    base = mkdtempSync(join(tmpdir(), "local-domain-container-"));
    mkdirSync(join(base, "data"));
  });
  afterAll(() => {
    processes.end();
    rmSync(base, { recursive: true, force: true });
  });

  /** A command of the container, with its folders beneath a temporary one and on a free port. */
  const here = ([program = "", ...args]: readonly string[]): [string, string[]] => [
    program === "node" ? process.execPath : program,
    args.map((arg) => (/^\/(app|data)\b/.test(arg) ? join(base, arg) : arg === "8943" ? "0" : arg)),
  ];

  it("runs as another user than root, and publishes the port on which it serves", () => {
    expect(/^USER (.+)$/m.exec(containerfile)?.[1]).toBe("1000");
    expect(/^EXPOSE (.+)$/m.exec(containerfile)?.[1]).toBe(execForm("CMD")[4]);
  });

  it("has commands that build and serve a domain, which its health check finds and SIGTERM ends", async () => {
    const [, program = "", ...build] = /^RUN (node) (\S+) (\S+) (\S+)$/m.exec(containerfile) ?? [];
    const [node, args] = here([program, ...build]);
    expect(spawnSync(node, args, { cwd: checkout, encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });

    const served = processes.start(...here([...execForm("ENTRYPOINT"), ...execForm("CMD")]), { cwd: base });
    const [line] = (await once(createInterface(served.stdout), "line")) as [string];
    const url = /http:\S+(?=,)/.exec(line)?.[0];
    expect(line).toBe(`Local identity domain at ${url}, data in ${join(base, "data")}`);
    const discovery = await fetch(`${url}/.well-known/openid-configuration`);
    expect(await discovery.json()).toMatchObject({ token_endpoint: expect.stringMatching(/\/oauth2\/v1\/token$/) });
    expect(statSync(join(base, "data")).mode & 0o777).toBe(0o700);

    const health = (): number | null => spawnSync(...here(execForm("HEALTHCHECK"))).status;
    expect(health()).toBe(0);
    served.kill("SIGTERM");
    expect(await once(served, "exit")).toEqual([0, null]);
    expect(health()).toBe(1);
  });

  const builder = ["docker", "podman", "buildah"].find((one) => spawnSync(one, ["info"]).status === 0);
  const baseImage = "docker.io/library/node:24-bookworm-slim";
  const isReachable = builder !== undefined && spawnSync(builder, ["pull", baseImage]).status === 0;
  const reason =
    builder === undefined ? "no docker, podman or buildah runs here" : `${builder} cannot pull ${baseImage}`;
  const skipped = isReachable ? "" : ` (skipped: ${reason})`;
  it.skipIf(skipped)(`builds an image${skipped}`, () => {
    const args = ["build", "--file", "Containerfile", "--tag", "idcs-apps-local-domain-test", "."];
    const { status, stderr } = spawnSync(String(builder), args, { cwd: checkout, encoding: "utf8" });
    expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
  });
});
