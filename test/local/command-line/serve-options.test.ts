import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Processes } from "../../processes/start.ts";

const root = join(import.meta.dirname, "../../..");
const example = join(root, "local/seed/example.yaml");
let base: string;
const processes = new Processes();
const children: ChildProcess[] = [];
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "local-domain-serve-"));
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  await rm(base, { recursive: true, force: true });
});

function start(...args: string[]): { child: ChildProcess; out: Interface; error: () => string } {
  const child = processes.start(process.execPath, [join(root, "local/main.ts"), ...args]);
  children.push(child);
  let error = "";
  child.stderr?.on("data", (chunk) => {
    error += chunk;
  });
  return { child, out: createInterface(child.stdout as NodeJS.ReadableStream), error: () => error };
}

const serve = (...args: string[]) => start("serve", "--port", "0", "--data", join(base, "data"), ...args);
const nextLine = async (out: Interface) => ((await once(out, "line")) as [string])[0];
const urlIn = (line: string) => /http:\S+(?=,)/.exec(line)?.[0] ?? "";

async function stop(child: ChildProcess): Promise<void> {
  child.kill("SIGTERM");
  await once(child, "exit");
}

describe("serve", () => {
  it("refuses a faulty seed with every problem, and nothing else", async () => {
    const seed = join(base, "seed.yaml");
    await writeFile(seed, "users:\n  - userName: sam\nteams: []\n");
    const { child, error } = serve("--seed", seed);
    expect(await once(child, "close")).toEqual([1, null]);
    expect(error()).toBe(
      `${seed}:2:5  users[0].familyName: Invalid input: expected string, received undefined\n${seed}:3:1  Unrecognized key: "teams"\n`,
    );
    expect(existsSync(join(base, "data"))).toBe(false);
  });

  it("uses the seed that follows a refused one, in an existing folder", async () => {
    const seed = join(base, "seed.yaml");
    await writeFile(seed, "teams: []\n");
    await mkdir(join(base, "data"));
    const refused = serve("--seed", seed);
    expect(await once(refused.child, "close")).toEqual([1, null]);
    const { child, out, error } = serve("--seed", example);
    await nextLine(out);
    await stop(child);
    expect(error()).toBe("");
  });

  it("refuses an unknown domain type, and names the legal ones", async () => {
    const { child, error } = serve("--domain-type", "Gold");
    expect(await once(child, "close")).toEqual([1, null]);
    expect(error()).toContain("Allowed choices are free, oracle-apps, oracle-apps-premium, premium, external.");
  });

  it("answers as the answers file says", async () => {
    const answers = join(base, "answers.yaml");
    await writeFile(answers, "issuer: https://issuer.example.com/\n");
    const url = urlIn(await nextLine(serve("--answers", answers).out));
    const response = await fetch(`${url}/.well-known/openid-configuration`);
    expect(await response.json()).toMatchObject({ issuer: "https://issuer.example.com/" });
  });

  it("refuses a faulty answers file, and creates no data folder", async () => {
    const answers = join(base, "answers.yaml");
    await writeFile(answers, "deniedStatus: 402\n");
    const { child, error } = serve("--answers", answers);
    expect(await once(child, "close")).toEqual([1, null]);
    expect(error()).toBe(`${answers}:1:15  deniedStatus: found 402, expected 401 or 403.\n`);
    expect(existsSync(join(base, "data"))).toBe(false);
  });

  it("prints a line for each request with --log", async () => {
    const { out } = serve("--log");
    const url = urlIn(await nextLine(out));
    const line = nextLine(out);
    await fetch(`${url}/admin/v1/Apps?access_token=abc`);
    expect(await line).toMatch(
      /^\S+ GET \/admin\/v1\/Apps\?access_token=\*\*\* 401 \(\d+ ms, error\.common\.common\.accessDenied(, [^)]+)?\)$/,
    );
  });

  it("reports that a seed was not used when the folder already holds a domain", async () => {
    const first = serve("--seed", example);
    await nextLine(first.out);
    await stop(first.child);
    expect(first.error()).toBe("");
    const second = serve("--seed", example);
    await nextLine(second.out);
    await stop(second.child);
    expect(second.error()).toBe(
      `${example} was not used: the folder already holds a domain. \`npm run local-domain -- reset\` removes it.\n`,
    );
  });
});

describe("status", () => {
  it("shows the type of the domain", async () => {
    await nextLine(serve("--domain-type", "free").out);
    expect(await nextLine(start("status", "--data", join(base, "data")).out)).toMatch(/, type free$/);
  });
});
