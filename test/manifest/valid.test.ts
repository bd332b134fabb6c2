import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { loadTeams } from "../../manifest/load-teams.ts";

// A case is <name>.yaml, or a folder of files, beside <name>.json with the data that they give.
const cases = join(import.meta.dirname, "valid");

const temporary = mkdtempSync(join(tmpdir(), "manifest-"));
afterAll(() => rmSync(temporary, { recursive: true }));

test.each(caseNames())("%s gives exactly the expected data", (name) => {
  const folder = folderOf(name);
  const expected: unknown = JSON.parse(
    readFileSync(join(cases, `${name}.json`), "utf8").replaceAll('"teams/', `"${folder}/`),
  );
  expect(loadTeams(folder)).toStrictEqual(expected);
});

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
