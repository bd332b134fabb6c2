import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answersSchema } from "../../../local/answers/answers.ts";
import { readAnswers } from "../../../local/answers/read-answers.ts";
import { InputError } from "../../../local/input/input-error.ts";
import { codesIn, tablesOf } from "../../docs/markdown.ts";

const page = join(import.meta.dirname, "../../../docs/local-domain/open-questions.md");
const defaults = answersSchema.parse({});
const keys = Object.keys(defaults);
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "local-domain-answers-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(text: string): string {
  const path = join(folder, "answers.yaml");
  writeFileSync(path, text);
  return path;
}

function problemsOf(path: string): readonly string[] {
  try {
    readAnswers(path);
  } catch (error) {
    if (error instanceof InputError) return error.problems.map((problem) => problem.replace(`${folder}/`, ""));
    throw error;
  }
  return [];
}

describe("an answers file", () => {
  it("gives the answers that it names, and the defaults for the others", () => {
    expect(readAnswers(file("deniedStatus: 403\nissuer: http://127.0.0.1:8943\n"))).toEqual({
      ...defaults,
      deniedStatus: 403,
      issuer: "http://127.0.0.1:8943",
    });
  });

  it("gives the defaults when it is empty", () => {
    expect(readAnswers(file("# nothing yet\n"))).toEqual(defaults);
  });

  it.each([
    ["deniedStatus: 402", "1:15  deniedStatus: found 402, expected 401 or 403."],
    ['deniedStatus: "401"', '1:15  deniedStatus: found "401", expected 401 or 403.'],
    ["strict: maybe", '1:9  strict: found "maybe", expected true or false.'],
    ["strict:", "1:8  strict: found null, expected true or false."],
    ["issuer: 42", "1:9  issuer: found 42, expected a string."],
    ["bulkMaxOperations: 0", "1:20  bulkMaxOperations: found 0, expected a whole number from 1."],
    ["bulkMaxOperations: 2.5", "1:20  bulkMaxOperations: found 2.5, expected a whole number from 1."],
    [
      "ungrantedUserError: denied",
      '1:21  ungrantedUserError: found "denied", expected invalid_grant or access_denied or unauthorized_client.',
    ],
    [
      "deniedstatus: 403",
      `1:1  deniedstatus: unknown key, expected one of ${keys.join(", ")}. Did you mean "deniedStatus"?`,
    ],
    ["- deniedStatus", '1:1  The file: found ["deniedStatus"], expected an object of answers.'],
  ])("that says %s is refused with the place, what was found and what is legal", (text, problem) => {
    expect(problemsOf(file(text))).toEqual([`answers.yaml:${problem}`]);
  });

  it("is refused with all of its problems at once", () => {
    expect(problemsOf(file("strict: 1\ntypo: 2\ndeniedStatus: 3\n"))).toEqual([
      "answers.yaml:3:15  deniedStatus: found 3, expected 401 or 403.",
      "answers.yaml:1:9  strict: found 1, expected true or false.",
      expect.stringMatching(/^answers\.yaml:2:1 {2}typo: unknown key, /),
    ]);
  });

  it("that is not YAML is refused with the place", () => {
    expect(problemsOf(file("strict: {"))).toEqual([expect.stringMatching(/^answers\.yaml:1:\d+ {2}not YAML: /)]);
  });

  it("that does not exist is refused with the reason", () => {
    expect(problemsOf(join(folder, "missing.yaml"))).toEqual(["missing.yaml  cannot be read (ENOENT)."]);
  });
});

describe("the documentation of the open questions", () => {
  const tables = tablesOf(page);

  it("lists every key of the answers file once, with its default first", () => {
    const rows = tables.find(({ section }) => section === "The answers file")?.rows ?? [];
    expect(
      Object.fromEntries(rows.map(({ cells: [key = "", values = ""] }) => [codesIn(key)[0], codesIn(values)[0]])),
    ).toEqual(Object.fromEntries(Object.entries(defaults).map(([key, value]) => [key, String(value)])));
    expect(rows).toHaveLength(keys.length);
  });

  it("names a key of the answers file for each question that has one, and each key for a question", () => {
    const questions = tables.filter(({ header }) => header.at(-1) === "key").flatMap(({ rows }) => rows);
    const named = questions.flatMap(({ cells }) => codesIn(cells.at(-1) ?? ""));
    expect(new Set(named)).toEqual(new Set(keys));
  });

  it("says of each answer how well it is known, and what it was before", () => {
    const questions = tables.filter(({ header }) => header.includes("question"));
    expect(questions.map(({ header }) => header)).toEqual(
      questions.map(() => ["#", "question", "answer here", "evidence", "changed", "key"]),
    );
    const evidence = questions.flatMap(({ rows }) => rows.map(({ cells }) => cells[3]));
    expect(evidence.length).toBeGreaterThan(60);
    for (const one of evidence) expect(one).toMatch(/^(live|documented|code|none|reports|see the page)\b/);
  });
});
