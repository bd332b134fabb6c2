import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { oneLine } from "../../wording/one-line.ts";

/**
 * The URL of the backend that a project's stacks are in, as far as it is named: by PULUMI_BACKEND_URL, or by `backend.url` of
 * Pulumi.yaml.
 *
 * @returns undefined if it is that of `pulumi login`, which only the engine knows
 */
export function namedBackend(folder: string, env: NodeJS.ProcessEnv): string | undefined {
  if (env.PULUMI_BACKEND_URL) return env.PULUMI_BACKEND_URL;
  const { backend } = (parse(readFileSync(join(folder, "Pulumi.yaml"), "utf8")) ?? {}) as {
    backend?: { url?: unknown };
  };
  return typeof backend?.url === "string" ? backend.url : undefined;
}

/**
 * The folder of a file backend, as an absolute path.
 *
 * @param folder to which the URL is relative
 * @returns undefined for another backend
 */
export function folderOfBackend(url: string, folder: string): string | undefined {
  if (!url.startsWith("file://")) return undefined;
  const path = url.slice("file://".length).replace(/[?].*$/, "");
  return resolve(folder, path.replace(/^~(?=\/|$)/, homedir()));
}

/**
 * The same URL for a process in any folder: Pulumi takes the path of a file backend relative to the folder that it runs in.
 *
 * @param folder to which the URL is relative
 */
export function absoluteBackend(url: string, folder: string): string {
  const path = folderOfBackend(url, folder);
  return path === undefined ? url : `file://${path}${/[?].*$/.exec(url)?.[0] ?? ""}`;
}

/** A backend's URL as messages show it: without user, password and parameters, which may be secret. */
export function shownBackend(url: string): string {
  return oneLine(url.replace(/\/\/[^/@]*@/, "//").replace(/[?#].*$/s, ""), 200);
}
