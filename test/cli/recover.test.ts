import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { locksByEngine } from "../../cli/pulumi/engine-locks.ts";
import { createWorld, type World } from "../stack/world.ts";

const timestamp = "2026-01-02T03:04:05Z";
let world: World;
let locks: string;

beforeAll(async () => {
  world = await createWorld({
    "teams/payments.yaml": "team: payments\nowner: payments-dev@example.com\nclients: []\n",
  });
  locks = join(world.folder, "state", ".pulumi", "locks", "organization", "idcs-apps", "dev");
});
afterAll(() => world?.close());
afterEach(() => rmSync(locks, { recursive: true, force: true }));

function lock(pid: number, host = hostname()): void {
  mkdirSync(locks, { recursive: true });
  writeFileSync(join(locks, "one.json"), JSON.stringify({ pid, username: "ana", hostname: host, timestamp }));
}

const recover = (...args: string[]) => world.run(process.execPath, "cli/main.ts", "recover", "--stack", "dev", ...args);

describe("recover", () => {
  it("breaks no lock of another machine", async () => {
    lock(1, "elsewhere");
    expect(await recover("--yes")).toEqual({
      code: 1,
      output: `Locked by process 1 of ana on elsewhere since ${timestamp}.
Stack "dev" is in use: only that machine can tell whether the process is still running. If you are sure that it is dead, run \`pulumi cancel\`.
`,
    });
    expect(readdirSync(locks)).toEqual(["one.json"]);
  });

  it("breaks no lock of a running Pulumi", async () => {
    const program = join(world.folder, "pulumi");
    copyFileSync("/bin/sleep", program);
    const living = spawn(program, ["60"]);
    lock(living.pid ?? 0);
    try {
      expect(await recover("--yes")).toMatchObject({
        code: 1,
        output: expect.stringContaining('Stack "dev" is in use: wait until that process ends, or stop it.'),
      });
      expect(readdirSync(locks)).toEqual(["one.json"]);
    } finally {
      living.kill();
    }
  });

  it("breaks no lock without consent", async () => {
    lock(deadProcess());
    expect(await recover()).toMatchObject({
      code: 1,
      output: expect.stringContaining('Break the lock of stack "dev"? There is no terminal to ask in: use --yes.'),
    });
    expect(readdirSync(locks)).toEqual(["one.json"]);
  });

  it.each([
    ["of a dead process", deadProcess()],
    ["whose process id another program has now", process.pid],
  ])("breaks a lock %s", async (_, pid) => {
    lock(pid);
    expect(await recover("--yes")).toMatchObject({
      code: 0,
      output: expect.stringContaining(
        `Locked by process ${pid} of ana on ${hostname()} since ${timestamp}. That process is dead.`,
      ),
    });
    expect(readdirSync(locks).filter((file) => file.endsWith(".json"))).toEqual([]);
    expect(await world.pulumi("preview")).toMatchObject({ code: 0 });
  });

  it("reports a stack without locks and interrupted operations", async () => {
    expect(await recover("--yes")).toEqual({
      code: 0,
      output: 'Stack "dev" has no lock and nothing was interrupted.\n',
    });
  });
});

describe("recover, in a backend that only the engine reads", () => {
  // The engine says the same of a folder.
  const asked = (stack: string) =>
    locksByEngine({ folder: world.folder, project: "idcs-apps", url: "s3://states" }, stack, {
      ...process.env,
      PULUMI_BACKEND_URL: `file://${join(world.folder, "state")}`,
      PULUMI_HOME: join(world.folder, "home", ".pulumi"),
    });

  it("is not for Pulumi Cloud", async () => {
    const cloud = { folder: world.folder, project: "idcs-apps", url: "https://api.pulumi.example/?token=secret" };
    await expect(locksByEngine(cloud, "dev", process.env)).rejects.toThrow(
      "The backend https://api.pulumi.example/ has its own locks: `pulumi cancel --stack dev` breaks one.",
    );
  });

  it("learns the locks from the engine, and changes nothing", async () => {
    const stacks = () => world.keptFiles().filter(({ file }) => file.includes("/.pulumi/stacks/"));
    const before = stacks();
    expect(await asked("dev")).toEqual([]);
    lock(4711, "build-7");
    expect(await asked("dev")).toEqual([{ pid: 4711, username: "ana", hostname: "build-7", timestamp }]);
    expect(readdirSync(locks)).toEqual(["one.json"]);
    expect(stacks()).toEqual(before);
  });
});

describe("recover, for files that were only partly written", () => {
  let state: string;

  beforeAll(async () => {
    state = join(world.folder, "state", ".pulumi", "stacks", "idcs-apps", "dev.json");
    expect(await world.pulumi("up", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
    expect(await world.pulumi("refresh", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
  });

  it("removes an unreadable description of the state", async () => {
    writeFileSync(`${state}.attrs`, "");
    expect((await world.pulumi("preview")).code).not.toBe(0);
    expect(await recover("--yes")).toEqual({
      code: 0,
      output: "Removed dev.json.attrs, which was only partly written.\nRecovered. Run `pulumi up` now.\n",
    });
  });

  it("restores the previous state", async () => {
    writeFileSync(state, '{"version":3,"checkpo');
    expect(await recover("--yes")).toMatchObject({
      code: 0,
      output: expect.stringMatching(
        /^The state was only partly written: restored the newest complete one \(dev\.json\.bak\)\.\n[\s\S]*Recovered\. Run `pulumi up` now\.\n$/,
      ),
    });
  });

  it("restores a checkpoint if the previous state is unreadable too", async () => {
    writeFileSync(state, "");
    writeFileSync(`${state}.bak`, "");
    expect(await recover("--yes")).toMatchObject({
      code: 0,
      output: expect.stringMatching(
        /^The state was only partly written: restored the newest complete one \(dev-\d+\.checkpoint\.json\)\.\n/,
      ),
    });
    expect(await world.pulumi("up", "--yes", "--skip-preview", "--expect-no-changes")).toMatchObject({ code: 0 });
  });
});

/** The number of no process: above the highest that Linux gives. */
function deadProcess(): number {
  return 2 ** 22 + 1;
}
