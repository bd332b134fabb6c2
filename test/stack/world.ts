import { randomUUID } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type RunningLocalDomain, type StartOptions, startLocalDomain } from "../../local/server.ts";
import type { StackOutputs } from "../../naming/stack-outputs.ts";
import { withLocalFingerprint } from "../../setup/local-stack.mjs";
import { Processes, type StartOptions as ProcessOptions, type Started } from "../processes/start.ts";

/** What a command of Pulumi said. */
export interface Said {
  readonly code: number;
  /** Standard output and standard error as they came. */
  readonly output: string;
}

/** A command that runs. */
export interface Running {
  readonly pid: number;
  readonly said: Promise<Said>;
}

/** A project of its own (this program, other teams) on a local identity domain of its own, with the real engine. */
export interface World {
  readonly domain: RunningLocalDomain;
  readonly folder: string;
  readonly passphrase: string;
  /** Writes a file of the project, such as `teams/payments.yaml`. */
  write(file: string, text: string): void;
  read(file: string): string;
  /** Removes a file of the project. */
  remove(file: string): void;
  /** Runs Pulumi on the stack `dev`. */
  pulumi(...args: string[]): Promise<Said>;
  /** The same with more environment variables. */
  pulumiWith(env: NodeJS.ProcessEnv, ...args: string[]): Promise<Said>;
  /** Starts Pulumi and leaves it running. */
  start(...args: string[]): Running;
  /** Runs another program in the project, with the environment that Pulumi has. */
  run(command: string, ...args: string[]): Promise<Said>;
  /** The same with more environment variables. */
  runWith(env: NodeJS.ProcessEnv, command: string, ...args: string[]): Promise<Said>;
  /** The stack's outputs, with or without its secrets in clear. */
  outputs(...args: string[]): Promise<Outputs>;
  /** Every file that Pulumi keeps: state, its backups, its history, its logs. */
  keptFiles(): { file: string; text: string }[];
  /** Ends what still runs, and removes the project and its domain. */
  close(): Promise<void>;
}

/** What a command of this project said, without the line that it prints where it takes longer than a second. */
export function withoutProgress(output: string): string {
  return output.replaceAll(/^(?:Comparing|Reading) the .+ …\n/gm, "");
}

/** The outputs of index.ts, as Pulumi prints them. */
export type Outputs = StackOutputs;

const linked = [
  "index.ts",
  "components",
  "manifest",
  "package",
  "package.js",
  "plan",
  "provider",
  "identity-domain",
  "naming",
  "oauth",
  "cli",
  "setup",
  "node_modules",
  "package.json",
  "tsconfig.json",
];

/**
 * @param files files of the project, such as `teams/payments.yaml`
 * @param options how the domain is started
 */
export async function createWorld(files: Record<string, string>, options: StartOptions = {}): Promise<World> {
  const checkout = resolve(import.meta.dirname, "..", "..");
  const folder = mkdtempSync(join(tmpdir(), "idcs-apps-stack-"));
  const project = join(folder, "project");
  const passphrase = randomUUID();
  const domain = await startLocalDomain(options);
  for (const kept of ["project", "state", "home"]) mkdirSync(join(folder, kept));
  for (const name of linked) symlinkSync(join(checkout, name), join(project, name));
  // main.mjs imports what is beside it, not beside what a link leads to.
  for (const name of ["Pulumi.yaml", "main.mjs"]) cpSync(join(checkout, name), join(project, name));

  const env = {
    PATH: process.env.PATH,
    HOME: join(folder, "home"),
    PULUMI_HOME: join(folder, "home", ".pulumi"),
    PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: passphrase,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_STACK: "dev",
    ...(process.env.NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE }),
    ...(process.env.OCI_PROVIDER_PLUGIN && { OCI_PROVIDER_PLUGIN: process.env.OCI_PROVIDER_PLUGIN }),
  };
  const processes = new Processes();
  const start = (command: string, args: string[], options: ProcessOptions): Running =>
    running(processes.start(command, args, options));
  const world: World = {
    domain,
    folder,
    passphrase,
    write(file, text) {
      mkdirSync(join(project, file, ".."), { recursive: true });
      writeFileSync(join(project, file), text);
    },
    remove: (file) => rmSync(join(project, file)),
    read: (file) => readFileSync(join(project, file), "utf8"),
    pulumi: (...args) => world.pulumiWith({}, ...args),
    pulumiWith: (more, ...args) =>
      start("pulumi", ["--non-interactive", ...args], { cwd: project, env: { ...env, ...more } }).said,
    start: (...args) => start("pulumi", ["--non-interactive", ...args], { cwd: project, env }),
    run: (command, ...args) => world.runWith({}, command, ...args),
    runWith: (more, command, ...args) => start(command, args, { cwd: project, env: { ...env, ...more } }).said,
    async outputs(...args) {
      const { code, output } = await world.pulumi("stack", "output", "--json", ...args);
      if (code !== 0) throw new Error(output);
      return JSON.parse(output) as Outputs;
    },
    keptFiles: () =>
      ["state", "home"].flatMap((kept) =>
        readdirSync(join(folder, kept), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name))
          .map((file) => ({ file, text: readFileSync(file, "utf8") })),
      ),
    async close() {
      processes.end();
      await domain.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  world.write("environments/dev.yaml", `identityDomain: { url: "${domain.url}" }\n`);
  world.write(
    "Pulumi.dev.yaml",
    [
      "config:",
      "  oci:tenancyOcid: ocid1.tenancy.oc1..local",
      "  oci:userOcid: ocid1.user.oc1..localadmin",
      `  oci:fingerprint: ${withLocalFingerprint({}, domain.dataFolder).OCI_FINGERPRINT}`,
      `  oci:privateKeyPath: ${join(domain.dataFolder, "admin-key.pem")}`,
      "  oci:region: us-ashburn-1",
      "",
    ].join("\n"),
  );
  for (const [file, text] of Object.entries(files)) world.write(file, text);
  const { code, output } = await world.pulumiWith({ PULUMI_STACK: undefined }, "stack", "init", "dev");
  if (code !== 0) throw new Error(output);
  return world;
}

/** What a started program says, and when it has ended. */
export function running(child: Started): Running {
  let output = "";
  const collect = (chunk: Buffer) => {
    output += chunk;
  };
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);
  const said = new Promise<Said>((done, failed) => {
    child.on("error", failed);
    child.on("close", (code) => done({ code: code ?? -1, output }));
  });
  return { pid: child.pid ?? 0, said };
}

/** The output of a command that must have succeeded. */
export function outputOf({ code, output }: Said): string {
  if (code !== 0) throw new Error(`exit code ${code}\n${output}`);
  return output;
}

/** A line of the administrator's private key that occurs nowhere else. */
export function privateKeyLine({ dataFolder }: RunningLocalDomain): string {
  return readFileSync(join(dataFolder, "admin-key.pem"), "utf8").split("\n")[3] ?? "";
}
