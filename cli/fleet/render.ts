import { count } from "../../wording/plural.ts";
import { renderEntry } from "../drift/render.ts";
import type { Entry } from "../drift/report.ts";
import { junitXml } from "../reports/junit.ts";
import type { Change, FleetReport, StackReport } from "./json.ts";

/** The outcomes that are shown one stack at a time, in this order; the others are counted. */
const shown = ["failed", "skipped", "interrupted", "not-run", "gone", "changed", "would-change"] as const;

const words: Readonly<Record<StackReport["outcome"], string>> = {
  changed: "changed",
  unchanged: "unchanged",
  "would-change": "to do",
  failed: "failed",
  skipped: "skipped",
  interrupted: "cancelled while it ran",
  "not-run": "not run",
  gone: "without a manifest",
};

/** A report for people to read: what was changed or failed, why, and what to do next. */
export function renderFleet(report: FleetReport): string {
  const { operation, environment, identityDomain, stacks, problems, notes, seconds } = report;
  // What differs is shown by its cause.
  const outcomes = shown.filter((outcome) => operation !== "drift" || outcome !== "would-change");
  const entries = outcomes.flatMap((outcome) =>
    stacks.filter((stack) => stack.outcome === outcome).flatMap((stack) => [...renderStack(stack, operation), ""]),
  );
  const warnings = stacks.flatMap(({ stack, warnings = [] }) => warnings.map((warning) => `${stack}: ${warning}`));
  return [
    ...(operation === "drift" ? renderDrift(report) : []),
    ...entries,
    ...(warnings.length > 0 ? ["Warnings:", ...warnings.flatMap(indented), ""] : []),
    ...(problems.length > 0 ? ["Files that do not say whose they are:", ...problems.flatMap(indented), ""] : []),
    `fleet ${operation} of "${environment}" in ${identityDomain}: ${totals(stacks, operation)}, ${seconds} s.`,
    ...notes,
    ...nextSteps(report),
  ].join("\n");
}

/** The differences, each cause once for all teams. */
function renderDrift({ drift = [] }: FleetReport): string[] {
  const render = (entries: typeof drift) =>
    entries.flatMap((entry) => [...renderEntry(entry as Entry).map((line) => `  ${line}`), ""]);
  const [counting, beside] = [drift.filter((entry) => entry.drift), drift.filter((entry) => !entry.drift)];
  return [
    ...(counting.length > 0
      ? [`${count(counting.length, "difference")} between the manifests and the identity domain:`]
      : []),
    ...render(counting),
    ...(beside.length > 0 ? ["Rights beside the manifests, which are left alone:"] : []),
    ...render(beside),
  ];
}

function totals(stacks: readonly StackReport[], operation: FleetReport["operation"]): string {
  if (stacks.length === 0) return "no stack";
  const outcomes = [...shown, "unchanged"] as const;
  const parts = outcomes.flatMap((outcome) => {
    const number = stacks.filter((stack) => stack.outcome === outcome).length;
    return number === 0 ? [] : [`${number} ${wordFor(outcome, operation)}`];
  });
  return `${count(stacks.length, "stack")}, ${parts.join(", ")}`;
}

function wordFor(outcome: StackReport["outcome"], operation: FleetReport["operation"]): string {
  if (outcome !== "would-change") return words[outcome];
  return operation === "preview" ? "would change" : operation === "drift" ? "with drift" : words[outcome];
}

function renderStack(stack: StackReport, operation: FleetReport["operation"]): string[] {
  const { outcome, reasons, changes = [], problem, next } = stack;
  const word = wordFor(outcome, operation);
  const why = reasons.filter(({ kind }) => kind !== "asked");
  return [
    `${stack.stack}: ${word}`,
    ...why.flatMap(({ what }) => indented(`because ${what}`)),
    ...changes.flatMap((change) => indented(renderChange(change))),
    ...(problem === undefined ? [] : indented(problem)),
    ...(next === undefined ? [] : indented(next)),
  ];
}

function renderChange({ operation, type, name }: Change): string {
  const signs = { create: "+", update: "~", replace: "±", delete: "-", read: ">", import: "=" } as const;
  return `${signs[operation]} ${type} ${name}`;
}

function indented(text: string): string[] {
  return text.split("\n").map((line) => `  ${line}`);
}

function nextSteps({ operation, environment, counts }: FleetReport): string[] {
  const up = `\`idcs-apps fleet up --env ${environment} --changed\``;
  const leadsToUp = operation === "up" || operation === "status";
  if (counts.failed > 0 && !leadsToUp) return ["Put right what failed, then run the same command again."];
  if (counts.failed > 0) return [`Put right what failed, then ${up}: it runs what failed and what is left.`];
  if (counts.interrupted + counts.notRun > 0 && !leadsToUp)
    return ["The same command goes on where the run was cancelled."];
  if (counts.interrupted + counts.notRun > 0) return [`${up} goes on where the run was cancelled.`];
  if (counts.wouldChange > 0 && operation === "drift")
    return [
      `${up} puts right what was changed at applications; \`idcs-apps drift accept <team>/<client> --stack ${environment}.<team>\` writes a change into the manifest instead (docs/drift.md).`,
    ];
  if (counts.wouldChange > 0 && operation === "status") return [`${up} runs what is to do.`];
  if (counts.wouldChange > 0) return [`${up} does it.`];
  return [];
}

/** A report as JUnit XML: a test case for each stack. */
export function junitOfFleet({ operation, environment, stacks, problems, notes }: FleetReport): string {
  const cases = stacks.map((stack) => {
    const lines = renderStack(stack, operation);
    const { outcome } = stack;
    const isError = outcome === "failed" || outcome === "interrupted";
    const isFailure = outcome === "would-change" || outcome === "gone";
    const isSkipped = outcome === "skipped" || outcome === "not-run";
    return {
      name: stack.stack,
      ...(isError && { error: lines }),
      ...(isFailure && { failure: lines }),
      ...(isSkipped && { skipped: lines.join("\n") }),
      output: outcome === "changed" ? lines : [],
    };
  });
  const name = `fleet.${operation}.${environment}`;
  return junitXml({
    suite: `fleet ${operation} of ${environment}`,
    className: name,
    type: "fleet",
    cases,
    output: [...problems, ...notes],
  });
}
