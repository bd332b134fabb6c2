import type { DoctorReport } from "./json.ts";

const words = { ok: "ok", warning: "warning", failed: "FAILED", "not-checked": "not checked" } as const;

/** A report as text: a line for each check, and under it what to do. */
export function renderDoctor({ stack, checks }: DoctorReport): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const lines = checks.flatMap(({ name, state, found, fix }) => [
    `${words[state].padEnd(11)}  ${name.padEnd(width)}  ${found}`,
    ...(fix === undefined ? [] : [`${" ".repeat(15 + width)}-> ${fix}`]),
  ]);
  const failed = checks.filter(({ state }) => state === "failed").map(({ name }) => name);
  const warnings = checks.filter(({ state }) => state === "warning").length;
  const end =
    failed.length > 0
      ? `Stack "${stack}": to be put right: ${failed.join(", ")}.`
      : `Stack "${stack}": nothing must be put right${warnings > 0 ? `; ${warnings} to look at` : ""}.`;
  return [...lines, "", end].join("\n");
}
