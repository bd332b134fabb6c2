// Prepares what a command of this project needs, and runs it: node setup/run.mjs <command> [argument …]
import { main, runNode, SetupError } from "./command.mjs";
import { commands, needsEngine } from "./commands.mjs";
import { prepareEngine, prepareNode } from "./prepare.mjs";

await main(async () => {
  const [name = "", ...args] = process.argv.slice(2);
  const command = commands[name];
  if (!command) throw new SetupError(`usage: node setup/run.mjs ${Object.keys(commands).join(" | ")}`);
  const { node, env } = await (needsEngine(command, args) ? prepareEngine() : prepareNode());
  return runNode(node, [...command.runs, ...args], env);
});
