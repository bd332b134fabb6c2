import { chmodSync, readdirSync, readFileSync, renameSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { documentOf, textOf } from "../../../cli/deliver/document.ts";
import { pairFrom } from "../../../cli/pair/pair-from.ts";
import { TokenCache } from "../../../cli/token/cache.ts";
import type { TokenJson } from "../../../cli/token/json.ts";
import { operandsOf, refuseSecret } from "../../../cli/token/operands.ts";
import { render } from "../../../cli/token/render.ts";
import { runProgram } from "../../../cli/token/run-program.ts";
import { ledgerSync, newFolder, outputs, secret, standIn } from "../deliver/world.ts";

const client = "payments/ledger-sync";
const text = textOf(documentOf(outputs, client) as NonNullable<ReturnType<typeof documentOf>>);
const from = (place: string | undefined, of: string | undefined, environment: NodeJS.ProcessEnv = {}) =>
  pairFrom(place, of, { outputs: async () => outputs, environment });

/** A file of these contents. */
function file(contents: string): string {
  const path = join(newFolder(), "pair");
  writeFileSync(path, contents);
  return path;
}

describe("the pair of a client", () => {
  const known = {
    clientId: ledgerSync.clientId,
    clientSecret: secret,
    scope: ledgerSync.scope,
    tokenUrl: ledgerSync.tokenUrl,
  };

  it("comes from the stack's outputs", async () => {
    expect(await from(undefined, client)).toMatchObject(known);
  });

  it("comes from a JSON file and from an env file that deliver wrote", async () => {
    expect(await from(`json:${file(text)}`, undefined)).toMatchObject(known);
    const variables = `A_CLIENT_ID=${known.clientId}\nA_CLIENT_SECRET=${secret}\nA_SCOPE="${known.scope}"\nA_TOKEN_URL=${known.tokenUrl}\n`;
    expect(await from(`env:${file(variables)}`, undefined)).toEqual(known);
  });

  it("comes from a Kubernetes Secret, by kubectl", async () => {
    const { environment, read } = standIn(
      "kubectl",
      `echo "$*" > "$STAND_IN/calls"; echo ${Buffer.from(text).toString("base64")}`,
    );
    expect(await from("kubernetes:payments/ledger-sync", client, environment)).toMatchObject(known);
    expect(read("calls")).toBe("get secret ledger-sync --namespace payments -o jsonpath={.data.client\\.json}\n");
  });

  it.each([
    ["json:/nowhere/at-all", undefined, "/nowhere/at-all cannot be read (ENOENT)."],
    [
      "vault:ocid1.vaultsecret.oc1..abc",
      undefined,
      "ocid1.vaultsecret.oc1..abc names no region. If it is in the vault of a local domain, add --vault-endpoint with the domain's URL, such as http://127.0.0.1:8943.",
    ],
    ["vault:ledger", undefined, "--from vault: needs the OCID of a secret, ocid1.vaultsecret.…."],
    [
      "file",
      undefined,
      "--from file is none of vault:<OCID>, json:<file>, env:<file> or kubernetes:<namespace>/<name>.",
    ],
  ])("is refused from %s in words", async (place, of, message) => {
    await expect(from(place, of)).rejects.toThrow(message);
  });

  it("is refused where a file has no end, after no more than its limit", async () => {
    await expect(from("json:/dev/zero", undefined)).rejects.toThrow(
      "/dev/zero is larger than 1 MiB: no pair is in it.",
    );
  });

  it("is refused where a place holds that of another client, or nothing that deliver wrote, without its values", async () => {
    const good = file(text);
    await expect(from(`json:${good}`, "payments/portal")).rejects.toThrow(
      `json:${good} holds the pair of payments/ledger-sync, not of payments/portal.`,
    );
    const bad = file(JSON.stringify({ ...JSON.parse(text), tokenUrl: secret, version: 9 }));
    await expect(from(`json:${bad}`, undefined)).rejects.toThrow(
      `json:${bad} is not a document of \`idcs-apps deliver\`, version 1: wrong or missing: version, tokenUrl.`,
    );
    const cut = file(secret);
    await expect(from(`json:${cut}`, undefined)).rejects.toThrow(
      `json:${cut} does not hold JSON. \`idcs-apps deliver\` writes what is expected there.`,
    );
    const lacking = file(`CLIENT_SECRET=${secret}\n`);
    await expect(from(`env:${lacking}`, undefined)).rejects.toThrow(
      `env:${lacking} lacks OAUTH_CLIENT_ID, OAUTH_CLIENT_SECRET, OAUTH_TOKEN_URL.`,
    );
  });
});

const now = new Date("2026-11-21T12:00:00Z");
const key = { identityDomainUrl: "https://d", clientId: "c", flow: "browser", scope: "s", username: "u" };
const token: TokenJson = {
  client,
  flow: "authorization_code",
  accessToken: "eyJ.a.b",
  tokenType: "Bearer",
  expiresAt: "2026-11-21T13:00:00.000Z",
  refreshToken: "refresh'it",
};

describe("the cache", () => {
  it("keeps a token, without its refresh token, for its owner alone, and removes it", () => {
    const folder = join(newFolder(), "tokens");
    const cache = new TokenCache(folder);
    cache.keep(key, token);
    const [name = ""] = readdirSync(folder);
    expect([folder, join(folder, name)].map((path) => (statSync(path).mode & 0o777).toString(8))).toEqual([
      "700",
      "600",
    ]);
    expect(readFileSync(join(folder, name), "utf8")).not.toContain("refresh'it");
    const { refreshToken: _, ...rest } = token;
    expect(cache.find(key, now)).toEqual(rest);
    expect([cache.forget("other"), cache.forget("c"), cache.find(key, now)]).toEqual([0, 1, undefined]);
  });

  it.each(Object.keys(key))("does not answer for another %s", (member) => {
    const cache = new TokenCache(newFolder());
    cache.keep(key, token);
    expect(cache.find({ ...key, [member]: "another" }, now)).toBeUndefined();
  });

  it("does not answer with a token that ends within a minute, or with a file that is not its own", () => {
    const folder = newFolder();
    const cache = new TokenCache(folder);
    cache.keep(key, token);
    expect(cache.find(key, new Date("2026-11-21T12:59:01Z"))).toBeUndefined();
    const [name = ""] = readdirSync(folder);
    writeFileSync(join(folder, name), "{");
    expect(cache.find(key, now)).toBeUndefined();
  });

  it("keeps a token beside what another process writes, and follows no link", () => {
    const folder = newFolder();
    const cache = new TokenCache(folder);
    cache.keep(key, token);
    const [name = ""] = readdirSync(folder);
    const elsewhere = join(newFolder(), "planted.json");
    renameSync(join(folder, name), elsewhere);
    symlinkSync(elsewhere, join(folder, name));
    symlinkSync(elsewhere, join(folder, `${name}.new`));
    expect(cache.find(key, now)).toBeUndefined();
    const planted = readFileSync(elsewhere, "utf8");
    cache.keep(key, { ...token, accessToken: "eyJ.c.d" });
    expect(cache.find(key, now)?.accessToken).toBe("eyJ.c.d");
    expect(readFileSync(elsewhere, "utf8")).toBe(planted);
    expect(readdirSync(folder).sort()).toEqual([name, `${name}.new`]);
  });

  it("makes a folder that others could read its owner's alone", () => {
    const folder = newFolder();
    chmodSync(folder, 0o755);
    new TokenCache(folder).keep(key, token);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });
});

describe("a program", () => {
  it("gets the token in its environment only, and its exit code is returned", async () => {
    const out = join(newFolder(), "out");
    const script = `printf '%s %s' "$ACCESS_TOKEN" "$*" > "$0"; exit 7`;
    const code = await runProgram(["sh", "-c", script, out, "word"], { ACCESS_TOKEN: token.accessToken }, process.env);
    expect([code, readFileSync(out, "utf8")]).toEqual([7, "eyJ.a.b word"]);
  });

  it("that does not exist is named", async () => {
    await expect(runProgram(["no-such-program"], {}, process.env)).rejects.toThrow(
      "no-such-program cannot be run: is it on PATH?",
    );
  });

  it("shows claims without what a terminal obeys, as the same JSON", () => {
    const claims = { name: "\u001B[2J \u009B2J \u202E \u{E0001}" };
    const shown = render("claims", token, () => claims, now);
    expect(shown).toBe(
      `token of ${client}, valid for 3600 s, with the claims\n  {\n    "name": "\\u001b[2J \\u009b2J \\u202e \\udb40\\udc01"\n  }`,
    );
    expect(JSON.parse(shown.slice(shown.indexOf("{")))).toEqual(claims);
  });

  it("reads with eval what --env prints, whatever characters it has", async () => {
    const lines = render("env", token, () => ({}), now);
    const out = join(newFolder(), "out");
    await runProgram(
      ["sh", "-c", `eval "$LINES_OF"; printf '%s' "$REFRESH_TOKEN" > "$0"`, out],
      { LINES_OF: lines },
      process.env,
    );
    expect(readFileSync(out, "utf8")).toBe("refresh'it");
  });
});

describe("a command line", () => {
  it.each([
    ["a client", ["a/b"], ["token", "a/b"], { client: "a/b", program: [] }],
    [
      "a client and a program",
      ["a/b", "curl", "x"],
      ["token", "a/b", "--", "curl", "x"],
      { client: "a/b", program: ["curl", "x"] },
    ],
    ["a program alone", ["curl", "x"], ["token", "--", "curl", "x"], { client: undefined, program: ["curl", "x"] }],
    ["nothing", [], ["token"], { client: undefined, program: [] }],
  ])("has %s", (_, operands, argv, expected) => {
    expect(operandsOf(operands, argv)).toEqual(expected);
  });

  it("does not take a program without --, nor a token or a secret", () => {
    expect(() => operandsOf(["a/b", "curl"], ["token", "a/b", "curl"])).toThrow(
      "There is more than one client. A program, with its arguments, stands behind `--`.",
    );
    for (const word of ["eyJhbGciOi", "idcscs-1", "Bearer x"]) {
      expect(() => refuseSecret(word)).toThrow(/^An argument is a token or a secret: /);
      expect(() => refuseSecret(word)).not.toThrow(word);
    }
  });
});
