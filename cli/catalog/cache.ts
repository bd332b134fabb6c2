import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { type IndexedApp, indexedApp } from "./indexed-app.ts";
import type { PublicApp } from "./json.ts";

/** The resource apps of an identity domain, and when they were read. */
export interface CachedApps {
  readonly identityDomain: string;
  /** ISO 8601, UTC. */
  readonly readAt: string;
  readonly apps: readonly IndexedApp[];
}

/**
 * The form of the file: another one is not read. The first line says whose apps these are; each other line is an app: its name, the
 * rest of the text that is searched, and the app as JSON, with tabs between them. So a search parses only what it shows.
 */
const version = 1;

/** The user's folder for caches of this project: `$XDG_CACHE_HOME/idcs-apps`, by default `~/.cache/idcs-apps`. */
export function cacheFolder(environment: NodeJS.ProcessEnv): string {
  const given = environment.XDG_CACHE_HOME ?? "";
  // By the XDG specification, a relative path is to be ignored.
  return join(isAbsolute(given) ? given : join(homedir(), ".cache"), "idcs-apps");
}

/** The file in which the apps of a domain are kept. */
export function cacheFile(folder: string, identityDomain: string): string {
  const name = createHash("sha256").update(identityDomain).digest("hex").slice(0, 32);
  return join(folder, "catalog", `${name}.cache`);
}

/** What is cached of a domain; absent if there is nothing, or a file that this version cannot read. */
export function cachedApps(folder: string, identityDomain: string): CachedApps | undefined {
  try {
    const [first = "", ...lines] = readFileSync(cacheFile(folder, identityDomain), "utf8").split("\n");
    const about = JSON.parse(first);
    const isSound =
      about.version === version &&
      about.identityDomain === identityDomain &&
      about.count === lines.length &&
      !Number.isNaN(Date.parse(about.readAt));
    return isSound ? { identityDomain, readAt: about.readAt, apps: lines.map(appOfLine) } : undefined;
  } catch {
    return undefined;
  }
}

function appOfLine(line: string): IndexedApp {
  const [name = "", rest = "", json = ""] = line.split("\t");
  return { name, text: `${name} ${rest}`, app: () => JSON.parse(json) as PublicApp };
}

/** The resource apps of a domain in the form that is searched. */
export function asCached(identityDomain: string, readAt: Date, apps: readonly PublicApp[]): CachedApps {
  return { identityDomain, readAt: readAt.toISOString(), apps: apps.map(indexedApp) };
}

/** Keeps the apps of a domain in a file for its owner alone; it is replaced in one step. @throws NodeJS.ErrnoException */
export function keepApps(folder: string, { identityDomain, readAt, apps }: CachedApps): void {
  const file = cacheFile(folder, identityDomain);
  mkdirSync(join(folder, "catalog"), { recursive: true, mode: 0o700 });
  const about = JSON.stringify({ version, identityDomain, readAt, count: apps.length });
  const lines = apps.map(({ name, text, app }) =>
    [name, text.slice(name.length + 1), JSON.stringify(app())].join("\t"),
  );
  const next = `${file}.${randomUUID()}`;
  try {
    writeFileSync(next, [about, ...lines].join("\n"), { mode: 0o600, flag: "wx" });
    renameSync(next, file);
  } finally {
    rmSync(next, { force: true });
  }
}
