import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { oneLine } from "../../wording/one-line.ts";
import { CommandError } from "../errors/command-error.ts";
import { absoluteBackend, namedBackend, shownBackend } from "./backend-url.ts";
import { runProgram } from "./run-program.ts";

/** A lock of a stack, as Pulumi writes it into a backend. */
export interface Lock {
  readonly pid: number;
  readonly username: string;
  readonly hostname: string;
  readonly timestamp: string;
}

/** How Pulumi describes a lock: `…: created by ana@build-7 (pid 4711) at 2026-01-02T03:04:05Z`. */
const described = /created by (\S+)@(\S+) \(pid (\d+)\) at (\S+)/g;

/**
 * The locks of an existing stack in a backend that only the engine can read (`s3://`, `gs://`, `azblob://`, `postgres://`). The engine is asked to
 * create the stack: it looks at the locks first, and then finds that the stack exists, so nothing changes.
 *
 * @param folder the project's folder
 * @throws CommandError if the backend is Pulumi Cloud, which has no such locks, or if the engine says neither
 */
export async function locksByEngine(
  { folder, project, url }: { readonly folder: string; readonly project: string; readonly url: string },
  stack: string,
  env: NodeJS.ProcessEnv,
): Promise<Lock[]> {
  if (/^https?:/.test(url))
    throw new CommandError(
      `The backend ${shownBackend(url)} has its own locks: \`pulumi cancel --stack ${stack}\` breaks one.`,
    );
  const own = mkdtempSync(join(tmpdir(), "idcs-apps-recover-"));
  const { PULUMI_CONFIG_PASSPHRASE_FILE: _, PULUMI_STACK: __, ...inherited } = env;
  const named = namedBackend(folder, env);
  try {
    writeFileSync(join(own, "Pulumi.yaml"), stringify({ name: project, runtime: "nodejs" }));
    const args = ["stack", "init", stack, "--no-select", "--secrets-provider", "passphrase", "--non-interactive"];
    const { stderr } = await runProgram("pulumi", args, {
      cwd: own,
      env: {
        ...inherited,
        ...(named !== undefined && { PULUMI_BACKEND_URL: absoluteBackend(named, folder) }),
        PULUMI_CONFIG_PASSPHRASE: randomUUID(),
        PULUMI_SKIP_UPDATE_CHECK: "true",
      },
      timeout: 120_000,
    });
    if (/already exists/.test(stderr)) return [];
    const locks = [...stderr.matchAll(described)].map(([, username = "", hostname = "", pid, timestamp = ""]) => ({
      pid: Number(pid),
      username,
      hostname,
      timestamp,
    }));
    if (locks.length > 0) return locks;
    // What the engine says may have the backend's URL, with a password.
    throw new CommandError(
      `The backend ${shownBackend(url)} does not say whether the stack "${stack}" is locked: ${oneLine(stderr.replaceAll(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, "…"), 300)}`,
    );
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}
