import { spawnSync } from "node:child_process";
import { CommandError } from "../errors/command-error.ts";

/** What a commit has at a path. */
export interface TreeEntry {
  /** `unusable`: no disk can have it as it is, because of its name, or because its folder has the name twice. */
  readonly kind: "file" | "link" | "submodule" | "unusable";
  /** The name of its content in git's store. */
  readonly id: string;
  /** In bytes; 0 for a link or a submodule. */
  readonly size: number;
}

/** The entries of a commit by their paths, relative to the folder. */
export type Tree = ReadonlyMap<string, TreeEntry>;

/** A path that differs between two commits, relative to the top of the repository. */
export interface ChangedPath {
  readonly path: string;
  /** `A` added, `M` changed, `D` deleted, `T` another kind of entry. */
  readonly status: string;
}

/**
 * Reads commits of a folder's git repository as what they are: names and bytes. Git reads its own store, and neither the working
 * tree, nor an index, nor attributes: no filter, no textconv, no hook and no other program runs, and nothing is fetched.
 */
export class GitRepository {
  readonly #root: string;

  /** @param root a folder in the repository; paths of its trees are relative to it */
  constructor(root: string) {
    this.#root = root;
  }

  /**
   * The commit that a revision names.
   *
   * @param option the option of the command line that names it, for messages
   * @throws CommandError if there is none, or it looks like an option
   */
  commit(revision: string, option: string): string {
    const shown = JSON.stringify(revision.slice(0, 200));
    if (revision.startsWith("-") || /[\s\p{C}]/u.test(revision))
      throw new CommandError(`${option}: ${shown} is not a revision: write a branch, a tag or a commit.`);
    const found = this.#run(["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`]);
    const commit = found?.toString("latin1").trim() ?? "";
    if (/^[0-9a-f]{40,64}$/.test(commit)) return commit;
    throw new CommandError(
      `${option}: there is no revision ${shown} in a git repository of this folder. In a pipeline, fetch it first: git fetch origin <branch>.`,
    );
  }

  /** The commit from which two commits have parted; absent if none is known, as in a clone without history. */
  mergeBase(one: string, other: string): string | undefined {
    const found = this.#run(["merge-base", one, other])?.toString("latin1").trim();
    return found === undefined || found === "" ? undefined : found;
  }

  /**
   * What a commit has below some folders, or at some paths.
   *
   * @param recursive whether what sub-folders contain is among them. @default true
   * @throws CommandError if there is more than a review reads
   */
  tree(commit: string, paths: readonly string[], recursive = true): Tree {
    const args = ["ls-tree", ...(recursive ? ["-r"] : []), "-l", "-z", commit, "--", ...paths];
    const listed = this.#run(args, "", mostListed);
    if (listed === undefined) throw new TooMuch();
    const entries = new Map<string, TreeEntry>();
    for (const [path, entry] of lines(listed).flatMap(entryOf))
      entries.set(path, entries.has(path) || isOddPath(path) ? { ...entry, kind: "unusable", size: 0 } : entry);
    return entries;
  }

  /** The contents of files, by their ids. @throws CommandError if git cannot read them */
  contents(ids: readonly string[]): ReadonlyMap<string, Uint8Array> {
    const each = [...new Set(ids)];
    if (each.length === 0) return new Map();
    const answer = this.#run(["cat-file", "--batch"], each.map((id) => `${id}\n`).join(""), mostBytes);
    if (answer === undefined) throw new CommandError("git cannot read the files of the revision: fetch it completely.");
    let at = 0;
    return new Map(
      each.map((id) => {
        const begin = answer.indexOf("\n", at) + 1;
        const size = Number(answer.toString("latin1", at, begin).split(" ").at(-1));
        if (begin === 0 || !Number.isSafeInteger(size))
          throw new CommandError("git does not have all files of the revision: fetch it completely.");
        at = begin + size + 1;
        return [id, answer.subarray(begin, begin + size)] as const;
      }),
    );
  }

  /**
   * The paths that differ between two commits, in the order of names. A rename is one path that is gone and one that is new.
   *
   * @returns absent if there are more than can be listed
   */
  changed(before: string, after: string): readonly ChangedPath[] | undefined {
    const args = ["diff-tree", "-r", "--raw", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", before, after];
    const listed = this.#run(args, "", mostListed);
    if (listed === undefined) return undefined;
    const parts = lines(listed);
    return parts.flatMap((part, index) => {
      const status = /^:\d{6} \d{6} [0-9a-f]+ [0-9a-f]+ ([A-Z])/.exec(part)?.[1];
      const path = parts[index + 1];
      return status === undefined || path === undefined || index % 2 === 1 ? [] : [{ path, status }];
    });
  }

  /** Where the folder is in its repository: `""`, or `folder/`. */
  prefix(): string {
    return this.#run(["rev-parse", "--show-prefix"])?.toString().replace(/\n$/, "") ?? "";
  }

  #run(args: readonly string[], input = "", maxBuffer = mostListed): Buffer | undefined {
    const { status, stdout, error } = spawnSync("git", ["-C", this.#root, ...plainGit, ...args], {
      input,
      maxBuffer,
      env: environment(),
    });
    if ((error as NodeJS.ErrnoException | undefined)?.code === "ENOENT") throw error;
    return status === 0 ? stdout : undefined;
  }
}

/** A commit has more entries than a review lists. */
export class TooMuch extends CommandError {
  override readonly name = "TooMuch";
  constructor() {
    super("the revision has more files than a review reads.");
  }
}

/** The longest list of paths that git may answer with. */
const mostListed = 16 * 1_048_576;

/** The most that git may answer with contents. */
const mostBytes = 64 * 1_048_576;

/** Nothing of the repository's configuration that could start a program. */
const plainGit = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.quotePath=false"];

/** Git reads what is there: it fetches nothing, replaces nothing and asks nobody. */
function environment(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    GIT_NO_LAZY_FETCH: "1",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_LITERAL_PATHSPECS: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_ALLOW_PROTOCOL: "none",
  };
}

const kinds: Readonly<Record<string, TreeEntry["kind"]>> = { "120000": "link", "160000": "submodule" };

/** An entry of `git ls-tree -l`: `100644 blob <id> <size>⇥<path>`. Folders are none. */
function entryOf(line: string): [string, TreeEntry][] {
  const [, mode = "", type, id, size, path] = /^(\d{6}) (\w+) ([0-9a-f]+) +(\d+|-)\t(.+)$/s.exec(line) ?? [];
  if (id === undefined || path === undefined || type === "tree") return [];
  return [[path, { kind: kinds[mode] ?? "file", id, size: mode in kinds || size === "-" ? 0 : Number(size) }]];
}

/** A path that git refuses to write to a disk, or whose bytes are not UTF-8: two such paths would look the same. */
function isOddPath(path: string): boolean {
  return path.includes("\ufffd") || path.split("/").some((name) => /^(\.{0,2}|\.git)$/i.test(name));
}

function lines(listed: Buffer): string[] {
  return listed.toString("utf8").split("\0").filter(Boolean);
}
