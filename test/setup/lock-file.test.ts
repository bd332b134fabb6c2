import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

interface LockedPackage {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const project = join(import.meta.dirname, "../..");
const lock = readFileSync(join(project, "package-lock.json"), "utf8");
const packages = Object.entries<LockedPackage>(JSON.parse(lock).packages).filter(([folder]) => folder !== "");

// npm leaves out what other platforms need when it writes the lock file beside an existing node_modules:
// `npm install --package-lock-only` in a copy without node_modules adds it.
describe("package-lock.json", () => {
  it("holds the optional packages of every platform, without which `npm ci` refuses it", () => {
    const names = new Set(packages.map(([folder]) => folder.replace(/^.*node_modules\//, "")));
    const missing = packages.flatMap(([, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !names.has(name)),
    );
    expect(missing).toEqual([]);
  });

  it("names no registry, and every package by its checksum", () => {
    expect(packages.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
    expect(packages.filter(([, { integrity }]) => integrity === undefined)).toEqual([]);
  });
});

describe("test/compatibility/python/requirements.txt", () => {
  const requirements = readFileSync(join(project, "test/compatibility/python/requirements.txt"), "utf8");
  const entries = requirements.replaceAll("\\\n", "").trim().split("\n");

  it("names every package by its version and its checksums", () => {
    const pinned = /^[a-z0-9._-]+(\[\w+\])?==[\w.]+ (;[^;]+ )?( *--hash=sha256:[0-9a-f]{64}\b)+ *$/i;
    expect(entries.length).toBeGreaterThan(60);
    expect(entries.filter((entry) => !pinned.test(entry))).toEqual([]);
  });

  it("holds the clients in the versions of requirements.in", () => {
    const clients = readFileSync(join(project, "test/compatibility/python/requirements.in"), "utf8")
      .split("\n")
      .filter((line) => /^\w/.test(line))
      .map((line) => line.replace(/\[.*\]/, ""));
    const pinned = entries.map((entry) => entry.split(" ")[0]?.replace(/\[.*\]/, ""));
    expect(clients).toHaveLength(5);
    expect(pinned).toEqual(expect.arrayContaining(clients));
  });
});
