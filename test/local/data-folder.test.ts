import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startLocalDomain } from "../../local/server.ts";

let dataFolder: string;
let umask: number;
beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), "local-domain-modes-"));
  umask = process.umask(0);
});
afterEach(() => {
  process.umask(umask);
  rmSync(dataFolder, { recursive: true, force: true });
});

const modes = () =>
  Object.fromEntries(
    readdirSync(dataFolder).map((name) => [name, (statSync(join(dataFolder, name)).mode & 0o777).toString(8)]),
  );
const files = [
  ...["admin-key.pem", "domain.lmdb", "domain.lmdb-lock", "oci-config", "running.json"],
  ...["tls-certificate.pem", "tls-key.pem", "user-password"],
];

describe("a data folder", () => {
  it("is its owner's alone, with every file in it", async () => {
    const domain = await startLocalDomain({ dataFolder, tls: { port: 0 } });
    try {
      expect(modes()).toEqual(Object.fromEntries(files.map((name) => [name, "600"])));
      expect((statSync(dataFolder).mode & 0o777).toString(8)).toBe("700");
    } finally {
      await domain.close();
    }
  });

  it("of an earlier version becomes so, too", async () => {
    await (await startLocalDomain({ dataFolder, tls: { port: 0 } })).close();
    for (const name of readdirSync(dataFolder)) chmodSync(join(dataFolder, name), 0o644);
    const domain = await startLocalDomain({ dataFolder, tls: { port: 0 } });
    try {
      expect(modes()).toEqual(Object.fromEntries(files.map((name) => [name, "600"])));
    } finally {
      await domain.close();
    }
  });

  it("is served once, by one process too", async () => {
    const domain = await startLocalDomain({ dataFolder });
    try {
      await expect(startLocalDomain({ dataFolder })).rejects.toMatchObject({
        name: "FolderInUse",
        holder: { pid: process.pid, url: domain.url },
      });
    } finally {
      await domain.close();
    }
    writeFileSync(join(dataFolder, "running.json"), "not JSON");
    await (await startLocalDomain({ dataFolder })).close();
  });
});
