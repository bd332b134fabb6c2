import { spawnSync } from "node:child_process";
import { relative, resolve } from "node:path";
import { codeownersPlaces } from "../../manifest/read-codeowners.ts";
import { type Files, filesOf } from "../../manifest/yaml/files.ts";

/** The largest file that is read: 1 MiB, the limit for manifests. */
const largest = 1_048_576;

/** The most that git may answer: the manifests of a large organisation. */
const mostBytes = 256 * largest;

/**
 * The YAML files in `teams/` and `environments/` of a project, and its CODEOWNERS, as they are in a revision of its git repository. Links
 * are not among them, nor files of more than 1 MiB. Git runs three times, whatever the number of files.
 *
 * @param root the project's folder
 * @param revision for example `HEAD` or `origin/main`
 * @returns absent if git is not there, the folder is in no repository, or there is no such revision
 */
export function filesInGit(root: string, revision: string): Files | undefined {
  const commit = git(root, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`]);
  const listed = commit && git(root, ["ls-tree", "-r", "-l", "-z", commit.toString().trim(), "--", ...read]);
  if (!listed) return undefined;
  const entries = listed.toString().split("\0").flatMap(regularFile);
  const contents = git(root, ["cat-file", "--batch"], entries.map(({ id }) => `${id}\n`).join(""));
  if (!contents) return undefined;
  const files = filesOf(Object.fromEntries(contentsOf(contents, entries)));
  const inProject = (path: string): string => relative(resolve(root), resolve(root, path));
  return { list: (folder) => files.list(inProject(folder)), read: (path) => files.read(inProject(path)) };
}

const read = ["teams", "environments", ...codeownersPlaces];

interface Entry {
  readonly id: string;
  readonly path: string;
}

/** An entry of `git ls-tree -l`: `100644 blob <id> <size>⇥<path>`. */
function regularFile(line: string): Entry[] {
  const [, id, size, path] = /^100\d{3} blob ([0-9a-f]+) +(\d+)\t(.*\.ya?ml|(?:.*\/)?CODEOWNERS)$/is.exec(line) ?? [];
  return id && path && Number(size) <= largest ? [{ id, path }] : [];
}

/** The contents in the answer of `git cat-file --batch`: `<id> blob <size>⏎<content>⏎` for each. */
function contentsOf(answer: Buffer, entries: readonly Entry[]): [string, Uint8Array][] {
  let at = 0;
  return entries.map(({ path }) => {
    const begin = answer.indexOf("\n", at) + 1;
    const size = Number(answer.toString("latin1", at, begin).split(" ").at(-1));
    at = begin + size + 1;
    return [path, answer.subarray(begin, begin + size)];
  });
}

function git(folder: string, args: readonly string[], input = ""): Buffer | undefined {
  const { status, stdout } = spawnSync("git", ["-C", folder, ...args], { input, maxBuffer: mostBytes });
  return status === 0 ? stdout : undefined;
}
