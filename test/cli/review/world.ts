import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { schema } from "../../../cli/review/json.ts";
import { type ReviewOptions, review } from "../../../cli/review/review.ts";

/** What a commit has at a path: a file, a link, a submodule; null removes it. */
export type Entry = string | Uint8Array | { readonly link: string } | "submodule" | null;

/** The entries of a commit, by path. */
export type Entries = Readonly<Record<string, Entry>>;

/** Two environments: `dev`, which forbids nothing, and `prod`. */
export const environments = {
  "environments/dev.yaml": "identityDomain: { url: https://idcs-1.identity.oraclecloud.com }\n",
  "environments/prod.yaml": "identityDomain: { url: https://idcs-2.identity.oraclecloud.com }\ndeletion: direct\n",
};

/** The manifest of a team; each client is the content of a flow mapping. */
export function team(name: string, clients: readonly string[], more = ""): string {
  const list = clients.map((client) => `  - { ${client} }\n`).join("");
  return `team: ${name}\nowner: ${name}@example.com\nclients:${clients.length > 0 ? `\n${list}` : " []\n"}${more}`;
}

/** A client that has nothing but what is given. */
export function client(name: string, more = "access: []"): string {
  return `name: ${name}, grantTypes: [client_credentials], ${more}`;
}

/**
 * A repository without a working tree: `main` has the base, `pr` has the changes of the head on top, and `moved` other changes on
 * top of `main`. Written as git stores it, so that it may have what no disk accepts.
 */
export function repositoryWith(base: Entries, head: Entries, moved: Entries = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "review-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  run(folder, ["init", "--quiet", "--bare"]);
  writeCommits(folder, [
    commit("refs/heads/main", { ...environments, ...base }),
    commit("refs/heads/pr", head, "refs/heads/main"),
    commit("refs/heads/moved", moved, "refs/heads/main"),
  ]);
  return folder;
}

/** Writes a commit on top of another one into a repository, as git stores it: nothing of it is checked out. */
export function addCommit(folder: string, ref: string, entries: Entries, from: string): void {
  writeCommits(folder, [commit(ref, entries, from)]);
}

function writeCommits(folder: string, commits: readonly Buffer[][]): void {
  const uncompressed = ["-c", "core.compression=0", "-c", "pack.compression=0"];
  run(folder, [...uncompressed, "fast-import", "--quiet"], Buffer.concat(commits.flat()));
}

function run(folder: string, args: readonly string[], input?: Buffer): void {
  const { status, stderr } = spawnSync("git", ["-C", folder, ...args], { input, maxBuffer: 1e9 });
  if (status !== 0) throw new Error(String(stderr));
}

function commit(ref: string, entries: Entries, from?: string): Buffer[] {
  const head = `commit ${ref}\ncommitter Ann <ann@example.com> 1700000000 +0000\ndata 1\nx\n`;
  const changes = Object.entries(entries).map(([path, entry]) => change(quoted(path), entry));
  return [Buffer.from(`${head}${from ? `from ${from}\n` : ""}`), ...changes.flat(), Buffer.from("\n")];
}

/** A path as git writes it: in quotes, with control characters as octal numbers. */
function quoted(path: string): string {
  const octal = (character: string) => `\\${character.charCodeAt(0).toString(8).padStart(3, "0")}`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is escaped.
  return `"${path.replaceAll(/[\u0000-\u001f"\\]/g, octal)}"`;
}

function change(path: string, entry: Entry): Buffer[] {
  if (entry === null) return [Buffer.from(`D ${path}\n`)];
  if (entry === "submodule") return [Buffer.from(`M 160000 ${"1".repeat(40)} ${path}\n`)];
  const isLink = typeof entry === "object" && "link" in entry;
  const content = Buffer.from(isLink ? entry.link : entry);
  return [
    Buffer.from(`M ${isLink ? 120000 : 100644} inline ${path}\ndata ${content.length}\n`),
    content,
    Buffer.from("\n"),
  ];
}

/** Reviews `pr` against `main`, on a fixed day. What it returns has the form of the schema. */
export async function reviewed(root: string, options: Partial<ReviewOptions> = {}) {
  return schema.parse(await review({ root, base: "main", head: "pr", today: "2026-11-27", ...options }));
}

/** The places and messages of problems or warnings. */
export function messages(
  remarks: readonly {
    file?: string | undefined;
    line?: number | undefined;
    column?: number | undefined;
    message: string;
  }[],
) {
  return remarks.map(({ file = "", line = 0, column = 0, message }) => `${file}:${line}:${column} ${message}`);
}

/** A catalogue of `dev`. */
export function catalogOf(content: object): ReadonlyMap<string, string> {
  const folder = mkdtempSync(join(tmpdir(), "catalog-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "dev.json");
  writeFileSync(file, JSON.stringify(content));
  return new Map([["dev", file]]);
}

/** A domain with one API, two people and a group. */
export const shopDomain = {
  apps: [
    {
      displayName: "Shop API",
      clientId: "shop_api",
      audience: "https://shop.example.com/",
      scopes: [{ value: "read" }, { value: "write" }],
      roles: [{ displayName: "Clerk" }, { displayName: "Boss", availableToClients: false }],
    },
  ],
  users: [{ userName: "ann@example.com" }, { userName: "bob@example.com" }],
  groups: [{ displayName: "sales" }],
};
