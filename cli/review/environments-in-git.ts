import type { Environment } from "../../manifest/keys-and-defaults/environment.ts";
import { environmentNames, loadEnvironment } from "../../manifest/load-environment.ts";
import { loadServices } from "../../manifest/load-services.ts";
import { builtInServices, type Services } from "../../manifest/oracle/services.ts";
import { codeownersPlaces } from "../../manifest/read-codeowners.ts";
import { type Files, filesOf } from "../../manifest/yaml/files.ts";
import { attempt, ManifestError, type Problem } from "../../manifest/yaml/problem.ts";
import type { GitRepository, Tree } from "../project/git-tree.ts";

/** The environments and services of the trusted base, by which the head is judged. */
export interface Trusted {
  readonly environments: readonly Environment[];
  readonly services: Services;
}

/**
 * Reads the environments and services of a commit.
 *
 * @throws ManifestError if they are wrong
 */
export function trustedIn(git: GitRepository, commit: string): Trusted {
  const top = [...git.tree(commit, ["."], false)].filter(([path]) => /^Pulumi\.[^.]+(\.[^.]+)?\.ya?ml$/.test(path));
  const settings = contentsOf(git, new Map(top));
  const written = [...settings].filter(([, content]) => Buffer.from(content).toString().trim() !== "").sort();
  const files = filesOf(Object.fromEntries(written));
  const services = written.reduce((known: Services, [file]) => loadServices(file, known, files), builtInServices);
  const { environments, problems } = environmentsIn(git, commit, services);
  if (problems.length > 0) throw new ManifestError(problems);
  return { environments, services };
}

/** The environments of a commit with their approvers by its CODEOWNERS, as far as they are valid, and what is wrong with them. */
export function environmentsIn(git: GitRepository, commit: string, services: Services) {
  const tree = git.tree(commit, ["environments", ...codeownersPlaces]);
  const refused = [...tree].filter(([path, { kind }]) => kind !== "file" && !codeownersPlaces.includes(path));
  const files: Files = filesOf(Object.fromEntries(contentsOf(git, tree)));
  const problems: Problem[] = refused.map(([file, { kind }]) => ({
    ...{ file, line: 0, column: 0, path: "" },
    message: `is a ${kind === "link" ? "symbolic link" : "submodule"}, which a review does not read: put the file itself there.`,
  }));
  const names = attempt(problems, () => environmentNames("environments", files)) ?? [];
  const environments = names.flatMap(
    (name) => attempt(problems, () => loadEnvironment("environments", name, { services, files })) ?? [],
  );
  return { names, environments, problems };
}

const largest = 1_048_576;

function contentsOf(git: GitRepository, tree: Tree): Map<string, Uint8Array> {
  const read = [...tree].filter(
    ([path, { kind, size }]) =>
      kind === "file" &&
      size <= largest &&
      (codeownersPlaces.includes(path) || (/\.ya?ml$/i.test(path) && !/\p{C}/u.test(path))),
  );
  const contents = git.contents(read.map(([, { id }]) => id));
  return new Map(read.map(([path, { id }]) => [path, contents.get(id) ?? new Uint8Array()]));
}
