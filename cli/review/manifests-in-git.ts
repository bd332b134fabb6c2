import { normalize } from "node:path";
import { type Files, filesOf } from "../../manifest/yaml/files.ts";
import type { Problem } from "../../manifest/yaml/problem.ts";
import { quote } from "../../wording/quote.ts";
import { type GitRepository, TooMuch, type Tree, type TreeEntry } from "../project/git-tree.ts";

/** The largest file that is read: 1 MiB, as on the disk. */
const largest = 1_048_576;

/** The most entries that `teams/` may have, and the most bytes of its manifests together. */
const mostEntries = 5_000;
const mostBytes = 16 * 1_048_576;

/** The most certificates outside of `teams/` that manifests may name. */
const mostOthers = 100;

/** The manifests of a pull request as they will be after its merge, and as they are before. */
export interface ManifestsInGit {
  readonly before: Files;
  readonly after: Files;
  /** The paths in `teams/` whose content differs between the two. */
  readonly changed: ReadonlySet<string>;
  /** What is refused of the head's `teams/`: links, submodules, what is too large or too much. */
  readonly problems: readonly Problem[];
  /** Whether nothing of the head was read, because it is too much. */
  readonly isUnread: boolean;
  /** Paths that both sides have changed since they parted: what is shown of them undoes the base's changes. */
  readonly onBothSides: readonly string[];
}

/** The commits that are compared. */
export interface Commits {
  readonly base: string;
  readonly head: string;
  /** Where they have parted; absent if it is not known. */
  readonly parted?: string | undefined;
}

/**
 * Reads the manifests of a base and of what a merge of the head makes of it, file by file: a file that the head has not touched
 * since they parted is the base's. Only regular files are read, none is written, and nothing is shown of what is refused.
 */
export function manifestsInGit(git: GitRepository, { base, head, parted }: Commits): ManifestsInGit {
  const before = git.tree(base, ["teams"]);
  const listed = listedOrNone(git, head);
  if (listed === undefined) return refusedAll(`has more files than a review reads: ${mostEntries}.`);
  const origin = parted === undefined || parted === base ? before : (listedOrNone(git, parted) ?? before);
  const { after, onBothSides } = merged(before, listed, origin);
  if (after.size > mostEntries) return refusedAll(`has ${after.size} files: at most ${mostEntries} are read.`);
  const size = [...after].reduce((sum, [path, entry]) => (isRead(path, entry) ? sum + entry.size : sum), 0);
  if (size > mostBytes) return refusedAll(`has ${size} bytes of manifests: at most ${mostBytes} are read.`);
  const paths = new Set([...before.keys(), ...after.keys()]);
  const changed = new Set(
    [...paths].filter(
      (path) => before.get(path)?.id !== after.get(path)?.id || kindOf(before, path) !== kindOf(after, path),
    ),
  );
  const readable = (tree: Tree) => [...tree].filter(([path, entry]) => isRead(path, entry));
  const contents = git.contents([...readable(before), ...readable(after)].map(([, { id }]) => id));
  const filesIn = (tree: Tree, commit: string): Files =>
    withOthers(
      git,
      commit,
      filesOf(Object.fromEntries(readable(tree).map(([path, { id }]) => [path, contents.get(id) ?? ""]))),
      tree,
    );
  return {
    before: filesIn(before, base),
    after: filesIn(after, head),
    changed,
    problems: [...[...after].flatMap(([path, entry]) => refusalOf(path, entry) ?? []), ...sameButForCase(after)],
    isUnread: false,
    onBothSides,
  };
}

function listedOrNone(git: GitRepository, commit: string): Tree | undefined {
  try {
    return git.tree(commit, ["teams"]);
  } catch (error) {
    if (error instanceof TooMuch) return undefined;
    throw error;
  }
}

function kindOf(tree: Tree, path: string): string | undefined {
  return tree.get(path)?.kind;
}

