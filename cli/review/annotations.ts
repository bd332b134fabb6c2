import { annotationCommand } from "../reports/annotation.ts";
import type { Remark, Review } from "./json.ts";
import { shown } from "./words.ts";

/** The most annotations of a kind: GitHub shows ten of a step, and fifty of a job. */
const most = 50;

/** A review as commands with which a GitHub workflow annotates the files, one on a line. */
export function asAnnotations({ problems, approvals, warnings, folder = "" }: Review): string[] {
  const missing = approvals.filter(({ approvedBy }) => approvedBy.length === 0);
  return [
    ...[...problems, ...missing].slice(0, most).map((one) => annotation("error", one, folder)),
    ...warnings.slice(0, most).map((one) => annotation("warning", one, folder)),
  ];
}

function annotation(
  level: "error" | "warning",
  { rule, message, file, line = 0, column = 0 }: Remark,
  folder: string,
): string {
  const place =
    file === undefined
      ? undefined
      : { file: shown(`${folder}${file}`), line: Math.max(line, 1), column: Math.max(column, 1) };
  return annotationCommand({
    level,
    title: `idcs-apps: ${rule}`,
    message: shown(message, 1_000),
    ...(place && { place }),
  });
}
