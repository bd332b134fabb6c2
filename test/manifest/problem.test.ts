import { expect, it } from "vitest";
import { attempt, ManifestError, type Problem } from "../../manifest/yaml/problem.ts";

it("attempt collects however many problems there are", () => {
  const many = Array.from({ length: 200_000 }, (_, line) => ({
    file: "teams/a.yaml",
    line,
    column: 1,
    path: "",
    message: "no.",
  }));
  const problems: Problem[] = [];
  attempt(problems, () => {
    throw new ManifestError(many);
  });
  expect(problems).toHaveLength(200_000);
});
