// Prepares what a command of this project needs, and runs it: node setup/run.mjs <command> [argument …]
import { main } from "./command.mjs";
import { runProgram } from "./run-program.mjs";

await main(async () => {
  const [name = "", ...args] = process.argv.slice(2);
  return runProgram(name, args);
});
