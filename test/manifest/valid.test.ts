import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { loadTeams } from "../../manifest/load-teams.ts";

// A case is <name>.yaml, or a folder of files, beside <name>.json with the data that they give. The defaults of a client
// stand in least.json only: the others say what differs.
const cases = join(import.meta.dirname, "valid");

const temporary = mkdtempSync(join(tmpdir(), "manifest-"));
afterAll(() => rmSync(temporary, { recursive: true }));

it.each(caseNames())("loadTeams returns exactly the data of valid/%s", (name) => {
  const folder = folderOf(name);
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

function folderOf(name: string): string {
  const folder = join(cases, name);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return folder;
  const copy = mkdtempSync(join(temporary, "case-"));
  copyFileSync(`${folder}.yaml`, join(copy, `${name}.yaml`));
  return copy;
}
