import { renderPlace } from "../../manifest/yaml/problem.ts";
import type { Inspection } from "./json.ts";

/** An inspection for people: the sentence, everything that was found, and the verdict. */
export function renderInspection({ summary, findings, verdict }: Inspection): string {
  const lines = findings.flatMap(({ verdict, check, says, manifest }) => [
    `  ${verdict.padEnd(8)}${check.padEnd(10)} ${says}`,
    ...(manifest === undefined
      ? []
      : [`${" ".repeat(21)}${renderPlace(manifest)}  ${manifest.path}: ${manifest.change}`]),
  ]);
  return [summary, ...lines, verdict === "accepted" ? "It would be accepted." : "It would be refused."].join("\n");
}
