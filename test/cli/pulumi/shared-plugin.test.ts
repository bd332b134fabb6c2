import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect as connectTo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ownerOf } from "../../../cli/pulumi/connection-owner.ts";
import { type SharedPlugin, startSharedPlugin } from "../../../cli/pulumi/shared-plugin.ts";
import { connect } from "../../provider/protocol.ts";

const checkout = resolve(import.meta.dirname, "..", "..", "..");
const withoutLinux = process.platform === "linux" ? "" : " (skipped: it needs Linux's /proc)";

let said: string[];
let shared: SharedPlugin | undefined;
let folder: string;

beforeEach(() => {
  said = [];
  shared = undefined;
  folder = mkdtempSync(join(tmpdir(), "idcs-apps-shared-"));
});
afterEach(async () => {
  await shared?.stop();
  rmSync(folder, { recursive: true });
});

const say = (line: string) => void said.push(line);
const portOf = ({ env }: SharedPlugin) => Number(env.PULUMI_DEBUG_PROVIDERS?.replace("oci:", ""));
/** A program that connects. */
async function connection(port: number): Promise<Socket> {
  const socket = connectTo(port, "127.0.0.1");
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

/** A project whose plugin is a program of the test. */
function projectWith(program: string): string {
  mkdirSync(join(folder, "provider"));
  const launcher = join(folder, "provider", "pulumi-resource-oci");
  writeFileSync(launcher, `#!/bin/sh\nexec "${process.execPath}" -e '${program}'\n`);
  chmodSync(launcher, 0o755);
  return folder;
}

describe.skipIf(withoutLinux)(`the shared plugin's process${withoutLinux}`, () => {
  it("is not started for another plugin, which each engine starts itself", async () => {
    shared = await startSharedPlugin({ folder: checkout, env: { OCI_PROVIDER_PLUGIN: "/opt/oci" }, say });
    expect(shared.env).toEqual({});
  });

  it("says why it does not start", async () => {
    const project = projectWith('process.stderr.write("There is no Node.js here.\\n"); process.exit(1)');
    await expect(startSharedPlugin({ folder, plugin: join(project, "provider"), say })).rejects.toThrow(
      `${project}/provider/pulumi-resource-oci: the plugin did not start: There is no Node.js here.`,
    );
  });

  it("gets no connection of another user: it is closed at once", async () => {
    const taken = join(folder, "taken");
    const project = projectWith(
      `process.on("message", () => require("node:fs").writeFileSync("${taken}", "")); process.send("ready")`,
    );
    shared = await startSharedPlugin({ folder, plugin: join(project, "provider"), say, mayConnect: () => false });
    await once(await connection(portOf(shared)), "close");
    expect(existsSync(taken)).toBe(false);
  });

  it("is started again for the next connection after it ended, at the same port, and the others are told", async () => {
    const starts = join(folder, "starts");
    const project = projectWith(
      `require("node:fs").appendFileSync("${starts}", "x"); process.on("message", () => process.exit(3)); process.send("ready")`,
    );
    shared = await startSharedPlugin({ folder, plugin: join(project, "provider"), say });
    for (const _ of [1, 2]) await once(await connection(portOf(shared)), "close");
    const line =
      "The shared plugin ended (exit code 3). The stacks that used it fail; it is started again for the next one.";
    await expect.poll(() => said).toEqual([line, line]);
    expect(readFileSync(starts, "utf8")).toBe("xx");
  });

  it("serves several engines, and ends with the process that started it", async () => {
    shared = await startSharedPlugin({ folder: checkout, say });
    const engines = [connect(portOf(shared)), connect(portOf(shared))];
    for (const engine of engines) await engine.call("Configure", { args: {}, acceptSecrets: true });
    for (const engine of engines) engine.close();
    await shared.stop();
    expect(said).toEqual([]);
    await expect(connection(portOf(shared))).rejects.toThrow();
  });
});

describe.skipIf(withoutLinux)(`the owner of a connection${withoutLinux}`, () => {
  it("is unknown for one that does not exist", () => {
    expect(ownerOf({ remoteAddress: "127.0.0.1", remotePort: 1, localPort: 2 })).toBeUndefined();
  });

  it.each([
    ["over IPv4", "127.0.0.1"],
    ["over IPv6", "::ffff:127.0.0.1"],
  ])("is the user whose program connected %s", async (_, address) => {
    const owners: (number | undefined)[] = [];
    const server = createServer((socket) => {
      owners.push(ownerOf(socket));
      socket.destroy();
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    // Another user, if the test may become one.
    const uid = process.getuid?.() === 0 ? 65_534 : process.getuid?.();
    const port = (server.address() as AddressInfo).port;
    const program = `process.setuid(${uid}); require("node:net").connect(${port}, "${address}").on("error", () => {})`;
    const client = spawn(process.execPath, ["-e", program], { stdio: "ignore" });
    await once(client, "exit");
    server.close();
    expect(owners).toEqual([uid]);
  });
});
