import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseEnv } from "node:util";
import { describe, expect, it } from "vitest";
import { delivered, ledgerSync, newFolder, outputs, secret } from "./world.ts";

const variables = {
  OAUTH_CLIENT_ID: ledgerSync.clientId,
  OAUTH_CLIENT_SECRET: secret,
  OAUTH_SCOPE: ledgerSync.scope,
  OAUTH_TOKEN_URL: ledgerSync.tokenUrl,
};

describe("deliver --dotenv-file", () => {
  it.each([
    ["a quote", "it's"],
    ["a backslash", "a\\b"],
    ["a line break", "a\nPATH=/evil"],
  ])("refuses a value with %s, which readers understand differently", async (_, scope) => {
    const dotenvFile = join(newFolder(), "ledger.env");
    const of = { ...outputs, clients: { "payments/ledger-sync": { ...ledgerSync, scope } } };
    expect((await delivered({ dotenvFile }, { of })).error).toBe(
      `CommandError: payments/ledger-sync: --dotenv-file ${dotenvFile}: ${dotenvFile}: the value of OAUTH_SCOPE contains a quote, a backslash or a control character, which shells and readers of .env files understand differently: nothing was written. Use --json-file.`,
    );
    expect(readdirSync(dirname(dotenvFile))).toEqual([]);
  });

  it("refuses a file that it did not write for this client, and leaves it as it is", async () => {
    const folder = newFolder();
    const [mine, portal] = [join(folder, "mine.env"), join(folder, "portal.env")];
    writeFileSync(mine, "DATABASE_URL=x\n");
    await delivered({ client: "payments/portal", dotenvFile: portal });
    const before = readFileSync(portal, "utf8");
    for (const dotenvFile of [mine, portal]) {
      expect((await delivered({ dotenvFile })).error).toBe(
        `CommandError: payments/ledger-sync: --dotenv-file ${dotenvFile}: ${dotenvFile} exists, and is not a file that \`idcs-apps deliver\` wrote for this client: it was not overwritten. Name another file, or move this one away.`,
      );
    }
    expect(readFileSync(mine, "utf8")).toBe("DATABASE_URL=x\n");
    expect(readFileSync(portal, "utf8")).toBe(before);
  });

  it("writes what a shell, Node and `docker --env-file` read alike, for the owner alone", async () => {
    const dotenvFile = join(newFolder(), "new", "ledger.env");
    expect((await delivered({ dotenvFile })).notes).toEqual([`payments/ledger-sync: written to ${dotenvFile}.`]);
    const text = readFileSync(dotenvFile, "utf8");
    expect(text).toBe(
      [
        "# payments/ledger-sync of http://127.0.0.1:8943, by idcs-apps deliver",
        "OAUTH_CLIENT_ID=payments_ledger-sync_dev",
        `OAUTH_CLIENT_SECRET=${secret}`,
        "OAUTH_SCOPE='https://ledger.example.com:443/ic/api/ urn:more'",
        "OAUTH_TOKEN_URL=http://127.0.0.1:8943/oauth2/v1/token",
        "",
      ].join("\n"),
    );
    expect(parseEnv(text)).toEqual(variables);
    const shell = spawnSync("sh", ["-c", `set -a; . "$1"; env`, "sh", dotenvFile], { env: {}, encoding: "utf8" });
    expect(shell.stdout.split("\n")).toEqual(
      expect.arrayContaining(Object.entries(variables).map(([name, value]) => `${name}=${value}`)),
    );
    expect(statSync(dotenvFile).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(dotenvFile)).mode & 0o777).toBe(0o700);
  });

  it("gives a new secret to the readers in one step, and changes nothing when there is none", async () => {
    const dotenvFile = join(newFolder(), "ledger.env");
    await delivered({ dotenvFile });
    const { ino } = statSync(dotenvFile);
    chmodSync(dotenvFile, 0o644);
    expect((await delivered({ dotenvFile })).notes).toEqual([`payments/ledger-sync: ${dotenvFile} has it already.`]);
    expect(statSync(dotenvFile)).toMatchObject({ ino, mode: 0o100600 });
    const of = { ...outputs, clientSecrets: { "payments/ledger-sync": "idcscs-new" } };
    expect((await delivered({ dotenvFile }, { of })).notes).toEqual([
      `payments/ledger-sync: written to ${dotenvFile}.`,
    ]);
    expect(parseEnv(readFileSync(dotenvFile, "utf8"))).toEqual({ ...variables, OAUTH_CLIENT_SECRET: "idcscs-new" });
    expect(statSync(dotenvFile).ino).not.toBe(ino);
    expect(readdirSync(dirname(dotenvFile))).toEqual(["ledger.env"]);
  });
});

describe("deliver --json-file", () => {
  it("refuses a link, and leaves what it leads to as it is", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "target"), "mine");
    symlinkSync("target", join(folder, "link"));
    expect((await delivered({ jsonFile: join(folder, "link") })).error).toBe(
      `CommandError: payments/ledger-sync: --json-file ${folder}/link: ${folder}/link is not a regular file: it was not overwritten. Name another file, or move this one away.`,
    );
    expect(readFileSync(join(folder, "target"), "utf8")).toBe("mine");
  });

  it("refuses a file that git would commit, also behind a link to its folder", async () => {
    const folder = newFolder();
    const repository = join(folder, "repository");
    mkdirSync(join(repository, "config"), { recursive: true });
    spawnSync("git", ["init", "--quiet"], { cwd: repository });
    writeFileSync(join(repository, ".gitignore"), "*.env\n");
    symlinkSync(join(repository, "config"), join(folder, "link"));
    for (const jsonFile of [join(repository, "config/client.json"), join(folder, "link/client.json")]) {
      expect((await delivered({ jsonFile })).error).toBe(
        `CommandError: payments/ledger-sync: --json-file ${jsonFile}: ${jsonFile} is in the git work tree ${repository} and is not ignored, so it could be committed with the secret: nothing was written. Add /config/client.json to .gitignore there, or name a file outside.`,
      );
    }
    expect(readdirSync(join(repository, "config"))).toEqual([]);
    const ignored = join(repository, "config/client.env");
    expect((await delivered({ jsonFile: ignored })).notes).toEqual([`payments/ledger-sync: written to ${ignored}.`]);
  });

  it("refuses a file in a work tree that git cannot be asked about", async () => {
    const repository = newFolder();
    writeFileSync(join(repository, ".git"), "gitdir: /nowhere\n");
    const jsonFile = join(repository, "client.json");
    expect((await delivered({ jsonFile })).error).toBe(
      `CommandError: payments/ledger-sync: --json-file ${jsonFile}: ${jsonFile} is in the git work tree ${repository}, and git did not say whether it is ignored: nothing was written. Name a file outside.`,
    );
  });

  it("overwrites its own file of the same client, and no other JSON", async () => {
    const folder = newFolder();
    const jsonFile = join(folder, "client.json");
    await delivered({ jsonFile });
    const of = { ...outputs, clientSecrets: { "payments/ledger-sync": "idcscs-new" } };
    await delivered({ jsonFile }, { of });
    expect(JSON.parse(readFileSync(jsonFile, "utf8"))).toMatchObject({ clientSecret: "idcscs-new" });
    expect((await delivered({ client: "payments/portal", jsonFile })).error).toMatch(/was not overwritten/);
    writeFileSync(jsonFile, "null");
    expect((await delivered({ jsonFile })).error).toMatch(/was not overwritten/);
  });
});
