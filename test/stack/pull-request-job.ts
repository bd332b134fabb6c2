import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Processes } from "../processes/start.ts";
import { outputOf, running, type Said } from "./world.ts";

/** A job of a pull request, as a pipeline runs it: no key, no passphrase, no state. */
export interface PullRequestJob {
  /** Runs a command of the base in the working tree. */
  command(...args: string[]): Promise<Said>;
  /** A file of the working tree. */
  file(name: string): string;
  /** All that a step can read: its variables, the files of the job, and everything that git has, in clear. */
  readable(): Promise<string>;
}

/**
 * Makes a job with a clone in which main is checked out, the pull requests fetched, and the catalogues.
 *
 * @param folder a new folder for the job
 */
export async function pullRequestJob(
  folder: string,
  from: { readonly repository: string; readonly catalogs: string },
): Promise<PullRequestJob> {
  const [home, tree] = [join(folder, "home"), join(folder, "work")];
  for (const made of [home, tree]) mkdirSync(made, { recursive: true });
  const env = { PATH: [dirname(process.execPath), "/usr/bin", "/bin"].join(":"), HOME: home };
  const processes = new Processes();
  const run = (command: string, ...args: string[]) => running(processes.start(command, args, { cwd: tree, env })).said;
  outputOf(await run("git", "clone", "--quiet", from.repository, "."));
  outputOf(await run("git", "fetch", "--quiet", "origin", "+refs/pull/*:refs/pull/*"));
  cpSync(from.catalogs, join(folder, "catalog"), { recursive: true });
  return {
    command: (...args) => run(process.execPath, "cli/main.ts", ...args),
    file: (name) => readFileSync(join(tree, name), "utf8"),
    async readable() {
      // The program itself is there by links only.
      const files = outputOf(await run("find", folder, "-type", "f", "-print0"))
        .split("\0")
        .filter(Boolean);
      const texts = files.map((file) => `${file}\n${readFileSync(file, "utf8")}`);
      const variables = outputOf(await run("env"));
      const objects = outputOf(await run("git", "cat-file", "--batch-all-objects", "--batch"));
      return [variables, ...texts, objects].join("\n");
    },
  };
}
