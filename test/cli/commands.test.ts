import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describedCommands } from "../../cli/help-text.ts";
import { program } from "../../cli/program.ts";
import { commandDocuments } from "../../cli/write-json-schemas.ts";
import { type RunningLocalDomain, startLocalDomain } from "../../local/server.ts";
import { folderWith } from "../manifest/world.ts";
import { environmentOf } from "./adopt-world.ts";

const checkout = resolve(import.meta.dirname, "../..");
const commands = describedCommands(program);

/** The words of a command line, as a shell separates them. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}

/** Commands that print no data for programs, and why. */
const withoutJson: Readonly<Record<string, string>> = {
  start: "shows a developer what the other commands do",
  basic: "prints a header",
  revoke: "prints words only",
  call: "prints what the API answers",
  deliver: "hands over a document: with --json-file as JSON",
  recover: "prints words only",
  "drift accept": "writes manifests; what is left is what drift --json prints",
  request: "writes a manifest, which is YAML",
  init: "writes files, and says which",
  "export-seed": "writes a file, which is YAML or JSON",
  completion: "prints a script",
  "fleet split": "is run once, and prints words only",
  "fleet join": "is run once, and prints words only",
};

describe("every command", () => {
  it.each(commands.map((one) => [one.name, one] as const))(
    "%s says in its help what its exit codes mean, with examples",
    (_, { exitCodes, examples }) => {
      expect([...exitCodes.keys()]).toEqual(expect.arrayContaining([0, 1]));
      expect([...exitCodes.keys()].filter((code) => ![0, 1, 2, 130].includes(code))).toEqual([]);
      expect(examples.length).toBeGreaterThan(0);
    },
  );

  it.each(commands.map((one) => [one.name, one] as const))(
    "%s prints JSON, or there is a reason why not",
    (name, { command }) => {
      const hasJson = command.options.some(({ long }) => long === "--json");
      expect(hasJson || name in withoutJson).toBe(true);
    },
  );

  it("has a schema in docs/json if it prints JSON, and a row in docs/command.md, as `npm run command-docs` writes them", async () => {
    const documents = await commandDocuments();
    for (const [file, content] of Object.entries(documents))
      expect([file, readFileSync(join(checkout, file), "utf8")]).toEqual([file, content]);
    const printing = commands.filter(({ command }) => command.options.some(({ long }) => long === "--json"));
    for (const { name } of printing)
      expect(Object.keys(documents)).toContain(`docs/json/${name.split(" ")[0]}.schema.json`);
  });
});

/** The command that a line leads to, with the words as commander understands them; what the command does is left out. */
async function parsed(line: string): Promise<string> {
  let reached = "";
  const quiet = (command: Command, names: readonly string[]): void => {
    command.exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} });
    command.action(() => {
      reached = names.join(" ");
    });
    for (const one of command.commands) quiet(one, [...names, one.name()]);
  };
  for (const command of program.commands) quiet(command, [command.name()]);
  program.exitOverride();
  await program.parseAsync(wordsOf(line), { from: "user" });
  return reached;
}

describe("the examples in help", () => {
  it.each(commands.flatMap(({ name, examples }) => examples.map((example) => [example, name])))(
    "idcs-apps %s",
    async (example, name) => {
      expect(await parsed(example)).toBe(name);
    },
  );

  it("are parsed strictly: a line with a wrong option is refused", async () => {
    await expect(parsed("check --nonsense")).rejects.toThrow("unknown option '--nonsense'");
  });
});

const manifest = `team: payments
owner: payments@example.com
clients:
  - name: ledger-sync
    grantTypes: [client_credentials]
    access: [{ service: integration, instance: finance, roles: [ServiceDeveloper] }]
`;

describe("the examples that need no engine, in a project", () => {
  let domain: RunningLocalDomain;
  beforeAll(async () => {
    domain = await startLocalDomain({
      examples: true,
      seed: {
        apps: [
          {
            displayName: "shop-api",
            clientId: "s",
            audience: "https://s.example.com/",
            scopes: [{ value: "read" }],
            accessTokenExpiry: 3600,
            refreshTokenExpiry: 604800,
          },
        ],
      },
    });
  });
  afterAll(() => domain.close());

  const runnable = ["check", "catalog", "completion", "drift", "export-seed", "request", "adopt"];
  /** An engine, an answer in a terminal, or another program's state is needed. */
  const others = [
    "drift --team payments --json",
    "request",
    "adopt --prefix payments- --team payments",
    "adopt --from-state state.json --team payments",
    "check --base HEAD --json",
  ];
  const lines = commands
    .filter(({ name }) => runnable.includes(name))
    .flatMap(({ examples }) => examples)
    .filter((example) => !others.includes(example));

  it.each(lines)("idcs-apps %s", { timeout: 30_000 }, async (line) => {
    const folder = folderWith({
      "Pulumi.yaml": "name: idcs-apps\n",
      "environments/dev.yaml": `identityDomain: { url: "${domain.url}" }\n`,
      "teams/payments.yaml": manifest,
    });
    const url = "https://idcs-0123456789abcdef.identity.oraclecloud.com";
    const words = wordsOf(line.replace(url, domain.url));
    const { code, stdout, stderr } = await run(folder, words);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect({ code, stderr }).toEqual({ code: words[0] === "drift" ? 2 : 0, stderr });
    if (words.includes("--json")) expect(() => JSON.parse(stdout)).not.toThrow();
    expect(`${stdout}${stderr}`).not.toContain("\u001b");
  });

  function run(
    cwd: string,
    words: readonly string[],
  ): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const env = { ...process.env, ...environmentOf(domain), XDG_CACHE_HOME: join(cwd, "cache") };
    const args = ["--disable-warning=ExperimentalWarning", join(checkout, "cli/main.ts"), ...words];
    const child = spawn(process.execPath, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    const [out, errors]: [string[], string[]] = [[], []];
    child.stdout.setEncoding("utf8").on("data", (text) => out.push(text));
    child.stderr.setEncoding("utf8").on("data", (text) => errors.push(text));
    return new Promise((done) => {
      child.on("close", (code) => done({ code, stdout: out.join(""), stderr: errors.join("") }));
    });
  }
});
