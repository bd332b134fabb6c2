import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { commands, needsEngine } from "../../setup/commands.mjs";
import { createMachine } from "./machine.ts";

const project = join(import.meta.dirname, "../..");
const { scripts } = JSON.parse(readFileSync(join(project, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};
const idcsApps = commands["idcs-apps"] ?? { program: "" };

/** Runs `npm run <script> -- <args>` on a machine with an empty cache and no program on its PATH. */
async function npmRun(script: string, ...args: string[]) {
  const { bin, cache, env } = createMachine();
  mkdirSync(cache);
  const [, ...words] = (scripts[script] ?? "").split(" ");
  const child = spawn(process.execPath, [...words, ...args], {
    cwd: project,
    env: { ...env, XDG_CACHE_HOME: cache, HOME: dirname(bin) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, error, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((done) => child.on("close", done)),
  ]);
  return { code, out, error, hasEngine: existsSync(join(cache, "idcs-apps/engine")) };
}

const commandsIn = (help: string) => [...help.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(([, name]) => name);

describe("the commands of package.json", () => {
  it("are those of the table, which says what each of them needs", () => {
    const called = Object.entries(scripts).map(([script, line]) => {
      const [node, run, name = "", ...args] = line.split(" ");
      expect([script, node, run]).toEqual([script, "node", "setup/run.mjs"]);
      return [script, name, needsEngine(commands[name] ?? { program: "" }, args)];
    });
    expect([...new Set(called.map(([, name]) => name))].sort()).toEqual(Object.keys(commands).sort());
    expect(called.filter(([, , engine]) => engine).map(([script]) => script)).toEqual([
      "start",
      "test",
      "test:oldest-engine",
      "pulumi",
      "recover",
      "bench",
    ]);
  });

  it.each([
    ["start", [], true],
    ["recover", ["--stack", "prod"], true],
    ["token", ["payments/ledger"], true],
    ["clients", ["-s", "prod"], true],
    ["drift", ["--stack", "prod"], true],
    ["drift", ["--no-secrets"], false],
    ["token", ["--no-secrets"], true],
    ["token", ["--help"], false],
    ["clients", ["-h"], false],
    ["help", ["token"], false],
    ["--help", [], false],
    ["check", [], false],
    ["request", ["--dry-run"], false],
    ["export-seed", ["seed.yaml", "--url", "https://idcs-1.identity.oraclecloud.com"], false],
  ])("idcs-apps %s %j needs an engine: %s", (command, args, expected) => {
    expect(needsEngine(idcsApps, [command, ...args])).toBe(expected);
  });

  it("need an engine where idcs-apps runs Pulumi, and only there", async () => {
    const { out } = await npmRun("idcs-apps", "--help");
    const names = commandsIn(out.slice(out.indexOf("Commands:")));
    expect(names.filter((name = "") => needsEngine(idcsApps, [name]))).toEqual([
      "start",
      "clients",
      "token",
      "basic",
      "revoke",
      "call",
      "verify",
      "deliver",
      "recover",
      "drift",
      "fleet",
    ]);
    expect(names.filter((name = "") => !needsEngine(idcsApps, [name]))).toEqual([
      "check",
      "catalog",
      "inspect",
      "report",
      "explain",
      "doctor",
      "request",
      "review",
      "adopt",
      "export-seed",
      "init",
      "completion",
      "help",
    ]);
    expect(idcsApps.engine).toHaveLength(11);
  });
});

describe("without an engine", () => {
  it.each([
    ["idcs-apps", ["--help"], "Usage: idcs-apps "],
    ["idcs-apps", ["help", "token"], "Usage: idcs-apps token "],
    ["start", ["--help"], "Usage: idcs-apps start "],
    ["recover", ["-h"], "Usage: idcs-apps recover "],
    ["idcs-apps", ["token", "--help"], "Usage: idcs-apps token "],
    ["idcs-apps", ["clients", "--help"], "Usage: idcs-apps clients "],
    ["idcs-apps", ["request", "--help"], "Usage: idcs-apps request "],
    ["idcs-apps", ["export-seed", "--help"], "Usage: idcs-apps export-seed "],
    ["local-domain", ["--help"], "Usage: local-domain "],
    ["check", [], "1 team with 1 client, 1 environment: no problems found"],
  ])("npm run %s -- %j answers", async (script, args, begin) => {
    const answer = await npmRun(script, ...args);
    expect(answer).toMatchObject({ code: 0, error: "", hasEngine: false });
    expect(answer.out.slice(0, begin.length)).toBe(begin);
  });

  it("npm run idcs-apps -- request says what is missing", async () => {
    const answer = await npmRun("idcs-apps", "request", "--dry-run");
    expect(answer).toMatchObject({ code: 1, out: "", hasEngine: false, error: expect.stringContaining("--team") });
  });

  it("a command that is not in the table is refused", async () => {
    const { code, error } = await npmRun("idcs-apps", "nonsense");
    expect({ code, error }).toEqual({ code: 1, error: "error: unknown command 'nonsense'\n" });
  });
});
