import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { Processes } from "../processes/start.ts";

const checkout = join(import.meta.dirname, "../..");

/** What a program said. */
export interface Said {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** An empty project with the packed package installed, and with homes of its own for npm, Pulumi and everything else. */
export interface PackageWorld {
  readonly folder: string;
  /** The paths in the packed archive. */
  readonly packed: readonly string[];
  /** The size of the archive in bytes. */
  readonly size: number;
  run(command: string, ...args: string[]): Promise<Said>;
  read(file: string): string;
  write(file: string, text: string): void;
  close(): Promise<void>;
}

/** Packs the package, and installs it with all that it depends on: from npm's cache, or from the registry. */
export async function createPackageWorld(): Promise<PackageWorld> {
  const root = mkdtempSync(join(tmpdir(), "idcs-apps-package-"));
  const [folder, home] = [join(root, "identity"), join(root, "home")];
  for (const made of [folder, home]) mkdirSync(made);
  const processes = new Processes();
  const run = async (command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Said> => {
    const child = processes.start(command, args, { cwd, env });
    const [out, error, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
    return { code: code ?? 1, out, error };
  };
  const succeeds = async (command: string, args: readonly string[], cwd: string) => {
    const said = await run(command, args, cwd, process.env);
    if (said.code !== 0) throw new Error(`${command} ${args.join(" ")}: ${said.error}`);
    return said.out;
  };
  // npm prints what the build says before its JSON.
  const out = await succeeds("npm", ["pack", "--json", "--pack-destination", root], checkout);
  const [{ filename, files, size }] = JSON.parse(out.slice(out.search(/^\[/m))) as [
    { filename: string; size: number; files: { path: string }[] },
  ];
  rmSync(join(checkout, "dist"), { recursive: true, force: true });
  await succeeds(
    "npm",
    ["install", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund", join(root, filename)],
    folder,
  );
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    PULUMI_HOME: join(home, ".pulumi"),
    // The engine and the Node that setup has installed.
    XDG_CACHE_HOME: process.env.XDG_CACHE_HOME || join(homedir(), ".cache"),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    npm_config_offline: "true",
  };
  return {
    folder,
    packed: files.map(({ path }) => path),
    size,
    run: (command, ...args) => run(command, args, folder, env),
    read: (file) => readFileSync(join(folder, file), "utf8"),
    write: (file, content) => {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), content);
    },
    async close() {
      processes.end();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** A port of 127.0.0.1 where nothing listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}
