import { count } from "../../wording/plural.ts";
import { quote } from "../../wording/quote.ts";
import { partInWords } from "./parts.ts";
import type { MovePlan } from "./plan.ts";
import type { AfterMove } from "./preview.ts";

/** A plan in words: what is moved, from where to where, one line for each part. */
export function renderPlans(plans: readonly MovePlan[]): string {
  const rows = plans.filter(({ kind }) => kind !== "nothing").map(row);
  const widths = [0, 1].map((column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  return rows
    .map(([part = "", way = "", what]) => `${part.padEnd(widths[0] ?? 0)}  ${way.padEnd(widths[1] ?? 0)}  ${what}`)
    .join("\n");
}

function row(plan: MovePlan): string[] {
  return [partInWords(plan.part), `${plan.source} -> ${plan.dest}`, `${contents(plan)}${note(plan)}`];
}

function contents({ clients, resourceApplications, resources }: MovePlan): string {
  return [
    ...(clients > 0 ? [count(clients, "client")] : []),
    ...(resourceApplications > 0 ? [count(resourceApplications, "resource application")] : []),
    count(resources, "resource"),
  ].join(", ");
}

function note({ kind, dest }: MovePlan): string {
  if (kind === "finish") return `; is in both, and is completed: ${quote(dest)} has all of it`;
  return kind === "done" ? "; is there already" : "";
}

/** What the next `up` of a stack would do, in words. */
export function renderAfterMove({ stack, tagged, others, failed }: AfterMove): string {
  if (failed !== undefined) return `${stack}: the preview failed: ${failed}`;
  const tags = tagged === 0 ? "" : `the tags that name the stack, of ${count(tagged, "resource")}`;
  if (others.length === 0) return `${stack}: the next \`up\` changes ${tags === "" ? "nothing" : `only ${tags}`}`;
  return [
    `${stack}: the next \`up\` changes ${tags === "" ? "what follows" : `${tags}, and`}`,
    ...others.map((one) => `  ${one}`),
  ].join("\n");
}
