import type { ChildProcess } from "node:child_process";
import { createPrivateKey } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Processes } from "../../processes/start.ts";
import { clientBody, signedHeaders } from "../world.ts";

const main = join(import.meta.dirname, "../../../local/main.ts");
let base: string;
let data: string;
const processes = new Processes();
const children: ChildProcess[] = [];
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "local-domain-commands-"));
  data = join(base, "data");
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  await rm(base, { recursive: true, force: true });
});

/** Starts `serve` and waits for the line that it prints. */
async function serve(folder = data): Promise<{ child: ChildProcess; url: string; line: string }> {
  const child = processes.start(process.execPath, [main, "serve", "--port", "0", "--data", folder]);
  children.push(child);
  const [line] = (await once(createInterface(child.stdout as NodeJS.ReadableStream), "line")) as [string];
  return { child, line, url: /http:\S+(?=,)/.exec(line)?.[0] ?? "" };
}

async function run(...args: string[]): Promise<{ code: number | null; out: string; error: string }> {
  const child = processes.start(process.execPath, [main, ...args]);
  children.push(child);
  let out = "";
  let error = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    error += chunk;
  });
  await once(child, "close");
  return { code: child.exitCode, out, error };
}

async function createApp(url: string, displayName: string): Promise<number> {
  const config = await readFile(join(data, "oci-config"), "utf8");
  const body = JSON.stringify(clientBody({ displayName }));
  const headers = signedHeaders({
    method: "POST",
    path: "/admin/v1/Apps",
    date: new Date(),
    host: new URL(url).host,
    body,
    key: createPrivateKey(await readFile(join(data, "admin-key.pem"))),
    keyId: `ocid1.tenancy.oc1..local/ocid1.user.oc1..localadmin/${/fingerprint=(.*)/.exec(config)?.[1]}`,
  });
  return (await fetch(`${url}/admin/v1/Apps`, { method: "POST", headers, body })).status;
}

describe("serve", () => {
  it("refuses a port that another program uses", async () => {
    const other = createServer((_, response) => response.end("hello")).listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    expect(await run("serve", "--port", String(port), "--data", data)).toEqual({
      code: 1,
      out: "",
      error: `Port ${port} is in use by a program that is not a local identity domain. Choose another with --port.\n`,
    });
    other.close();
  });

  it("refuses a port that another local domain uses, and names its folder", async () => {
    const { url, child } = await serve(join(base, "other"));
    const { port } = new URL(url);
    const other = join(base, "other");
    expect(await run("--port", port, "--data", data)).toEqual({
      code: 1,
      out: "",
      error: `Port ${port} is in use by the local identity domain of ${other} (process ${child.pid}). Use it, stop it with \`npm run local-domain -- stop --data ${other}\`, or choose another port with --port.\n`,
    });
  });

  it("refuses a folder that is already served", async () => {
    const { url, child } = await serve();
    expect(await run("serve", "--port", "0", "--data", data)).toEqual({
      code: 1,
      out: "",
      error: `${data} is already served at ${url} (process ${child.pid}). Use it, or stop it first.\n`,
    });
  });

  it("serves a new folder once, when two start at once", async () => {
    const both = [1, 2].map(() => {
      const child = processes.start(process.execPath, [main, "serve", "--port", "0", "--data", data]);
      children.push(child);
      return once(child.stdout, "data").then(
        () => child,
        () => undefined,
      );
    });
    const first = await Promise.race([...both, ...children.map((child) => once(child, "exit").then(() => undefined))]);
    const [winner] = first === undefined ? await Promise.race(both.map(async (one) => [await one])) : [first];
    const loser = children.find((child) => child !== winner) as ChildProcess;
    if (loser.exitCode === null) await once(loser, "exit");
    expect(loser.exitCode).toBe(1);
    expect((await run("status", "--data", data)).out).toContain(`process ${winner?.pid}, since `);
  });

  it("refuses a folder whose server is suspended, on its port and on another, and stop ends it", async () => {
    const { url, child } = await serve();
    child.kill("SIGSTOP");
    const refusal = `${data} is already served by process ${child.pid}, which does not answer. Wait if it is starting, or end it with \`npm run local-domain -- stop --data ${data}\`.\n`;
    for (const port of ["0", new URL(url).port]) {
      expect(await run("serve", "--port", port, "--data", data)).toEqual({ code: 1, out: "", error: refusal });
    }
    const exited = once(child, "exit");
    expect(await run("stop", "--data", data)).toEqual({
      code: 0,
      out: `Stopped the local identity domain of ${data}.\n`,
      error: "",
    });
    expect(await exited).toEqual([null, "SIGKILL"]);
    expect((await serve()).line).toContain(data);
  });

  it("takes over a folder whose server was killed, and one whose process ID another process has now", async () => {
    const { child } = await serve();
    child.kill("SIGKILL");
    await once(child, "exit");
    const record = JSON.parse(await readFile(join(data, "running.json"), "utf8"));
    await writeFile(join(data, "running.json"), JSON.stringify({ ...record, pid: process.pid }));
    expect((await serve()).line).toContain(data);
    expect((await readdir(data)).filter((name) => name.startsWith("running"))).toEqual(["running.json"]);
  });

  it.each(["x", "70000", "-1"])("refuses the port %s", async (port) => {
    const { code, error } = await run("serve", `--port=${port}`, "--data", data);
    expect(code).toBe(1);
    expect(error).toContain("It must be a number from 0 to 65535.");
  });

  it.each(["SIGTERM", "SIGINT"] as const)("prints one line, and stops cleanly at %s", async (signal) => {
    const { child, url, line } = await serve();
    expect(line).toBe(`Local identity domain at ${url}, data in ${data}`);
    child.kill(signal);
    expect(await once(child, "exit")).toEqual([0, null]);
    expect(existsSync(join(data, "running.json"))).toBe(false);
  });

  it("loses nothing that it acknowledged when it is killed while writing", async () => {
    const { child, url } = await serve();
    const acknowledged: string[] = [];
    const writing = Promise.allSettled(
      Array.from({ length: 200 }, async (_, index) => {
        if ((await createApp(url, `app ${index}`)) === 201) acknowledged.push(`app ${index}`);
        if (acknowledged.length === 20) child.kill("SIGKILL");
      }),
    );
    await writing;
    expect(acknowledged.length).toBeGreaterThanOrEqual(20);
    const again = await serve();
    for (const name of acknowledged) expect(await createApp(again.url, name)).toBe(409);
  });
});

