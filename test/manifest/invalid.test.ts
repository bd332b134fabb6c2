import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadEnvironment } from "../../manifest/load-environment.ts";
import { loadTeams } from "../../manifest/load-teams.ts";
import { folderOfCase, messageOf } from "./world.ts";

// A case is <name>.yaml, or a folder of files, beside <name>.txt with all that is wrong.
const teamCases = join(import.meta.dirname, "invalid");
const environmentCases = join(import.meta.dirname, "invalid-environments");

describe("loadTeams", () => {
  it.each(caseNames(teamCases))("refuses invalid/%s with everything that is wrong", (name) => {
    const folder = folderOfCase(teamCases, name);
    const message = messageOf(() => loadTeams(folder), folder);
    expect(`${message}\n`).toBe(expected(teamCases, name));
  });
});

describe("loadEnvironment", () => {
  it.each(caseNames(environmentCases))("refuses invalid-environments/%s with everything that is wrong", (name) => {
    const message = messageOf(() => loadEnvironment(environmentCases, name), environmentCases, "environments");
    expect(`${message}\n`).toBe(expected(environmentCases, name));
  });
});

function caseNames(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".txt"))
    .map((file) => file.replace(/\.txt$/, ""));
}

function expected(folder: string, name: string): string {
  return readFileSync(join(folder, `${name}.txt`), "utf8");
}
