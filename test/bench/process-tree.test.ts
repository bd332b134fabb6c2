import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { commandLineOf, parseStat } from "../../bench/linux-process.ts";
import { ownPart, ProcessTree } from "../../bench/process-tree.ts";

describe("parseStat", () => {
  it("is not misled by brackets and blanks in a program's name", () => {
    const stat = `42 (a) b (c) S 7 ${Array(9).fill(0).join(" ")} 150 50 0 0 20 0 1 0 9876 0`;
    expect(parseStat(stat)).toEqual({ pid: 42, parent: 7, started: 9876, cpuSeconds: 2 });
  });
});

describe("ownPart", () => {
  it("gives processes that begin no part to their parent's", () => {
    expect(ownPart([])).toBeUndefined();
    expect(ownPart(["node", "--version"])).toBeUndefined();
    expect(ownPart(["pulumi-language-nodejs", "127.0.0.1:1234"])).toBeUndefined();
  });

  it("knows the plugin's launcher, the plugin and the program", () => {
    expect(ownPart(["/bin/sh", "project/provider/pulumi-resource-oci", "127.0.0.1:1"])).toBe("plugin");
    expect(ownPart(["node", "project/provider/main.ts", "127.0.0.1:1"])).toBe("plugin");
    expect(ownPart(["node", "project/node_modules/@pulumi/pulumi/cmd/run", "--stack=dev"])).toBe("program");
  });
});

const withoutProc = process.platform === "linux" ? "" : " (skipped: only Linux has /proc)";

describe.skipIf(withoutProc)(`ProcessTree${withoutProc}`, () => {
  it("ends the processes of its tree, the children too", async () => {
    const parent = spawn(process.execPath, [
      "-e",
      'const c = require("node:child_process").spawn("sleep", ["60"]); console.log(c.pid); setInterval(() => {}, 1000)',
    ]);
    const ended = once(parent, "exit");
    const [line] = (await once(parent.stdout, "data")) as [Buffer];
    const tree = new ProcessTree(parent.pid ?? 0);
    expect(tree.memory().engine).toBeGreaterThan(10_000_000);
    tree.kill();
    await ended;
    await expect.poll(() => commandLineOf(Number(line.toString()))).toEqual([]);
  });
});
