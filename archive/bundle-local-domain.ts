import { cpSync, readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";

const main = fileURLToPath(new URL("../local/main.ts", import.meta.url));

/** What is not in the bundle: a native library, and what is required where the bundler does not see it. */
const beside = ["lmdb", "@xmldom/xmldom"];

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/**
 * Writes the local domain into a folder: `local-domain.mjs`, which has nearly all that it imports, and the rest in `node_modules/`.
 * The database has a native library, so the folder is for this machine's platform.
 */
export async function bundleLocalDomain(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await build({
    input: main,
    platform: "node",
    external: beside,
    logLevel: "warn",
    output: { file: join(folder, "local-domain.mjs"), format: "esm", codeSplitting: false },
  });
  const copied = new Set<string>();
  for (const name of beside) copyPackage(name, main, join(folder, "node_modules"), copied);
}

/** Copies an installed package with those that it needs. Optional ones that are not installed are for other platforms. */
function copyPackage(name: string, from: string, into: string, copied: Set<string>): void {
  if (copied.has(name)) return;
  copied.add(name);
  const file = manifestOf(name, from);
  const { dependencies = {}, optionalDependencies = {} }: Manifest = JSON.parse(readFileSync(file, "utf8"));
  cpSync(dirname(file), join(into, name), { recursive: true });
  for (const needed of Object.keys(dependencies)) {
    if (!(needed in optionalDependencies)) copyPackage(needed, file, into, copied);
  }
  for (const optional of Object.keys(optionalDependencies)) {
    if (isInstalled(optional, file)) copyPackage(optional, file, into, copied);
  }
}

/** The package.json of a package that a file of another one requires; `exports` may hide it. */
function manifestOf(name: string, from: string): string {
  const folders = createRequire(from).resolve.paths(name) ?? [];
  const file = folders.map((folder) => join(folder, name, "package.json")).find(isFile);
  if (file === undefined) throw new Error(`${name} is not installed: run \`npm install\`.`);
  return file;
}

function isInstalled(name: string, from: string): boolean {
  return (createRequire(from).resolve.paths(name) ?? []).some((folder) => isFile(join(folder, name, "package.json")));
}

function isFile(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}
