import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answersFile } from "../../../cli/conformance/answers-file.ts";
import type { ConformanceReport } from "../../../cli/conformance/json.ts";
import { type Question, type QuestionKey, questions } from "../../../cli/conformance/questions.ts";
import { type Answers, answersSchema } from "../../../local/answers/answers.ts";
import { readAnswers } from "../../../local/answers/read-answers.ts";
import { codesIn, tablesOf } from "../../docs/markdown.ts";
import { startWorld, user } from "./world.ts";

const page = join(import.meta.dirname, "../../../docs/local-domain/open-questions.md");
const defaults = answersSchema.parse({});

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "conformance-questions-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The legal answers to a question that are not the default; where any is legal, some. */
function othersOf(key: string, { values, assumed }: Question): readonly unknown[] {
  if (typeof values !== "string") return values.filter((one) => one !== assumed);
  const some: Readonly<Record<string, readonly unknown[]>> = {
    issuer: ["https://idcs-1.example.com"],
    clientIdCharacters: ["", "-.~"],
    bulkMaxOperations: [7],
  };
  return some[key] ?? [];
}

/**
 * Domains between which every question has every answer, and no two questions always change together: in domain `bit` those differ from the
 * default whose number has this bit.
 */
const turns = new Map<string, number>();
const domains: readonly Answers[] = [0, 1, 2, 3, 4, "all", "none"].map((bit) =>
  Object.fromEntries(
    Object.entries(questions as Record<string, Question>).flatMap(([key, question], index) => {
      const others = othersOf(key, question);
      const differs = typeof bit === "number" ? ((index + 1) >> bit) % 2 === 1 : bit === "all";
      if (!differs) return [];
      const turn = turns.get(key) ?? 0;
      turns.set(key, turn + 1);
      return [[key, others[turn % others.length]]];
    }),
  ),
);

const answersOf = ({ questions: all }: ConformanceReport) =>
  Object.fromEntries(all.map(({ key, answer, open }) => [key, answer ?? open]));

describe("the open questions", () => {
  it("are those of the local domain's answers file, with the same possible answers and defaults", () => {
    const ofLocalDomain = Object.entries(answersSchema.shape).map(([key, schema]) => {
      const inner = schema.def.innerType as { readonly type: string; readonly values?: ReadonlySet<unknown> };
      const listed = inner.type === "boolean" ? [true, false] : [...(inner.values ?? [])];
      return [key, listed.length > 0 ? new Set(listed) : inner.type];
    });
    const ofClients = Object.entries(questions as Record<string, Question>).map(([key, { values }]) => [
      key,
      typeof values === "string" ? values : new Set(values),
    ]);
    expect(Object.fromEntries(ofClients)).toEqual(Object.fromEntries(ofLocalDomain));
    const assumed = Object.entries(questions).map(([key, question]) => [key, question.assumed]);
    expect(Object.fromEntries(assumed)).toEqual(defaults);
  });

  it.each(domains)(
    "are all answered right by a domain with %j, and the answers file makes another domain answer so",
    async (answers) => {
      const world = await startWorld(answers);
      const report = await world.run({ write: true, user });
      expect(answersOf(report)).toEqual({ ...defaults, ...answers });
      const file = join(folder, "answers.yaml");
      writeFileSync(file, answersFile(report));
      expect(readAnswers(file)).toEqual({ ...defaults, ...answers });
    },
  );

  it("are in the documentation, each with what it takes to ask it", () => {
    const rows = tablesOf(page).find(({ section }) => section === "How each is settled")?.rows ?? [];
    const documented = rows.map(({ cells: [key = "", needs] }) => [codesIn(key)[0], needs]);
    const needed = Object.entries(questions).map(([key, { needs }]) => [key, needs]);
    expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(needed));
    expect(rows).toHaveLength(needed.length);
  });

  it("have every answer in some domain of this test", () => {
    for (const [key, question] of Object.entries(questions as Record<QuestionKey, Question>)) {
      const tried = domains.map((answers) => answers[key as QuestionKey] ?? question.assumed);
      expect(new Set(tried), key).toEqual(new Set([question.assumed, ...othersOf(key, question)]));
    }
  });

  it("that need a user or a network perimeter stay open without one, with what to do", async () => {
    const world = await startWorld({ seed: {} });
    const { questions: all } = await world.run({ write: true });
    const needsUser = "It needs a test user: name one with --user; the password is asked.";
    const needsPerimeter =
      "The domain has no network perimeter that this machine is outside of. Create one, and run it again.";
    expect(Object.fromEntries(all.flatMap(({ key, open }) => (open === undefined ? [] : [[key, open]])))).toEqual({
      ungrantedUserError: needsUser,
      unavailableOfflineAccess: needsUser,
      rotateRefreshTokens: needsUser,
      blockedAddressError: needsPerimeter,
      trustForwardedFor: needsPerimeter,
    });
  });

  it("that need a user stay open if its password is wrong", async () => {
    const world = await startWorld();
    const { questions: all } = await world.run({ write: true, user: { ...user, password: "wrong" } });
    const open = "The test user got no token: 400 The user name or password is wrong.";
    for (const key of ["ungrantedUserError", "unavailableOfflineAccess", "rotateRefreshTokens"])
      expect(all.find((one) => one.key === key)?.open).toBe(open);
  });

  it("of a domain that was only read are answered as far as reading goes", async () => {
    const { questions: all } = await (await startWorld({ bulkMaxOperations: 7 })).run();
    const answered = all.flatMap(({ key, answer }) => (answer === undefined ? [] : [[key, answer]]));
    expect(Object.fromEntries(answered)).toEqual({
      issuer: defaults.issuer,
      publicSigningCert: false,
      bulkMaxOperations: 7,
    });
    expect(new Set(all.flatMap(({ open }) => open ?? []))).toEqual(new Set(["It is asked with --write."]));
  });
});
