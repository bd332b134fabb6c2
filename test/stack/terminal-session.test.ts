import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createWorld, type World } from "./world.ts";

// docs/terminal-session.md is the script: its manifests are written and its commands run, in its order. WRITE_DOCS=1 writes what they
// print into it.

const page = join(import.meta.dirname, "..", "..", "docs", "terminal-session.md");
let world: World;

beforeAll(async () => {
  world = await createWorld({});
  world.write("environments/dev.yaml", `identityDomain: { url: "${world.domain.url}" }\n`);
});
afterAll(() => world?.close());

/** A fenced block of the page. */
const block = /^```(yaml|console)\n(.*?)^```$/gms;

it("the terminal session in docs prints what it shows", async () => {
  const secrets = new Set<string>();
  let text = readFileSync(page, "utf8");
  for (const [whole, kind, content = ""] of text.matchAll(block)) {
    if (kind === "yaml") {
      world.write("teams/orders.yaml", content);
      continue;
    }
    const [command = "", ...expected] = content.trimEnd().split("\n");
    const shown = readable(await run(command.replace(/^\$ /, "")));
    for (const secret of Object.values((await clientSecrets()) ?? {})) secrets.add(secret);
    if (process.env.WRITE_DOCS && !expected.includes("…"))
      text = text.replace(whole, `\`\`\`console\n${[command, ...shown].join("\n")}\n\`\`\``);
    else expect({ command, shown }).toEqual({ command, shown: matching(expected, shown) });
  }
  if (process.env.WRITE_DOCS) writeFileSync(page, text);
  expect(secrets.size).toBe(1);
  for (const secret of secrets) expect(text).not.toContain(secret);
});

/** The secrets of the stack; undefined while it has no outputs. */
async function clientSecrets(): Promise<Readonly<Record<string, string>> | undefined> {
  return (await world.outputs("--show-secrets").catch(() => undefined))?.clientSecrets;
}

/** A command as it stands on the page: `npm run --silent idcs-apps --` is the program of this project. */
async function run(command: string): Promise<string> {
  const setUp = [
    "exec 2>&1",
    `npm() { shift 4; ${quoted(process.execPath)} --disable-warning=ExperimentalWarning cli/main.ts "$@"; }`,
    `DOMAIN=${quoted(world.domain.url)}`,
    `export OCI_CONFIG_FILE=unused`,
  ];
  return (await world.run("sh", "-c", `${setUp.join("\n")}\n${command}`)).output;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** What is printed, with the same words in each run. */
function readable(output: string): string[] {
  return output
    .replaceAll(world.domain.url, "http://127.0.0.1:8943")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "2026-11-26T09:00:00.000Z")
    .replaceAll(/("(?:exp|iat)": )\d+/g, "$11764147600")
    .replaceAll(/\bread \d+ s ago\b/g, "read 0 s ago")
    .replaceAll(/^date: .*$/gm, "date: Thu, 26 Nov 2026 09:00:00 GMT")
    .replaceAll(/\b(?:59 min|60 min)\b/g, "60 min")
    .replaceAll(/\b3[56]\d\d s,/g, "3600 s,")
    .replaceAll(/("client_guid": ")[^"]+/g, "$1f1370fe80d628e2fa28a9cb4efdb42f2")
    .replaceAll(/("jti": ")[^"]+/g, "$10b1c2d3e4f5a60718293a4b5c6d7e8f9")
    .trimEnd()
    .split("\n")
    .map((line) => line.trimEnd());
}

/** The shown lines, if the expected ones are like them: `…` stands for any number of lines. Otherwise the expected ones. */
function matching(expected: readonly string[], shown: readonly string[]): readonly string[] {
  const isLike = expected.includes("…")
    ? expected.every((line) => line === "…" || shown.includes(line))
    : expected.join("\n") === shown.join("\n");
  return isLike ? shown : expected;
}
