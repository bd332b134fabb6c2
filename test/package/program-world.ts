import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { capture } from "../../setup/command.mjs";
import type { GoProgram, Missing } from "../compatibility/install.ts";
import { type RecordingProxy, type SeenRequest, startRecordingProxy } from "../sameness/recording-proxy.ts";
import { createWorld, outputOf, type World as StackWorld } from "../stack/world.ts";

const checkout = resolve(import.meta.dirname, "..", "..");

/** The folder with the same client in each language. */
export const examplesFolder = join(checkout, "examples", "package");

/** A resource of an exported state, with its secrets in clear. */
export interface StoredResource extends Readonly<Record<string, unknown>> {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** What one program did to the domain. */
export interface Ran {
  /** The requests of `pulumi up`, in the order in which they were answered. */
  readonly requests: readonly SeenRequest[];
  /** Those of a second `pulumi up`. */
  readonly again: readonly SeenRequest[];
  readonly resources: readonly StoredResource[];
  /** The stack's outputs, secrets in clear. */
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly output: string;
}

/** The checkout's package, plugin and examples beside each other, and a local domain behind a recording proxy. */
export interface ProgramWorld extends Pick<StackWorld, "domain" | "folder" | "pulumiWith" | "write"> {
  readonly proxy: RecordingProxy;
  /** The folder of a project: an example, or the root. */
  folderOf(project: string): string;
  /** Runs the program of a project twice, with the preview left out, and reads what it left. */
  up(project: string, env?: NodeJS.ProcessEnv): Promise<Ran>;
  /** Destroys what it declared. */
  destroy(project: string, env?: NodeJS.ProcessEnv): Promise<readonly SeenRequest[]>;
  close(): Promise<void>;
}

/** @param manifest the team's manifest, of the project at the root */
export async function startProgramWorld(manifest: string): Promise<ProgramWorld> {
  const stack = await createWorld({ "teams/payments.yaml": manifest });
  const proxy = await startRecordingProxy(stack.domain.url);
  const root = join(stack.folder, "project");
  const project = join(root, "examples", "package");
  cpSync(examplesFolder, project, { recursive: true, filter: (file) => !/\/(sdks|venv)$/.test(file) });
  symlinkSync(stack.domain.dataFolder, join(root, ".local-domain"));

  const world: ProgramWorld = {
    domain: stack.domain,
    folder: stack.folder,
    pulumiWith: stack.pulumiWith,
    write: stack.write,
    proxy,
    folderOf: (name) => (name === "." ? root : join(project, name)),
    async up(name, env) {
      const pulumi = commandIn(name, env);
      if (name !== ".") await pulumi("stack", "init", "dev");
      const config = ["--config", `${name === "." ? "idcs-apps:" : ""}identityDomainUrl=${proxy.url}`];
      const [from, output] = [proxy.seen.length, await pulumi("up", "--yes", "--skip-preview", ...config)];
      const middle = proxy.seen.length;
      await pulumi("up", "--yes", "--skip-preview", "--expect-no-changes");
      const { deployment } = JSON.parse(await pulumi("stack", "export", "--show-secrets"));
      const { resources } = deployment as { resources: StoredResource[] };
      const { outputs } = resources.find(({ type }) => type === "pulumi:pulumi:Stack") ?? {};
      return {
        requests: proxy.seen.slice(from, middle),
        again: proxy.seen.slice(middle),
        resources,
        outputs: Object.fromEntries(Object.entries(outputs ?? {}).map(([name, value]) => [name, inClear(value)])),
        output,
      };
    },
    async destroy(name, env) {
      const from = proxy.seen.length;
      await commandIn(name, env)("destroy", "--yes", "--skip-preview");
      return proxy.seen.slice(from);
    },
    async close() {
      await proxy.close();
      await stack.close();
    },
  };

  function commandIn(name: string, env: NodeJS.ProcessEnv = {}) {
    const own = name === "." ? {} : { PULUMI_CONFIG_PASSPHRASE: "local" };
    return async (...args: string[]) => {
      const initial = args[1] === "init" ? { PULUMI_STACK: undefined } : {};
      return outputOf(await stack.pulumiWith({ ...env, ...own, ...initial }, ...args, "-C", world.folderOf(name)));
    };
  }
  return world;
}

/** A value of an exported state, of which secrets are objects with their JSON. */
function inClear(value: unknown): unknown {
  const isSecret = typeof value === "object" && value !== null && "plaintext" in value;
  return isSecret ? JSON.parse(String(value.plaintext)) : value;
}

/** The environment of programs in a language: its folders before the others. */
export function withPath(folders: readonly string[], more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return { PATH: [...folders, process.env.PATH].join(delimiter), ...more };
}

/**
 * Where Go keeps what it compiled: programs use what the engine was compiled from, if it was compiled here. Pulumi's host
 * for Go calls `go build`.
 */
export async function goSettings(): Promise<NodeJS.ProcessEnv> {
  const { code, output } = await capture("", "go", ["env", "-json", "GOCACHE", "GOMODCACHE"]);
  if (code !== 0) throw new Error(output);
  return { ...(JSON.parse(output) as NodeJS.ProcessEnv), GOFLAGS: "-trimpath -mod=readonly" };
}

/** Writes the SDK for a language into a project, as `pulumi package add` does. */
export async function writeSdk(
  generator: GoProgram | Missing,
  language: "python" | "go",
  folder: string,
): Promise<void> {
  if ("missing" in generator) throw new Error(generator.missing);
  const schema = join(checkout, "package", "schema.json");
  await succeed(generator.program, [language, schema, join(folder, "sdks", "idcs-apps")], folder);
}

/** A virtual environment of the project with its SDK, over one that has Pulumi's. @returns its programs */
export async function installSdk(bin: string, folder: string): Promise<string> {
  const venv = join(folder, "venv");
  await succeed(join(bin, "python3"), ["-m", "venv", "--without-pip", venv], folder);
  const [version = ""] = readdirSync(join(venv, "lib"));
  writeFileSync(
    join(venv, "lib", version, "site-packages", "pulumi.pth"),
    `${join(bin, "..", "lib", version, "site-packages")}\n`,
  );
  const offline = ["--no-index", "--no-deps", "--no-build-isolation", "--no-compile", "--disable-pip-version-check"];
  await succeed(join(bin, "pip"), ["--python", venv, "install", "-q", ...offline, "./sdks/idcs-apps"], folder);
  return join(venv, "bin");
}

async function succeed(command: string, args: string[], cwd: string): Promise<void> {
  mkdirSync(cwd, { recursive: true });
  const { code, output } = await capture("", command, args, { cwd });
  if (code !== 0) throw new Error(`${command} ${args.join(" ")}:\n${output}`);
}