describe("status and stop", () => {
  it("report that nothing runs, also after a kill", async () => {
    const idle = `No local identity domain serves ${data}.\n`;
    expect(await run("status", "--data", data)).toEqual({ code: 1, out: idle, error: "" });
    expect(await run("stop", "--data", data)).toEqual({ code: 0, out: idle, error: "" });
    const { child } = await serve();
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await run("status", "--data", data)).toEqual({ code: 1, out: idle, error: "" });
    expect(await run("stop", "--data", data)).toEqual({ code: 0, out: idle, error: "" });
  });

  it("do not end a process that does not answer as the server of that folder", async () => {
    const other = await serve(join(base, "other"));
    await mkdir(data);
    await writeFile(join(data, "running.json"), JSON.stringify({ url: other.url, pid: process.pid }));
    expect((await run("stop", "--data", data)).out).toBe(`No local identity domain serves ${data}.\n`);
    expect((await fetch(`${other.url}/local/status`)).status).toBe(200);
  });

  it("find and stop the server of the folder", async () => {
    const { url, child } = await serve();
    const { code, out } = await run("status", "--data", data);
    expect(code).toBe(0);
    expect(out).toMatch(`Local identity domain at ${url}, data in ${data}, process ${child.pid}, since `);
    const exited = once(child, "exit");
    expect(await run("stop", "--data", data)).toEqual({
      code: 0,
      out: `Stopped the local identity domain of ${data}.\n`,
      error: "",
    });
    expect(await exited).toEqual([0, null]);
  });
});

describe("reset", () => {
  it("refuses a folder that is not a local domain's", async () => {
    expect(await run("reset", "--data", base)).toEqual({
      code: 1,
      out: "",
      error: `${base} is not the data folder of a local identity domain: it has no domain.lmdb and admin-key.pem. Nothing was removed.\n`,
    });
    expect(existsSync(base)).toBe(true);
  });

  it("stops the server and removes the folder", async () => {
    const { child } = await serve();
    const exited = once(child, "exit");
    expect(await run("reset", "--data", data)).toEqual({ code: 0, out: `Removed ${data}.\n`, error: "" });
    expect(await exited).toEqual([0, null]);
    expect(existsSync(data)).toBe(false);
  });
});