/** Nothing of the head is read. */
function refusedAll(message: string): ManifestsInGit {
  const files = filesOf({});
  const problem = { file: "teams", line: 0, column: 0, path: "", message: `${message} Nothing of it was read.` };
  return { before: files, after: files, changed: new Set(), problems: [problem], isUnread: true, onBothSides: [] };
}

/** What a merge makes of the base: for each path, the head's entry if the head has changed it, otherwise the base's. */
function merged(base: Tree, head: Tree, origin: Tree) {
  const after = new Map<string, TreeEntry>();
  const onBothSides: string[] = [];
  for (const path of [...new Set([...base.keys(), ...head.keys()])].sort()) {
    const [ours, theirs, first] = [base.get(path), head.get(path), origin.get(path)];
    const isTouched = theirs?.id !== first?.id || theirs?.kind !== first?.kind;
    const entry = isTouched ? theirs : ours;
    if (entry !== undefined) after.set(path, entry);
    if (isTouched && ours?.id !== first?.id && ours?.id !== theirs?.id) onBothSides.push(path);
  }
  return { after, onBothSides };
}

function isRead(path: string, { kind, size }: TreeEntry): boolean {
  return kind === "file" && size <= largest && /\.(ya?ml|pem|crt|cer)$/i.test(path) && !/\p{C}/u.test(path);
}

/** Why an entry of `teams/` is not read; what a link leads to is not looked at. */
function refusalOf(path: string, { kind, size }: TreeEntry): Problem | undefined {
  const refuse = (message: string): Problem => ({ file: path, line: 0, column: 0, path: "", message });
  if (kind === "link") return refuse("is a symbolic link, and a review follows none: put the file itself there.");
  if (kind === "submodule")
    return refuse("is a submodule, which a review does not read: put the files themselves there.");
  if (kind === "unusable")
    return refuse("is twice in its folder, or has a name that is not UTF-8 or that no disk can have: give it another.");
  if (/\p{C}/u.test(path)) return refuse("has a name with a control character: give it a name of letters and digits.");
  if (size > largest && /\.(ya?ml|pem|crt|cer)$/i.test(path))
    return refuse("is larger than 1 MiB, the limit for a file.");
  return undefined;
}

/** Paths that are one file on a disk that ignores case. */
function sameButForCase(tree: Tree): Problem[] {
  const firsts = new Map<string, string>();
  return [...tree.keys()].flatMap((path) => {
    const key = path.normalize("NFC").toLowerCase();
    const first = firsts.get(key);
    firsts.set(key, first ?? path);
    if (first === undefined) return [];
    const message = `differs from ${quote(first)} by case alone: on many disks, only one of them can exist. Rename it.`;
    return [{ file: path, line: 0, column: 0, path: "", message }];
  });
}

/** The files of `teams/`, and the certificates elsewhere in the project that manifests name. */
function withOthers(git: GitRepository, commit: string, files: Files, tree: Tree): Files {
  let others = 0;
  const read = (path: string): Uint8Array => {
    const asked = normalize(path);
    if (/^\.\.(\/|$)|^\//.test(asked)) throw refused("is not in the project: put the file itself there.", "OUTSIDE");
    const within = tree.get(asked);
    if (within === undefined && asked.startsWith("teams/")) return files.read(asked);
    const entry = within ?? git.tree(commit, [asked], false).get(asked);
    if (entry === undefined) return files.read(asked);
    if (entry.kind !== "file") throw refused("", "NO_FILE");
    if (entry.size > largest) throw refused("", "TOO_LARGE");
    if (isRead(asked, entry) && within !== undefined) return files.read(asked);
    others += 1;
    if (others > mostOthers) throw refused("", "TOO_MANY");
    return git.contents([entry.id]).get(entry.id) ?? files.read(asked);
  };
  return { list: files.list, read };
}

function refused(message: string, code: string): Error {
  return Object.assign(new Error(message), { code });
}
