import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { describedCommands } from "../../cli/help-text.ts";

const helpText = `
Exit code: 0 it is, or it was, 2 it is not, 1 error.

Examples:
  idcs-apps ask --json "a b" | jq .
  pbpaste | idcs-apps ask > file
  idcs-apps ask`;

describe("describedCommands", () => {
  it("finds exit codes and examples in what is added to a help, and commands of commands, but no hidden ones", () => {
    const program = new Command("idcs-apps");
    const ask = new Command("ask").addHelpText("after", helpText);
    ask.command("again");
    program.addCommand(ask).addCommand(new Command("hidden"), { hidden: true });
    const found = describedCommands(program).map(({ name, exitCodes, examples }) => [name, [...exitCodes], examples]);
    expect(found).toEqual([
      [
        "ask",
        [
          [0, "it is, or it was"],
          [2, "it is not"],
          [1, "error"],
        ],
        ['ask --json "a b"', "ask", "ask"],
      ],
      ["ask again", [], []],
    ]);
  });

  it("writes nothing to a terminal, and leaves the command's output as it was", () => {
    const written: string[] = [];
    const program = new Command("idcs-apps");
    const ask = program.command("ask").configureOutput({ writeOut: (text) => written.push(text) });
    describedCommands(program);
    expect(written).toEqual([]);
    ask.outputHelp();
    expect(written.join("")).toMatch(/^Usage: idcs-apps ask/);
  });
});
