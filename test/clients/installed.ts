import { spawn } from "node:child_process";
import { join } from "node:path";
import { type Clients, ensureClients } from "../../setup/clients.mjs";

/** What setup brought: by `npm test` before vitest started, else now. */
const clients: Clients = process.env.IDCS_APPS_CLIENTS
  ? JSON.parse(process.env.IDCS_APPS_CLIENTS)
  : await ensureClients();

/** The browser; `undefined` where it is missing. */
export const browser = "missing" in clients.chromium ? undefined : clients.chromium;

/** Why tests with clients in Python are skipped: empty where they run, else for their titles. */
export const withoutPython = skipped(clients.python);

/** Why tests with a browser are skipped: empty where they run, else for their titles. */
export const withoutBrowser = skipped(clients.chromium);

/** What a program said. */
export interface Said {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** The folder of the programs in Python. */
const programs = join(import.meta.dirname, "python");

/** Runs a program of the virtual environment (`python`, `oci`, `schemathesis`) to its end, in a folder. */
export function run(
  program: string,
  args: readonly string[],
  { env = {}, folder = programs }: { env?: NodeJS.ProcessEnv; folder?: string } = {},
): Promise<Said> {
  if ("missing" in clients.python) throw new Error(clients.python.missing);
  const child = spawn(join(clients.python.bin, program), args, {
    cwd: folder,
    env: { ...process.env, SUPPRESS_LABEL_WARNING: "True", NO_COLOR: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
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
