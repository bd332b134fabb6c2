import type { Command } from "commander";

/** A command as its help describes it. */
export interface DescribedCommand {
  /** As it is written: `drift accept`. */
  readonly name: string;
  readonly command: Command;
  /** What each exit code means, in words. */
  readonly exitCodes: ReadonlyMap<number, string>;
  /** The command lines of the examples, without the program's name. */
  readonly examples: readonly string[];
}

/** The usage of a command that does nothing but group its operations. */
export const groupUsage = "<operation>";

/**
 * The commands of a program, and those that belong to another command, in the order of its help; hidden ones, and those that only
 * group others, are left out.
 */
export function describedCommands(program: Command, parents: readonly string[] = []): DescribedCommand[] {
  return program
    .createHelp()
    .visibleCommands(program)
    .filter((command) => program.commands.includes(command))
    .flatMap((command) => {
      const names = [...parents, command.name()];
      const help = wholeHelp(command);
      const own = { name: names.join(" "), command, exitCodes: exitCodesIn(help), examples: examplesIn(help) };
      const isGroup = command.usage() === groupUsage;
      return [...(isGroup ? [] : [own]), ...describedCommands(command, names)];
    });
}

/** The help of a command with what is added to it. */
function wholeHelp(command: Command): string {
  let text = "";
  const { writeOut } = command.configureOutput();
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });
  command.outputHelp();
  if (writeOut !== undefined) command.configureOutput({ writeOut });
  return text;
}

/** `Exit code: 0 no drift, 2 drift, 1 error.` */
function exitCodesIn(help: string): Map<number, string> {
  const [, line = ""] = /^Exit code: (.*)\.$/m.exec(help) ?? [];
  const parts = line.split(/, (?=\d+ )/).flatMap((part) => {
    const [, code, words] = /^(\d+) (.+)$/.exec(part) ?? [];
    return code === undefined || words === undefined ? [] : [[Number(code), words] as const];
  });
  return new Map(parts);
}

/** Lines such as `  idcs-apps check`, or `  pbpaste | idcs-apps inspect > file`: without what stands before and behind the command. */
function examplesIn(help: string): string[] {
  const [, block = ""] = /\nExamples?:\n((?: {2}.*\n?)+)/.exec(help) ?? [];
  return [...block.matchAll(/^ {2}(?:.*\| *)?idcs-apps (.*?)(?: [|<>].*)?$/gm)].flatMap(([, words]) => words ?? []);
}
