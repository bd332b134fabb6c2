import type { FleetReport } from "./json.ts";

/** A report, with the stacks counted. */
export function reportOf(report: Omit<FleetReport, "counts">): FleetReport {
  const having = (outcome: FleetReport["stacks"][number]["outcome"]) =>
    report.stacks.filter((stack) => stack.outcome === outcome).length;
  const { operation, environment, identityDomain, ...rest } = report;
  const counts = {
    changed: having("changed"),
    unchanged: having("unchanged"),
    wouldChange: having("would-change"),
    failed: having("failed"),
    skipped: having("skipped"),
    interrupted: having("interrupted"),
    notRun: having("not-run"),
    gone: having("gone"),
  };
  return { operation, environment, identityDomain, counts, ...rest };
}

/** The exit code: 1 if a stack failed or was not run, 2 if something is to be done, 0 otherwise. */
export function exitCodeOf({ operation, counts, problems, drift = [] }: FleetReport): 0 | 1 | 2 {
  if (problems.length + counts.failed + counts.skipped + counts.interrupted + counts.notRun > 0) return 1;
  if (operation === "drift") return drift.some((entry) => entry.drift) ? 2 : 0;
  const isToDo = counts.wouldChange + counts.gone > 0;
  return isToDo && (operation === "status" || operation === "preview") ? 2 : 0;
}
