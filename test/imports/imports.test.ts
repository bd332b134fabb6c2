import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { cruise, type ICruiseOptions, type ICruiseResult } from "dependency-cruiser";
import { describe, expect, it, onTestFinished } from "vitest";
import configuration from "../../.dependency-cruiser.mjs";

const root = resolve(import.meta.dirname, "..", "..");

/** What the rules say against the imports of a folder, without what may import everything; `npm run check:all` looks at that too. */
async function violationsIn(folder: string): Promise<string[]> {
  const { forbidden, allowed, allowedSeverity, options } = configuration;
  const rules = { forbidden, allowed, allowedSeverity } as NonNullable<ICruiseOptions["ruleSet"]>;
  const { output } = await cruise(["."], {
    ...options,
    exclude: { path: "^(bench|dist|examples|test)/" },
    baseDir: folder,
    validate: true,
    ruleSet: rules,
  });
  const { violations } = (output as ICruiseResult).summary;
  return violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
}

/** A project of one file that imports others, which are empty. */
function projectWith(file: string, text: string, ...others: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "imports-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [path, content] of [
    [file, text] as const,
    ...others.map((one) => [one, "export const x = 1;\n"] as const),
  ]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  writeFileSync(join(folder, "tsconfig.json"), "{}");
  return folder;
}

describe("the import rules", () => {
  it("hold for every file", async () => {
    expect(await violationsIn(root)).toEqual([]);
  });

  it.each([
    ["a new folder that nobody named", "fleet/run.ts", "wording/quote.ts"],
    ["the local domain of the clients", "local/domain.ts", "oauth/claims.ts"],
    ["a client of the local domain", "oauth/claims.ts", "local/clock.ts"],
    ["a folder of one that stands above it", "manifest/yaml/problem.ts", "manifest/load-teams.ts"],
    ["a component of a manifest's values", "components/team.ts", "manifest/load-teams.ts"],
  ])("refuse an import by %s", async (_, from, to) => {
    const up = "../".repeat(from.split("/").length - 1);
    const folder = projectWith(from, `import { x } from "${up}${to}";\nexport const y = x;\n`, to);
    const reason = from.startsWith("local/") || to.startsWith("local/") ? ["two-readings-of-the-protocol"] : [];
    expect((await violationsIn(folder)).sort()).toEqual(
      ["not-in-allowed", ...reason].map((rule) => `${rule}: ${from} → ${to}`),
    );
  });

  it("let a component import a manifest's types", async () => {
    const text = 'import type { x } from "../manifest/load-teams.ts";\nexport type Y = typeof x;\n';
    expect(await violationsIn(projectWith("components/team.ts", text, "manifest/load-teams.ts"))).toEqual([]);
  });
});
