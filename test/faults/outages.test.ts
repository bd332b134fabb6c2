import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Processes, type Started } from "../processes/start.ts";
import { administratorOf } from "../stack/administrator.ts";
import { createWorld, type World } from "../stack/world.ts";
import { declaredBy, heldBy, manifestOf } from "./expected.ts";
import { type FaultProxy, startFaultProxy } from "./fault-proxy.ts";

const clients = 3;
const up = ["up", "--yes", "--skip-preview"];

/** A local identity domain in a process of its own, which may be killed and started again. */
class DomainProcess {
  readonly dataFolder = mkdtempSync(join(tmpdir(), "idcs-apps-domain-"));
  url = "";
  readonly #processes = new Processes();
  #child: Started | undefined;

  async start(): Promise<void> {
    const args = ["local/main.ts", "serve", "--port", "0", "--data", this.dataFolder];
    this.#child = this.#processes.start(process.execPath, args);
    const [line] = (await once(createInterface(this.#child.stdout), "line")) as [string];
    this.url = /http:\S+?(?=,)/.exec(line)?.[0] ?? "";
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (!child?.kill("SIGKILL")) return;
    await new Promise((done) => child.once("exit", done));
  }
}

let world: World;
let domain: DomainProcess;
let proxy: FaultProxy;

beforeAll(async () => {
  world = await createWorld({ "teams/faults.yaml": manifestOf(clients) });
  domain = new DomainProcess();
  // The administrator whose key and fingerprint the stack has.
  cpSync(join(world.domain.dataFolder, "admin-key.pem"), join(domain.dataFolder, "admin-key.pem"));
  await domain.start();
  proxy = await startFaultProxy(() => domain.url);
  world.write("environments/dev.yaml", `identityDomain: { url: "${proxy.url}" }\n`);
});
afterAll(async () => {
  await domain?.kill();
  await proxy?.close();
  await world?.close();
  rmSync(domain.dataFolder, { recursive: true, force: true });
});

async function succeed(...command: string[]): Promise<void> {
  const { code, output } = await world.pulumi(...command);
  if (code !== 0) throw new Error(`pulumi ${command.join(" ")}: exit ${code}\n${output}`);
}

async function held(): Promise<string[]> {
  return heldBy(await administratorOf({ ...world.domain, url: domain.url, dataFolder: domain.dataFolder }));
}

describe("a domain that is killed", () => {
  it.each([1, 2, 4, 7])("after request %i and comes back has lost and doubled nothing", async (n) => {
    let writes = 0;
    let restarted: Promise<void> | undefined;
    proxy.follow({
      after: ({ method }) => {
        if (method !== "GET" && ++writes === n) restarted = domain.kill().then(() => domain.start());
      },
    });
    await world.pulumi(...up);
    await proxy.idle();
    expect(restarted).toBeDefined();
    await restarted;
    proxy.follow({});
    await succeed(...up);
    expect(await held()).toEqual(declaredBy(clients));
    await succeed("destroy", "--yes", "--skip-preview");
    expect(await held()).toEqual([]);
  });
});

describe("a full disk", () => {
  it("has lost and doubled nothing when there is room again", async () => {
    world.write("teams/faults.yaml", manifestOf(1));
    await succeed(...up);
    const size = world.keptFiles().find(({ file }) => file.endsWith("/dev.json"))?.text.length ?? 0;
    await succeed("destroy", "--yes", "--skip-preview");

    // A limit of the size of files in place of a full disk: the state reaches it just before it is complete.
    const blocks = Math.floor((size * 0.97) / 512);
    const limited = `trap '' XFSZ; ulimit -f ${blocks}; exec pulumi --non-interactive ${up.join(" ")}`;
    const first = await world.run("sh", "-c", limited);
    expect(first.output).toContain("file too large");
    await proxy.idle();
    const recovered = await world.run(process.execPath, "cli/main.ts", "recover", "--stack", "dev", "--yes");
    if (recovered.code !== 0) throw new Error(recovered.output);
    await succeed(...up);
    expect(await held()).toEqual(declaredBy(1));
    await succeed("destroy", "--yes", "--skip-preview");
    expect(await held()).toEqual([]);
  });
});
