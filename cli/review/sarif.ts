import type { Remark, Review } from "./json.ts";
import { shown } from "./words.ts";

/** A result of SARIF 2.1.0, section 3.27. */
interface Result {
  readonly ruleId: string;
  readonly level: "error" | "warning";
  readonly message: { readonly text: string };
  readonly partialFingerprints?: Readonly<Record<string, string>>;
  readonly locations?: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string };
      readonly region?: { readonly startLine: number; readonly startColumn: number };
    };
  }[];
}

/** A log of SARIF 2.1.0 with one run. */
export interface SarifLog {
  readonly $schema: string;
  readonly version: "2.1.0";
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly name: string; readonly rules: readonly { readonly id: string }[] } };
      readonly columnKind: "utf16CodeUnits";
      readonly results: readonly Result[];
    },
  ];
}

/** A review as SARIF 2.1.0: problems are errors, missing approvals too, and warnings are warnings. */
export function asSarif({ problems, approvals, warnings, folder = "" }: Review): SarifLog {
  const missing = approvals.filter(({ approvedBy }) => approvedBy.length === 0);
  const results = [
    ...[...problems, ...missing].map((one) => result("error", one, folder)),
    ...warnings.map((one) => result("warning", one, folder)),
  ];
  const ids = [...new Set(results.map(({ ruleId }) => ruleId))].sort();
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

function result(
  level: Result["level"],
  { rule, id, message, environments, file, line = 0, column = 0 }: Remark,
  folder: string,
): Result {
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
            artifactLocation: { uri: `${folder}${file}`.split("/").map(encodeURIComponent).join("/") },
            ...(line > 0 && { region: { startLine: line, startColumn: column } }),
          },
        },
      ],
    }),
  };
}
