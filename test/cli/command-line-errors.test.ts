import type { Command } from "commander";
import { beforeAll, expect, it } from "vitest";
import { program } from "../../cli/program.ts";

let said = "";

/** Lets a program throw instead of ending the process, and collects what it writes. */
function collecting(command: Command): void {
  command.exitOverride().configureOutput({
    writeErr: (text) => {
      said += text;
    },
  });
  for (const one of command.commands) collecting(one);
}

beforeAll(() => collecting(program));

it.each([
  [["token", "a/b", "--password=hunter2"], "error: unknown option '--password'\n"],
  [["token", "a/b", "--password=hunt'er2"], "error: unknown option '--password'\n"],
  [["basic", "a/b", "hunter2"], "error: too many arguments for 'basic'. Expected 1 argument but got 2.\n"],
  [["revoke", "a/b", "hunter2\n.x"], "error: too many arguments for 'revoke'. Expected 1 argument but got 2.\n"],
  [["drift", "accept", "a", "--key=hunter2"], "error: unknown option '--key'\n"],
])("%j is refused without its values, which may be secrets", async (words, message) => {
  said = "";
  await expect(program.parseAsync(words, { from: "user" })).rejects.toThrow();
  expect(said).toBe(message);
});

it.each([
  [
    ["fleet", "up", "--env", "dev.payments"],
    "error: option '-e, --env <environment>' argument 'dev.payments' is invalid. It must be the name of an environment; that of one team's stack is --env dev --team payments.\n",
  ],
  [
    ["fleet", "split", "--env", "../dev"],
    "error: option '-e, --env <environment>' argument '../dev' is invalid. It must be the name of an environment.\n",
  ],
])("%j is refused: a stack is no environment", async (words, message) => {
  said = "";
  await expect(program.parseAsync(words, { from: "user" })).rejects.toThrow();
  expect(said).toBe(message);
});
