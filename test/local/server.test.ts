import { createPrivateKey } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { type RunningLocalDomain, type StartOptions, startLocalDomain } from "../../local/server.ts";
import { clientBody, signedHeaders } from "./world.ts";

const open: RunningLocalDomain[] = [];
const folders: string[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((domain) => domain.close()));
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

async function start(options: StartOptions = {}): Promise<RunningLocalDomain> {
  const domain = await startLocalDomain(options);
  open.push(domain);
  return domain;
}

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "local-domain-test-"));
  folders.push(path);
  return path;
}

/** Signs with what the data folder gives to clients: `admin-key.pem` and `oci-config`. */
async function call(domain: RunningLocalDomain, method: string, path: string, body?: unknown): Promise<Response> {
  const config = await readFile(join(domain.dataFolder, "oci-config"), "utf8");
  const profile = Object.fromEntries([...config.matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]));
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = signedHeaders({
    method,
    path,
    date: new Date(),
    host: new URL(domain.url).host,
    body: text,
    key: createPrivateKey(await readFile(profile.key_file as string)),
    keyId: `${profile.tenancy}/${profile.user}/${profile.fingerprint}`,
  });
  return fetch(domain.url + path, { method, headers, ...(text === undefined ? {} : { body: text }) });
}

describe("startLocalDomain", () => {
  it("rejects with the socket's error when the port is in use", async () => {
    const port = Number(new URL((await start()).url).port);
    await expect(startLocalDomain({ port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });

  it("leaves no temporary folder behind when the seed is refused", async () => {
    const temporary = await folder();
    vi.stubEnv("TMPDIR", temporary);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    await expect(startLocalDomain({ seed: join(temporary, "nothing.yaml") })).rejects.toThrow(
      "cannot be read (ENOENT)",
    );
    expect(await readdir(temporary)).toEqual([]);
  });

  it("answers a client that signs with the data folder's profile, even with quotes and brackets in the query", async () => {
    const domain = await start();
    expect((await call(domain, "POST", "/admin/v1/Apps", clientBody())).status).toBe(201);
    const raw = `/admin/v1/Apps?filter=allowedGrants%5Bvalue+eq+%22client_credentials%22%5D&attributes=tags[key+pr],displayName`;
    const answer = await call(domain, "GET", raw);
    const { Resources } = (await answer.json()) as { Resources: { displayName: string; meta?: unknown }[] };
    expect(Resources.map(({ displayName }) => displayName)).toEqual([
      "Oracle Utilities Work and Asset (dev)",
      "orders-sync",
    ]);
    expect(domain.requests).toMatchObject([
      { method: "POST", path: "/admin/v1/Apps", status: 201 },
      { method: "GET", path: raw, status: 200 },
    ]);
  });

  it("identifies itself without credentials, and reveals nothing else", async () => {
    const domain = await start();
    expect(await (await fetch(`${domain.url}/local/status`)).json()).toEqual({
      product: "idcs-apps local identity domain",
      pid: process.pid,
      dataFolder: domain.dataFolder,
      url: domain.url,
      startedAt: expect.any(String),
      domainType: "none",
    });
  });

  it("makes its folder and its key readable for their owner only", async () => {
    const domain = await start();
    const mode = async (path: string) => (await stat(path)).mode & 0o777;
    expect(await mode(domain.dataFolder)).toBe(0o700);
    expect(await mode(join(domain.dataFolder, "admin-key.pem"))).toBe(0o600);
    expect(await readFile(join(domain.dataFolder, "admin-key.pem"), "utf8")).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    const database = await readFile(join(domain.dataFolder, "domain.lmdb"), "latin1");
    const secretHalf = (await readFile(join(domain.dataFolder, "admin-key.pem"), "utf8")).split("\n")[3] as string;
    expect(database).not.toContain(secretHalf);
  });

  it("removes a temporary folder at close", async () => {
    const domain = await startLocalDomain();
    await domain.close();
    expect(existsSync(domain.dataFolder)).toBe(false);
  });

  it("finds all data in its folder again, under its new URL", async () => {
    const dataFolder = await folder();
    const first = await startLocalDomain({ dataFolder });
    const created = (await (await call(first, "POST", "/admin/v1/Apps", clientBody())).json()) as { id: string };
    const keys = await (await call(first, "GET", "/admin/v1/SigningCert/jwk")).json();
    const total = ((await (await call(first, "GET", "/admin/v1/AppRoles?count=0")).json()) as { totalResults: number })
      .totalResults;
    await first.close();

    const second = await start({ dataFolder });
    const found = await (await call(second, "GET", `/admin/v1/Apps/${created.id}`)).json();
    expect(found).toEqual(JSON.parse(JSON.stringify(created).replaceAll(first.url, second.url)));
    expect(await (await call(second, "GET", "/admin/v1/SigningCert/jwk")).json()).toEqual(keys);
    expect(await (await call(second, "GET", "/admin/v1/AppRoles?count=0")).json()).toMatchObject({
      totalResults: total,
    });
  });
});
