#!/usr/bin/env node
// The command of the npm package: idcs-apps <command> [argument …]
import { main, SetupError } from "./command.mjs";
import { missingProject, programOf } from "./own-command.mjs";
import { runProgram } from "./run-program.mjs";

await main(async () => {
  const given = process.argv.slice(2);
  const missing = missingProject(given, process.cwd());
  if (missing !== undefined) throw new SetupError(missing);
  const { name, args } = programOf(given);
  return runProgram(name, args);
});
