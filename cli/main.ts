import { Command } from "commander";
import { adopt } from "./command-line/adopt.ts";
import { check } from "./command-line/check.ts";
import { clients } from "./command-line/clients.ts";
import { deliver } from "./command-line/deliver.ts";
import { drift } from "./command-line/drift.ts";
import { exportSeed } from "./command-line/export-seed.ts";
import { recover } from "./command-line/recover.ts";
import { request } from "./command-line/request.ts";
import { start } from "./command-line/start.ts";
import { basic, revoke, token } from "./command-line/token.ts";

// The program. Each command has its command line in a file of `command-line/`, the only place that knows the terminal and exit
// codes, and loads what it needs when it runs: help and `check` answer at once.

/** Whether an error is one that the user can put right: shown without a stack. */
async function isPlain(error: unknown): Promise<boolean> {
  const { CommandError } = await import("./errors/command-error.ts");
  const { IdentityDomainError } = await import("../identity-domain/identity-domain-error.ts");
  const { ManifestError } = await import("../manifest/yaml/problem.ts");
  const { TokenError } = await import("../oauth/token-error.ts");
  return [CommandError, IdentityDomainError, ManifestError, TokenError].some((kind) => error instanceof kind);
}

const program = new Command("idcs-apps").description("Commands for the stacks of this project");
for (const command of [
  start,
  check,
  clients,
  token,
  basic,
  revoke,
  deliver,
  recover,
  drift,
  request,
  adopt,
  exportSeed,
])
  program.addCommand(command);
try {
  await program.parseAsync();
} catch (error) {
  console.error((await isPlain(error)) ? (error as Error).message : error);
  process.exitCode = 1;
}
