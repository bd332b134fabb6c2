import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Cleanup } from "./cleanup.ts";
import { administrator, type LocalDomainProcess, startLocalDomainProcess } from "./local-domain-process.ts";
import { ProcessTree } from "./process-tree.ts";
import { type RecordingProxy, startRecordingProxy } from "./recording-proxy.ts";
import { teamManifest } from "./team-manifest.ts";

/** What one command of Pulumi used. */
export interface Used {
  readonly seconds: number;
  readonly tree: ProcessTree;
}

/** A project of its own with this program, one team, and a local identity domain behind a recording proxy. */
export interface Project {
  readonly domain: LocalDomainProcess;
  readonly proxy: RecordingProxy;
  /** Declares the team's clients; another revision changes the first of them. */
  declare(clients: number, revision: number): void;
  /** Runs Pulumi on the stack. @throws Error with its output where it fails */
  pulumi(...args: string[]): Promise<Used>;
  /** Size of the state file. */
  stateBytes(): number;
}

const linked = [
  "main.mjs",
  "index.ts",
  "components",
  "manifest",
  "provider",
  "identity-domain",
  "setup",
  "node_modules",
];
const copied = ["package.json", "Pulumi.yaml"];

/**
 * Makes a project in a temporary folder; the cleanup removes it.
 *
 * @param plugin a folder with another plugin in place of the project's
 */
export async function createProject(cleanup: Cleanup, plugin: string | undefined): Promise<Project> {
  const checkout = resolve(import.meta.dirname, "..");
  const folder = mkdtempSync(join(tmpdir(), "idcs-apps-bench-"));
  cleanup.add(() => rmSync(folder, { recursive: true, force: true }));
  const project = join(folder, "project");
  for (const kept of ["project/teams", "project/environments", "state", "home"])
    mkdirSync(join(folder, kept), { recursive: true });
  for (const name of linked) symlinkSync(join(checkout, name), join(project, name));
  for (const name of copied) cpSync(join(checkout, name), join(project, name));

  const domain = await startLocalDomainProcess(join(folder, "domain"), cleanup);
  const proxy = await startRecordingProxy(domain.url);
  cleanup.add(() => proxy.close());
  writeFileSync(join(project, "environments", "dev.yaml"), `identityDomain: { url: "${proxy.url}" }\n`);
  writeFileSync(join(project, "Pulumi.dev.yaml"), stackConfiguration(domain));

  const env = {
    PATH: process.env.PATH,
    HOME: join(folder, "home"),
    PULUMI_HOME: join(folder, "home", ".pulumi"),
    PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: randomUUID(),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    ...(plugin !== undefined && { OCI_PROVIDER_PLUGIN: plugin }),
  };
  const pulumi = (...args: string[]) => run(args, project, env, cleanup);
  await pulumi("stack", "init", "dev");
  return {
    domain,
    proxy,
    declare: (clients, revision) =>
      writeFileSync(join(project, "teams", "bench.yaml"), teamManifest(clients, revision)),
    pulumi,
    stateBytes: () => statSync(join(folder, "state", ".pulumi", "stacks", "idcs-apps", "dev.json")).size,
  };
}

function stackConfiguration({ privateKeyPath, fingerprint }: LocalDomainProcess): string {
  return [
    "config:",
    `  oci:tenancyOcid: ${administrator.tenancyOcid}`,
    `  oci:userOcid: ${administrator.userOcid}`,
    `  oci:fingerprint: ${fingerprint}`,
    `  oci:privateKeyPath: ${privateKeyPath}`,
    "  oci:region: us-ashburn-1",
    "",
  ].join("\n");
}

function run(args: string[], cwd: string, env: NodeJS.ProcessEnv, cleanup: Cleanup): Promise<Used> {
  return new Promise((done, failed) => {
    const start = performance.now();
    const child = spawn("pulumi", [...args, "--non-interactive"], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    child.on("error", failed);
    if (child.pid === undefined) return;
    const tree = new ProcessTree(child.pid);
    cleanup.add(() => tree.kill());
    let output = "";
    const collect = (chunk: Buffer) => {
      output += chunk;
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.on("close", (code) => {
      tree.close();
      const seconds = (performance.now() - start) / 1000;
      if (code === 0) done({ seconds, tree });
      else failed(new Error(`pulumi ${args.join(" ")} failed (exit ${code}):\n${output}`));
    });
  });
}
