import type { Log, Result } from "sarif";
import type { Remark, Review } from "./json.ts";
import { shown } from "./words.ts";

/** A review as SARIF 2.1.0: problems are errors, missing approvals too, and warnings are warnings. */
export function asSarif({ problems, approvals, warnings }: Review): Log {
  const missing = approvals.filter(({ approvedBy }) => approvedBy.length === 0);
  const results = [
    ...[...problems, ...missing].map((one) => result("error", one)),
    ...warnings.map((one) => result("warning", one)),
  ];
  const ids = [...new Set(results.map(({ ruleId }) => ruleId ?? ""))].sort();
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "idcs-apps review", rules: ids.map((id) => ({ id })) } },
        columnKind: "utf16CodeUnits",
        results,
      },
    ],
  };
}

function result(level: Result.level, { rule, id, message, environments, file, line = 0, column = 0 }: Remark): Result {
  const where = environments.length === 0 ? "" : ` (in ${environments.join(", ")})`;
  return {
    ruleId: rule,
    level,
    message: { text: shown(`${message}${where}`, 2_000) },
    ...(id !== undefined && { partialFingerprints: { "idcs-apps/v1": shown(id) } }),
    ...(file !== undefined && {
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: file.split("/").map(encodeURIComponent).join("/") },
            ...(line > 0 && { region: { startLine: line, startColumn: column } }),
          },
        },
      ],
    }),
  };
}
