#!/usr/bin/env node
// The command of the npm package: idcs-apps <command> [argument …]
import { main } from "./command.mjs";
import { programOf } from "./own-command.mjs";
import { runProgram } from "./run-program.mjs";

await main(async () => {
  const { name, args } = programOf(process.argv.slice(2));
  return runProgram(name, args);
});
