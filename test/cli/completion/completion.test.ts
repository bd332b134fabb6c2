import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { candidates } from "../../../cli/completion/candidates.ts";
import { projectNames } from "../../../cli/completion/project-names.ts";
import { completionScript, type Shell, shells } from "../../../cli/completion/scripts.ts";
import { program } from "../../../cli/program.ts";
import { folderWith } from "../../manifest/world.ts";

const checkout = resolve(import.meta.dirname, "../../..");

const hostile = [
  "$(touch hostile)",
  "`touch hostile`",
  "; touch hostile",
  "a b",
  "'",
  '"',
  "*",
  "\u001b[2J",
  "-rf",
  "a/b",
];
const files = {
  "teams/payments.yaml": `team: payments\nclients:\n${["ledger", "portal", ...hostile].map((name) => `  - name: ${JSON.stringify(name)}\n`).join("")}`,
  "teams/shop.yaml": "team: shop\nclients: [{ name: robot }]\n",
  "teams/hostile.yaml": `team: "$(touch hostile)"\nclients: [{ name: x }]\n`,
  "teams/broken.yaml": "{",
  "environments/dev.yaml": "{}",
  "environments/prod.yaml": "{}",
  "Pulumi.yaml": "name: idcs-apps\n",
  "Pulumi.dev.payments.yaml": "config: {}\n",
};

const namesOf = (folder: string) => (kind: Parameters<typeof projectNames>[1]) => projectNames(folder, kind);

describe("the names of a project", () => {
  it("are those of its files, without any that a shell could take for something else", () => {
    const names = namesOf(folderWith(files));
    expect(names("clients")).toEqual(["payments/ledger", "payments/portal", "shop/robot"]);
    expect(names("teams")).toEqual(["payments", "shop"]);
    expect(names("environments")).toEqual(["dev", "prod"]);
    expect(names("stacks")).toEqual(["dev", "dev.payments", "prod"]);
  });

  it("are none in a folder without a project", () => {
    const names = namesOf(folderWith({ "a.txt": "" }));
    expect((["clients", "teams", "environments", "stacks"] as const).flatMap(names)).toEqual([]);
  });
});

describe("candidates", () => {
  const names = { clients: ["payments/ledger"], teams: ["payments"], environments: ["dev"], stacks: ["dev", "prod"] };
  const complete = (...words: string[]) => candidates(program, words, (kind) => names[kind]);

  it("are all commands at the beginning, without hidden ones", () => {
    const commands = program.commands.map((command) => command.name()).filter((name) => name !== "complete");
    expect(complete("").sort()).toEqual([...commands, "help"].sort());
  });

  it.each([
    ["a command", ["dri"], ["drift"]],
    ["a command of a command", ["drift", "a"], ["accept"]],
    ["an option", ["drift", "--sta"], ["--stack"]],
    ["an option of the command that it belongs to", ["drift", "accept", "--junit"], ["--junit"]],
    ["help", ["check", "--h"], ["--help"]],
    ["a stack", ["drift", "--stack", ""], ["dev", "prod"]],
    ["a stack by the short option", ["drift", "-s", "p"], ["prod"]],
    ["a stack behind =", ["drift", "--stack=p"], ["--stack=prod"]],
    ["a stack behind =, as bash separates words", ["drift", "--stack", "=", "p"], ["prod"]],
    ["a team", ["drift", "--team", "p"], ["payments"]],
    ["a client", ["deliver", "pay"], ["payments/ledger"]],
    ["a client behind an option with a value", ["deliver", "--stack", "dev", ""], ["payments/ledger"]],
    ["clients that are accepted, one after another", ["drift", "accept", "shop/x", ""], ["payments/ledger"]],
    ["a shell", ["completion", "z"], ["zsh"]],
    ["nothing for a file", ["export-seed", ""], []],
    ["nothing for a value that nobody knows", ["catalog", "--app", ""], []],
    ["no option behind --", ["deliver", "--", "--s"], []],
    ["nothing for a command that is not there", ["nonsense", "--nonsense="], []],
  ])("complete %s", (_, words, expected) => {
    expect(complete(...words)).toEqual(expected);
  });

  it("complete every option of every command", () => {
    for (const command of program.commands)
      for (const { long, hidden } of command.options)
        if (long !== undefined && !hidden) expect(complete(command.name(), long)).toContain(long);
  });
});

/** Completes a line in bash, by the script, in an empty folder: the answers, and what the folder has afterwards. */
function inBash(words: readonly string[], project: Readonly<Record<string, string>> = files) {
  const folder = folderWith(project);
  mkdirSync(join(folder, "elsewhere"));
  const script = completionScript("bash", { project: folder, code: checkout, node: process.execPath });
  writeFileSync(join(folder, "script"), script);
  const line = `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _idcs_apps; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync("bash", ["-c", line, "bash", join(folder, "script"), "idcs-apps", ...words], {
    cwd: join(folder, "elsewhere"),
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  const created = [folder, join(folder, "elsewhere")].some((place) => existsSync(join(place, "hostile")));
  return { found: stdout.trim().split("\n"), created, left: readdirSync(join(folder, "elsewhere")) };
}

describe("completion", () => {
  it("completes clients in bash from any folder, and executes nothing that a manifest says", () => {
    expect(inBash(["deliver", "pay"])).toEqual({
      found: ["payments/ledger", "payments/portal"],
      created: false,
      left: [],
    });
  });

  it("executes nothing in bash that is on the command line", () => {
    expect(inBash(["deliver", "$(touch hostile)"])).toEqual({ found: [""], created: false, left: [] });
  });

  it.each(shells)("quotes places with any characters in %s", (shell: Shell) => {
    const script = completionScript(shell, { project: "/a'b $(x)", code: "/a'b $(x)", node: "/n'ode" });
    const quoted = shell === "fish" ? "'/a\\'b $(x)'" : "'/a'\\''b $(x)'";
    expect(script).toContain(quoted);
    expect(script.replaceAll(quoted, "").replaceAll(quoted.slice(0, -1), "")).not.toContain("$(x)");
  });

  it("defines the command in bash if there is none, with the arguments as they are", () => {
    const folder = folderWith({
      "setup/idcs-apps.mjs": "console.log(JSON.stringify([process.cwd(), ...process.argv.slice(2)]))",
    });
    const script = completionScript("bash", { project: folder, code: folder, node: process.execPath });
    const { stdout } = spawnSync("bash", ["-c", `${script}\nidcs-apps check 'a b' '$x'`], {
      encoding: "utf8",
      cwd: "/",
    });
    expect(JSON.parse(stdout)).toEqual([folder, "check", "a b", "$x"]);
  });
});
