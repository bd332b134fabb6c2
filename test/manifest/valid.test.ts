import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { loadTeams } from "../../manifest/load-teams.ts";
import { folderOfCase } from "./world.ts";

// A case is <name>.yaml, or a folder of files, beside <name>.json with the data that they give. The defaults of a client
// stand in least.json only: the others say what differs.
const cases = join(import.meta.dirname, "valid");

it.each(caseNames())("loadTeams returns exactly the data of valid/%s", (name) => {
  const folder = folderOfCase(cases, name);
  const expected = expectedOf(name, folder).map((team) => ({
    ...team,
    clients: team.clients.map((client) => ({ ...defaults, ...client })),
  }));
  expect(loadTeams(folder)).toStrictEqual(expected);
});

const least = expectedOf("least", "")[0]?.clients[0] ?? {};
const given = ["name", "displayName", "grantTypes", "access"];
const defaults = Object.fromEntries(Object.entries(least).filter(([key]) => !given.includes(key)));

function expectedOf(name: string, folder: string): { clients: Record<string, unknown>[] }[] {
  return JSON.parse(readFileSync(join(cases, `${name}.json`), "utf8").replaceAll('"teams/', `"${folder}/`));
}

function caseNames(): string[] {
  return readdirSync(cases)
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.replace(/\.json$/, ""));
}
