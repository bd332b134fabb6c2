import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { known } from "../../setup/local-stack.mjs";

const { commands, switches, withValue } = known;

/** The options that the engine's help of a command shows, and whether each takes the next argument as its value. */
function optionsOf(command: string): Map<string, boolean> {
  const { stdout, status } = spawnSync("pulumi", [...command.split(" "), "--help"], { encoding: "utf8" });
  expect(status).toBe(0);
  const lines = stdout.matchAll(
    /^ {2,}(?:(-\w), )? *(--[\w-]+)( (?:string|strings|stringArray|int\d*|file:))?(\[=)? /gm,
  );
  return new Map(
    [...lines].flatMap(([, short, long = "", type, optional]) =>
      [short ?? [], long].flat().map((name) => [name, type !== undefined && optional === undefined] as const),
    ),
  );
}

describe("the options of Pulumi that the local stack's passphrase is given with", () => {
  const found = new Map(Object.keys(commands).map((command) => [command, optionsOf(command)]));

  it("take a value, or none, in every command of the engine as the tables say", () => {
    const wrong = [...found].flatMap(([command, options]) =>
      [...options]
        .filter(([name, takes]) => (takes ? switches : withValue).has(name))
        .map(([name, takes]) => `${command} ${name}: ${takes}`),
    );
    expect(wrong).toEqual([]);
  });

  it("are options that the engine has", () => {
    const all = new Set([...found.values()].flatMap((options) => [...options.keys()]));
    expect([...switches, ...withValue].filter((name) => !all.has(name))).toEqual([]);
  });
});
