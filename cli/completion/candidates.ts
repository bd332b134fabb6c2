import type { Argument, Command, Option } from "commander";

/** Names of a project that complete a command line. */
export type NameKind = "clients" | "environments" | "stacks" | "teams";

/** The names of a kind. */
export type NamesOf = (kind: NameKind) => readonly string[];

/** What the value of an option or argument is, by its name. */
const kinds: Readonly<Record<string, NameKind>> = {
  client: "clients",
  clients: "clients",
  environment: "environments",
  stack: "stacks",
  team: "teams",
};

/** Arguments that are clients although their name does not say so: `<parent> <command> <argument>`. */
const clientArguments = new Set(["drift accept applications"]);

/**
 * What may stand at the end of a command line: commands, options, and names of the project. Nothing for a file or another value that
 * nobody knows.
 *
 * @param words what stands behind the program's name; the last one is being written, and may be empty
 */
export function candidates(program: Command, words: readonly string[], namesOf: NamesOf): string[] {
  // Bash separates `--stack=dev` into three words.
  const given = words.filter((word, index) => word !== "=" || index === words.length - 1);
  const current = given.at(-1) === "=" ? "" : (given.at(-1) ?? "");
  const { command, positionals, open, isOver } = before(program, given.slice(0, -1));
  const [option, value] = /^(--[^=]+)=(.*)$/s.exec(current)?.slice(1) ?? [];
  if (!isOver && option !== undefined) {
    const found = optionsOf(command).find((one) => one.long === option);
    return found === undefined
      ? []
      : beginning(value ?? "", valuesOf(found.argChoices, found.attributeName(), namesOf)).map(
          (one) => `${option}=${one}`,
        );
  }
  if (open !== undefined) return beginning(current, valuesOf(open.argChoices, open.attributeName(), namesOf));
  if (!isOver && current.startsWith("-")) {
    const options = optionsOf(command).flatMap(({ long, hidden }) => (long === undefined || hidden ? [] : long));
    return beginning(current, [...options, "--help"]);
  }
  const subcommands = positionals === 0 ? command.createHelp().visibleCommands(command) : [];
  const argument = argumentAt(command, positionals);
  const values = argument === undefined ? [] : valuesOf(argument.argChoices, kindName(command, argument), namesOf);
  return beginning(current, [...subcommands.map((one) => one.name()), ...values]);
}

/** Where the words lead: the command, how many arguments it has, and the option whose value comes next. */
function before(program: Command, words: readonly string[]) {
  let command = program;
  let positionals = 0;
  let open: Option | undefined;
  let isOver = false;
  for (const word of words) {
    if (open !== undefined) open = undefined;
    else if (isOver) positionals += 1;
    else if (word === "--") isOver = true;
    else if (word.startsWith("-") && word !== "-") {
      const found = optionsOf(command).find(({ short, long }) => word === short || word === long);
      open = found !== undefined && (found.required || found.optional) ? found : undefined;
    } else {
      const next = positionals === 0 ? command.commands.find((one) => one.name() === word) : undefined;
      if (next === undefined) positionals += 1;
      command = next ?? command;
    }
  }
  return { command, positionals, open, isOver };
}

/** The options of a command and of those that it belongs to. */
function optionsOf(command: Command): Option[] {
  return [...command.options, ...(command.parent === null ? [] : optionsOf(command.parent))];
}

function argumentAt(command: Command, index: number): Argument | undefined {
  const last = command.registeredArguments.at(-1);
  return command.registeredArguments[index] ?? (last?.variadic ? last : undefined);
}

function kindName(command: Command, argument: Argument): string {
  const name = argument.name();
  return clientArguments.has(`${command.parent?.name()} ${command.name()} ${name}`) ? "clients" : name;
}

function valuesOf(choices: readonly string[] | undefined, name: string, namesOf: NamesOf): readonly string[] {
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  return choices ?? (kind === undefined ? [] : namesOf(kind));
}

function beginning(text: string, values: readonly string[]): string[] {
  return [...new Set(values)].filter((value) => value.startsWith(text));
}
