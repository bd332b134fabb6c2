import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { CommandError } from "../../errors/command-error.ts";

/**
 * Refuses a file that git would commit: one in a work tree that no rule ignores. If git cannot be asked, a file in a work
 * tree is refused too.
 *
 * @param shown the path as the user wrote it
 * @param file the path without links
 * @throws CommandError
 */
export function refuseCommittable(shown: string, file: string): void {
  const workTree = workTreeOf(dirname(file));
  if (workTree === undefined) return;
  // Variables such as GIT_DIR, which git sets for hooks, would ask another repository.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_")));
  const { status } = spawnSync("git", ["check-ignore", "--quiet", "--", file], { cwd: workTree, env, stdio: "ignore" });
  if (status === 0) return;
  const name = relative(workTree, file);
  throw new CommandError(
    status === 1
      ? `${shown} is in the git work tree ${workTree} and is not ignored, so it could be committed with the secret: nothing was written. Add /${name} to .gitignore there, or name a file outside.`
      : `${shown} is in the git work tree ${workTree}, and git did not say whether it is ignored: nothing was written. Name a file outside.`,
  );
}

function workTreeOf(folder: string): string | undefined {
  if (existsSync(join(folder, ".git"))) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : workTreeOf(parent);
}
