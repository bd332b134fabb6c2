import { delimiter, join } from "node:path";
import { inject } from "vitest";
import { Processes, type Started } from "../processes/start.ts";

/** What the project's global set-up installed. */
const { python, linters, go, oauth2Proxy, actionlint, java, chromium } = inject("installed");

/** The browser; `undefined` where it is missing. */
export const browser = "missing" in chromium ? undefined : chromium;

/** Why tests with clients in Python are skipped: empty where they run, else for their titles. */
export const withoutPython = skipped(python);

/** Why tests with the linters of pipelines are skipped: empty where they run, else for their titles. */
export const withoutLinters = skipped(linters) || skipped(actionlint);

/** Why tests with clients in Go are skipped: empty where they run, else for their titles. */
export const withoutGo = skipped(go);

/** Why tests with oauth2-proxy are skipped: empty where they run, else for their titles. */
export const withoutOauth2Proxy = skipped(oauth2Proxy);

/** Why tests with clients in Java are skipped: empty where they run, else for their titles. */
export const withoutJava = skipped(java);

/** Why tests with a browser are skipped: empty where they run, else for their titles. */
export const withoutBrowser = skipped(chromium);

/** What a program said. */
export interface Said {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** The folder of the programs in Python. */
const programs = join(import.meta.dirname, "python");

/** What shortens the life of a short program. */
const quickStart = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"];

const processes = new Processes();

/** Runs a program of the virtual environment (`python`, `oci`, `schemathesis`) to its end, in a folder. */
export function run(
  program: string,
  args: readonly string[],
  { env = {}, folder = programs }: { env?: NodeJS.ProcessEnv; folder?: string } = {},
): Promise<Said> {
  if ("missing" in python) throw new Error(python.missing);
  const settings = { SUPPRESS_LABEL_WARNING: "True", NO_COLOR: "1", ...env };
  return toItsEnd(join(python.bin, program), args, folder, settings);
}

/** Runs a linter of pipelines to its end, in a folder: `actionlint`, which finds `shellcheck`, or one of Python's. */
export function runLinter(
  linter: "actionlint" | "check-jsonschema" | "shellcheck" | "zizmor",
  args: readonly string[],
  folder: string,
): Promise<Said> {
  if ("missing" in linters) throw new Error(linters.missing);
  if ("missing" in actionlint) throw new Error(actionlint.missing);
  const program = linter === "actionlint" ? actionlint.program : join(linters.bin, linter);
  const path = [linters.bin, process.env.PATH].join(delimiter);
  return toItsEnd(program, args, folder, { NO_COLOR: "1", PATH: path });
}

/** Runs the program with the clients in Go to its end. */
export function runGo(args: readonly string[]): Promise<Said> {
  if ("missing" in go) throw new Error(go.missing);
  return toItsEnd(go.program, args, programs, {});
}

/** Runs a program with clients in Java to its end, with its assertions. */
export function runJava(program: string, args: readonly string[]): Promise<Said> {
  if ("missing" in java) throw new Error(java.missing);
  return toItsEnd("java", [...quickStart, "-ea", "-cp", java.classPath, program, ...args], programs, {});
}

/** Starts oauth2-proxy with options and secrets, which belong into its environment; it runs until `endServers`. */
export function startOauth2Proxy(options: readonly string[], secrets: NodeJS.ProcessEnv): Started {
  if ("missing" in oauth2Proxy) throw new Error(oauth2Proxy.missing);
  return processes.start(oauth2Proxy.program, options, { env: { ...process.env, ...secrets } });
}

/** Starts a program with clients in Java, which runs until `endServers`. */
export function startJava(program: string, secrets: NodeJS.ProcessEnv): Started {
  if ("missing" in java) throw new Error(java.missing);
  const args = [...quickStart, "-cp", java.classPath, program];
  return processes.start("java", args, { env: { ...process.env, ...secrets } });
}

/** Ends what was started. */
export function endServers(): void {
  processes.end();
}

function toItsEnd(program: string, args: readonly string[], folder: string, env: NodeJS.ProcessEnv): Promise<Said> {
  const child = processes.start(program, args, { cwd: folder, env: { ...process.env, ...env } });
  let out = "";
  let error = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    error += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, out, error }));
  });
}

function skipped(part: object): string {
  return "missing" in part ? ` (skipped: ${part.missing})` : "";
}
