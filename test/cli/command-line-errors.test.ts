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
