import { ownCommand } from "../../../setup/own-command.mjs";
import { isAtLeast, minimumNode } from "../../../setup/version.mjs";
import { runProgram } from "../../pulumi/run-program.ts";
import { failed, ok, type Result, warning } from "../check.ts";

/** Whether the Node that runs this, and the one on PATH that Pulumi starts, can run the program. */
export async function checkNode(version: string, folder: string, env: NodeJS.ProcessEnv): Promise<Result> {
  const needed = `${minimumNode} or newer is needed`;
  if (!isAtLeast(version, minimumNode))
    return failed(
      `${version}; ${needed}`,
      `Run \`${ownCommand("idcs-apps", "doctor")}\`, which finds or installs one.`,
    );
  const { code, stdout } = await runProgram("node", ["--version"], { cwd: folder, env });
  const onPath = stdout.trim();
  if (code === 0 && isAtLeast(onPath, minimumNode)) return ok(`${version}; ${needed}`);
  const found = code === 0 ? `is ${onPath}` : "does not run";
  return warning(
    `${version}, but the node on PATH ${found}; ${needed}`,
    `Run Pulumi by \`${ownCommand("pulumi", "<command>")}\`, which finds or installs one, or put a newer Node on PATH.`,
  );
}
