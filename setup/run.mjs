// Prepares what a command of this project needs, and runs it: node setup/run.mjs <command> [argument …]
import { main, runNode, SetupError } from "./command.mjs";
import { commands, needsEngine } from "./commands.mjs";
import { refuseSecretsInLogs } from "./debug-output.mjs";
import { prepareEngine, prepareNode } from "./prepare.mjs";

await main(async () => {
  const [name = "", ...args] = process.argv.slice(2);
  const command = commands[name];
  if (!command) throw new SetupError(`usage: node setup/run.mjs ${Object.keys(commands).join(" | ")}`);
  const withEngine = needsEngine(command, args);
  if (withEngine) refuseSecretsInLogs([], process.env);
  const { node, env } = await (withEngine ? prepareEngine(command.engine === "oldest") : prepareNode());
  return runNode(node, [...command.runs, ...args], env);
});
