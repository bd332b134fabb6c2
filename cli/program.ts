import { readFileSync } from "node:fs";
import { Command } from "commander";
import { isPackage, packageFile } from "../setup/places.mjs";
import { adopt } from "./command-line/adopt.ts";
import { call } from "./command-line/call.ts";
import { catalog } from "./command-line/catalog.ts";
import { check } from "./command-line/check.ts";
import { clients } from "./command-line/clients.ts";
import { complete, completion } from "./command-line/completion.ts";
import { deliver } from "./command-line/deliver.ts";
import { doctor } from "./command-line/doctor.ts";
import { drift } from "./command-line/drift.ts";
import { explain } from "./command-line/explain.ts";
import { exportSeed } from "./command-line/export-seed.ts";
import { fleet } from "./command-line/fleet.ts";
import { init } from "./command-line/init.ts";
import { inspect } from "./command-line/inspect.ts";
import { recover } from "./command-line/recover.ts";
import { report } from "./command-line/report.ts";
import { request } from "./command-line/request.ts";
import { review } from "./command-line/review.ts";
import { start } from "./command-line/start.ts";
import { basic, revoke, token } from "./command-line/token.ts";
import { verify } from "./command-line/verify.ts";

/**
 * The program with all its commands. Each has its command line in a file of `command-line/`, the only place that knows the terminal
 * and exit codes, and loads what it needs when it runs: help, `check` and `catalog` answer at once.
 */
export const program = new Command("idcs-apps")
  .description("Commands for the stacks of this project")
  .version(JSON.parse(readFileSync(packageFile, "utf8")).version);

const commands = [
  start,
  check,
  clients,
  catalog,
  token,
  basic,
  revoke,
  call,
  inspect,
  verify,
  deliver,
  recover,
  drift,
  fleet,
  report,
  explain,
  doctor,
  request,
  review,
  adopt,
  exportSeed,
  init,
  completion,
];

for (const command of commands) program.addCommand(command);
program.addCommand(complete, { hidden: true });
if (isPackage)
  program.addHelpText(
    "after",
    `
Also:
  pulumi [arguments]     the Pulumi engine, in this project
  local-domain [command] the local identity domain: serve, stop, status, reset
  forge [command]        what the pipelines ask of GitHub or GitLab`,
  );
withoutValues(program);

/** Lets no error about a command line repeat values, which may be secrets that stand in the wrong place. */
function withoutValues(command: Command): void {
  command.configureOutput({
    outputError: (text, write) =>
      write(text.replace(/(unknown option '[^'=]*)=.*'/s, "$1'").replace(/(but got \d+): .*\.$/ms, "$1.")),
  });
  for (const one of command.commands) withoutValues(one);
}
