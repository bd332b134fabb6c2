import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ownCommand } from "../../../setup/own-command.mjs";
import { oneLine } from "../../../wording/one-line.ts";
import { redactionFor } from "../../explain/read/secrets.ts";
import { folderOfBackend, namedBackend, shownBackend as shown } from "../../pulumi/backend-url.ts";
import { runProgram } from "../../pulumi/run-program.ts";
import { failed, notChecked, ok, type Result } from "../check.ts";
import type { FoundEngine } from "./engine.ts";
import { knownBadPair } from "./known-bad-pairs.ts";

/** Where the stacks' states are, and whether it can be written: a probe is written there and deleted. */
export async function checkBackend(
  folder: string,
  env: NodeJS.ProcessEnv,
  engine: FoundEngine | undefined,
): Promise<Result> {
  const named = namedBackend(folder, env);
  const path = named === undefined ? undefined : folderOfBackend(named, folder);
  if (named !== undefined && path !== undefined) return probeFolder(path, named);
  if (engine === undefined)
    return notChecked(
      named === undefined
        ? "there is no engine to ask which backend is used"
        : `there is no engine to ask ${shown(named)}`,
    );
  const asked = await runProgram("pulumi", ["whoami", "--json", "--non-interactive"], { cwd: folder, env });
  const { url = "" } = (asked.code === 0 ? JSON.parse(asked.stdout) : {}) as { url?: string };
  const loggedInto = folderOfBackend(url, folder);
  if (loggedInto !== undefined) return probeFolder(loggedInto, url);
  if (/^https?:/.test(url))
    return ok(`${shown(url)} accepts the login; a probe was not written, because Pulumi Cloud shows it to others`);
  const bad = knownBadPair(named ?? url, engine.version, env);
  const result = asked.code === 0 ? await probeByEngine(named, url, env) : refused(named, asked.stderr, env);
  if (bad === undefined) return result;
  // What is known of others is not proven here, if the probe was written.
  return result.state === "ok"
    ? { state: "warning", found: `${result.found}. It is known to fail elsewhere: ${bad.found}`, fix: bad.fix }
    : { ...result, found: `${result.found}. ${bad.found}`, fix: bad.fix };
}

function probeFolder(path: string, url: string): Result {
  if (!existsSync(path) || !statSync(path).isDirectory())
    return failed(
      `${shown(url)}: there is no such folder`,
      `Create the folder: \`mkdir -p\` with its path. \`${ownCommand("start")}\` creates that of the local stack.`,
    );
  const probe = join(path, `.idcs-apps-doctor-${randomUUID()}`);
  try {
    writeFileSync(probe, "probe", { flag: "wx", mode: 0o600 });
    rmSync(probe);
  } catch (error) {
    const { code = "unknown reason" } = error as NodeJS.ErrnoException;
    return failed(
      `${shown(url)}: a file cannot be written there and deleted (${code})`,
      "Give this user the right to write to the folder, and space on its disk.",
    );
  }
  return ok(`${shown(url)}: a probe was written and deleted`);
}

/** The name of the project and of the stack that are the probe. */
const probe = { project: "idcs-apps-doctor", stack: "probe" };

/**
 * Writes a probe to any other store as the engine writes states, and deletes it: an empty stack of a project of its own. The
 * engine keeps a backup of 0.4 KB of a stack that it deletes, always the same object.
 */
async function probeByEngine(named: string | undefined, url: string, env: NodeJS.ProcessEnv): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "idcs-apps-doctor-"));
  const { PULUMI_CONFIG_PASSPHRASE_FILE: _, PULUMI_STACK: __, ...inherited } = env;
  const own = {
    ...inherited,
    // Without a name it is that of `pulumi login`, which knows more of it than it prints.
    ...(named !== undefined && { PULUMI_BACKEND_URL: named }),
    PULUMI_CONFIG_PASSPHRASE: randomUUID(),
  };
  const run = (...args: string[]) =>
    runProgram("pulumi", [...args, "--non-interactive"], { cwd: folder, env: own, timeout: 120_000 });
  try {
    writeFileSync(join(folder, "Pulumi.yaml"), `name: ${probe.project}\nruntime: nodejs\n`);
    const init = () => run("stack", "init", probe.stack, "--secrets-provider", "passphrase");
    let created = await init();
    if (created.code !== 0 && /already exists/.test(created.stderr)) {
      // An earlier run was ended before it deleted its probe.
      await run("stack", "rm", probe.stack, "--yes", "--force");
      created = await init();
    }
    if (created.code !== 0) return refused(url, created.stderr, env);
    const removed = await run("stack", "rm", probe.stack, "--yes", "--force");
    if (removed.code !== 0)
      return failed(
        `${shown(url)}: the engine wrote a probe and could not delete it: ${said(removed.stderr)}`,
        `Allow the engine to delete objects, and delete .pulumi/stacks/${probe.project}/.`,
      );
    return ok(
      `${shown(url)}: the engine wrote a probe and deleted it; its backup of 0.4 KB stays in .pulumi/stacks/${probe.project}/`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function refused(url: string | undefined, stderr: string, env: NodeJS.ProcessEnv): Result {
  const where = url === undefined ? "the backend" : shown(url);
  const hint =
    /checksum|aws-chunked|NotImplemented|STREAMING-|x-amz-content-sha256/i.test(stderr) &&
    !env.AWS_REQUEST_CHECKSUM_CALCULATION
      ? "The store refuses the engine's checksums: set AWS_REQUEST_CHECKSUM_CALCULATION=when_required."
      : "Check PULUMI_BACKEND_URL (or `pulumi login`), and the store's credentials and rights.";
  if (/requires logging in/.test(stderr))
    return failed(
      "no backend is chosen",
      "Set PULUMI_BACKEND_URL, or backend.url in Pulumi.yaml, or run `pulumi login`.",
    );
  return failed(`${where}: the engine cannot use it: ${said(stderr)}`, hint);
}

function said(stderr: string): string {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  const line = lines.find((one) => /error/i.test(one)) ?? lines.at(-1) ?? "no reason";
  return redactionFor(stderr).shown(oneLine(line.replace(/^error:\s*/, ""), 300));
}
