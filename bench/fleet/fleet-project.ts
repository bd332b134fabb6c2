import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Cleanup } from "../cleanup.ts";
import { administrator, type LocalDomainProcess, startLocalDomainProcess } from "../local-domain-process.ts";
import { type RecordingProxy, startRecordingProxy } from "../recording-proxy.ts";
import type { Command } from "./command.ts";
import { type BenchClient, fleetManifests } from "./manifests.ts";

/** A project of its own with this program and many teams, and a local identity domain with Premium limits behind a proxy. */
export interface FleetProject {
  readonly folder: string;
  readonly domain: LocalDomainProcess;
  readonly proxy: RecordingProxy;
  /** Writes the teams' manifests. */
  declare(clients: readonly BenchClient[]): void;
  /** A command of `idcs-apps`. */
  command(args: readonly string[], codes?: readonly number[]): Command;
  /** Commits the project's files, and returns the commit. */
  commit(): string;
}

/** The environment of the teams' stacks. */
export const environment = "bench";

const checkout = resolve(import.meta.dirname, "..", "..");
const linked = ["components", "identity-domain", "index.ts", "manifest", "naming", "node_modules", "oauth", "provider"];
const alsoLinked = ["setup", "vault", "wording"];
// main.mjs imports what is beside it.
const copied = ["main.mjs", "package.json", "package-lock.json", "Pulumi.yaml"];

/** Makes the project in a temporary folder; the cleanup removes it. */
export async function createFleetProject(cleanup: Cleanup): Promise<FleetProject> {
  const outside = mkdtempSync(join(tmpdir(), "idcs-apps-bench-"));
  cleanup.add(() => rmSync(outside, { recursive: true, force: true }));
  const folder = join(outside, "project");
  for (const kept of ["project/teams", "project/environments", "state", "home"])
    mkdirSync(join(outside, kept), { recursive: true });
  for (const name of [...linked, ...alsoLinked]) symlinkSync(join(checkout, name), join(folder, name));
  for (const name of copied) cpSync(join(checkout, name), join(folder, name));

  const domain = await startLocalDomainProcess(join(outside, "domain"), cleanup, ["--domain-type", "premium"]);
  const proxy = await startRecordingProxy(domain.url);
  cleanup.add(() => proxy.close());
  writeFileSync(join(folder, "environments", `${environment}.yaml`), `identityDomain: { url: "${proxy.url}" }\n`);
  writeFileSync(join(folder, `Pulumi.${environment}.yaml`), "config:\n  oci:region: us-ashburn-1\n");

  const env = {
    PATH: process.env.PATH,
    HOME: join(outside, "home"),
    PULUMI_HOME: join(outside, "home", ".pulumi"),
    PULUMI_BACKEND_URL: `file://${join(outside, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: randomUUID(),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    OCI_TENANCY_OCID: administrator.tenancyOcid,
    OCI_USER_OCID: administrator.userOcid,
    OCI_FINGERPRINT: domain.fingerprint,
    OCI_PRIVATE_KEY_PATH: domain.privateKeyPath,
    ...(process.env.NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE }),
  };
  const git = (...args: string[]) => {
    const who = ["-c", "user.name=bench", "-c", "user.email=bench@example.com"];
    return execFileSync("git", [...who, ...args], { cwd: folder, env, encoding: "utf8" }).trim();
  };
  git("init", "--quiet");
  return {
    folder,
    domain,
    proxy,
    declare(clients) {
      for (const [team, text] of fleetManifests(clients)) writeFileSync(join(folder, "teams", `${team}.yaml`), text);
    },
    command: (args, codes = [0]) => ({
      program: process.execPath,
      args: ["--disable-warning=ExperimentalWarning", join(checkout, "cli", "main.ts"), ...args],
      cwd: folder,
      env,
      codes,
    }),
    commit() {
      git("add", "--all");
      git("commit", "--quiet", "--message", "bench", "--allow-empty");
      return git("rev-parse", "HEAD");
    },
  };
}
