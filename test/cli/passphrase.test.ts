import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";

const project = join(import.meta.dirname, "../..");

/** Runs a command of this project with a stand-in for Pulumi: what that was called with, and with which passphrase. */
function callsOf(args: readonly string[], more: NodeJS.ProcessEnv = {}) {
  const folder = mkdtempSync(join(tmpdir(), "passphrase-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const calls = join(folder, "calls");
  // biome-ignore lint/suspicious/noTemplateCurlyInString: of the shell
  const says = 'echo "${PULUMI_CONFIG_PASSPHRASE-none} $*"';
  writeFileSync(
    join(folder, "pulumi"),
    `#!/bin/sh\n${says} >> ${calls}\n[ "$1" = whoami ] && echo '{"url":"file://${folder}"}' || echo '{}'\n`,
  );
  chmodSync(join(folder, "pulumi"), 0o755);
  const { PULUMI_CONFIG_PASSPHRASE: _, PULUMI_CONFIG_PASSPHRASE_FILE: __, ...env } = process.env;
  const { stderr } = spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", ...args], {
    cwd: project,
    env: { ...env, PATH: `${folder}${delimiter}${env.PATH}`, ...more },
    encoding: "utf8",
  });
  return { calls: readFileSync(calls, "utf8").trim().split("\n"), stderr };
}

describe("the local stack's passphrase", () => {
  it.each([
    [["clients"], "local stack output --json --show-secrets --stack dev"],
    [["clients", "-s", "dev"], "local stack output --json --show-secrets --stack dev"],
    [["clients", "--stack=prod"], "none stack output --json --show-secrets --stack prod"],
    [["clients", "-sprod"], "none stack output --json --show-secrets --stack prod"],
    [["clients", "-s", "dev", "-s", "prod"], "none stack output --json --show-secrets --stack prod"],
    [["token", "dev", "--stack", "prod"], "none stack output --json --show-secrets --stack prod"],
    [
      ["deliver", "--all", "--json-file", "x", "--stack", "prod"],
      "none stack output --json --show-secrets --stack prod",
    ],
    [["token", "payments/ledger"], "local stack output --json --show-secrets --stack dev"],
  ])("is what Pulumi gets from idcs-apps %j as the stack says", (args, call) => {
    expect(callsOf(["cli/main.ts", ...args]).calls).toEqual([call]);
  });

  it("is for no other stack that is recovered", () => {
    expect(callsOf(["cli/main.ts", "recover", "-s=prod"]).calls.map((call) => call.split(" ")[0])).toEqual([
      "none",
      "none",
    ]);
  });

  it("goes to `npm run pulumi` for the local stack alone", () => {
    expect(callsOf(["setup/pulumi.mjs", "up", "--stack", "dev"]).calls).toEqual(["local up --stack dev"]);
    expect(callsOf(["setup/pulumi.mjs", "stack", "init", "-s=p3"]).calls).toEqual(["none stack init -s=p3"]);
    expect(callsOf(["setup/pulumi.mjs", "-C", ".", "stack", "init", "p4"]).calls).toEqual(["none -C . stack init p4"]);
  });
});

describe("a log with secrets in it", () => {
  it("is not written by `npm run pulumi` without consent", () => {
    const env = { IDCS_APPS_SECRETS_IN_LOGS: "1" };
    const args = ["setup/pulumi.mjs", "up", "--stack", "dev", "--tracing=file:trace"];
    expect(callsOf(args, env).calls).toEqual(["local up --stack dev --tracing=file:trace"]);
    expect(() => callsOf(args)).toThrow("ENOENT");
  });
});
