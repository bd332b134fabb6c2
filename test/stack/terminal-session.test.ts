import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { argumentsDuring } from "./process-arguments.ts";
import { createWorld, outputOf, privateKeyLine, type Said, type World, withoutProgress } from "./world.ts";

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

/** One of each command, as a developer writes them after the session; what prints secrets writes into a file or a pipe. */
const everyCommand = `
idcs-apps deliver orders/nightly --json-file ../pair.json
idcs-apps token orders/nightly --from json:../pair.json --bare --cache > ../token
idcs-apps token orders/nightly --from json:../pair.json --cache -- sh -c 'test -n "$ACCESS_TOKEN"'
idcs-apps basic orders/nightly --from json:../pair.json > ../basic
idcs-apps call orders/nightly --from json:../pair.json "$DOMAIN/ic/api/integration/v1/integrations"
idcs-apps inspect --client orders/nightly < ../token
idcs-apps verify orders
idcs-apps catalog --refresh finance
idcs-apps clients
{ cat ../basic; cat ../token; echo '{"error":"invalid_client"}'; } | idcs-apps explain --client orders/nightly
idcs-apps doctor
idcs-apps doctor --conformance || test $? = 2
idcs-apps drift
idcs-apps completion bash
idcs-apps revoke orders/nightly --from json:../pair.json < ../token
`;

it("no command has a secret or a token in an argument of any process, or in its words", {
  timeout: 120_000,
}, async () => {
  let said = "";
  const lines = await argumentsDuring(async () => {
    said = outputOf(await runInShell(`set -e\n${everyCommand.replaceAll("idcs-apps ", "idcs ")}`));
  });
  const pair = JSON.parse(readFileSync(join(world.folder, "pair.json"), "utf8")) as { clientSecret: string };
  const token = readFileSync(join(world.folder, "token"), "utf8").trim();
  const basic = readFileSync(join(world.folder, "basic"), "utf8").trim().split(" ").at(-1) ?? "";
  const secrets = [
    pair.clientSecret,
    token,
    token.split(".")[2] ?? "",
    basic,
    world.passphrase,
    privateKeyLine(world.domain),
  ];
  expect(secrets.filter((secret) => secret.length < 20)).toEqual([]);
  const started = [...lines].flatMap((line) => / cli\/main\.ts (\w+)/.exec(line)?.[1] ?? []);
  const commands = [...everyCommand.matchAll(/idcs-apps (\w+)/g)].map(([, command = ""]) => command);
  expect([...new Set(started)].sort()).toEqual([...new Set(commands)].sort());
  const texts = [...lines, said];
  expect(texts.filter((text) => secrets.some((secret) => text.includes(secret)))).toEqual([]);
});

/** The secrets of the stack; undefined while it has no outputs. */
async function clientSecrets(): Promise<Readonly<Record<string, string>> | undefined> {
  return (await world.outputs("--show-secrets").catch(() => undefined))?.clientSecrets;
}

/** A command as it stands on the page: `npm run --silent idcs-apps --` is the program of this project. */
async function run(command: string): Promise<string> {
  return (await runInShell(command)).output;
}

/** Lines of a shell, in the project, where `idcs` is the program too: names of functions have no hyphen. */
function runInShell(lines: string): Promise<Said> {
  const setUp = [
    "exec 2>&1",
    `idcs() { ${quoted(process.execPath)} --disable-warning=ExperimentalWarning cli/main.ts "$@"; }`,
    `npm() { shift 4; idcs "$@"; }`,
    `DOMAIN=${quoted(world.domain.url)}`,
    `export OCI_CONFIG_FILE=unused`,
  ];
  return world.run("sh", "-c", `${setUp.join("\n")}\n${lines}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** What is printed, with the same words in each run. */
function readable(output: string): string[] {
  return withoutProgress(output)
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
