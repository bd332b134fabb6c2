import { runNode, SetupError } from "./command.mjs";
import { commands, needsEngine } from "./commands.mjs";
import { refuseSecretsInLogs } from "./debug-output.mjs";
import { programFile } from "./places.mjs";
import { prepareEngine, prepareNode } from "./prepare.mjs";

/**
 * Prepares what a program of this project needs, and runs it in the working directory.
 *
 * @param {string} name in the table of commands
 * @param {readonly string[]} args
 * @returns {Promise<number>} its exit code
 * @throws SetupError if there is no such program, or if what it needs cannot be installed
 */
export async function runProgram(name, args) {
  const command = commands[name];
  if (!command) throw new SetupError(`usage: node setup/run.mjs ${Object.keys(commands).join(" | ")}`);
  const withEngine = needsEngine(command, args);
  if (withEngine) refuseSecretsInLogs([], process.env);
  const { node, env } = await (withEngine ? prepareEngine(command.engine === "oldest") : prepareNode());
  const { options = [], program, first = [] } = command;
  return runNode(node, [...options, programFile(program), ...first, ...args], env);
}
