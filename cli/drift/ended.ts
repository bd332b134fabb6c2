import type { Finding } from "../../manifest/yaml/problem.ts";
import type { StackPlan } from "../../plan/plan-stack.ts";
import { quote } from "../../wording/quote.ts";
import type { Deviation } from "./deviation.ts";

/** Users and groups that the manifests name, and that were deleted or renamed after they were assigned: a plan skips them. */
export function endedDeviations({ stack, resolved }: StackPlan): Deviation[] {
  const { teams, environmentName } = stack;
  return (resolved.ended ?? []).map(({ node, path }) => {
    const part = teams.find(({ clients }) => clients.some((client) => client === node));
    const subject = part ? `${part.team}/${nameIn(node, ["name"])}` : `environment ${environmentName}`;
    const type = path.includes("groups") ? "group" : "user";
    const name = nameIn(node, path);
    const words = `${type} ${quote(name)} is not assigned: it was deleted or renamed`;
    return { kind: "unassigned", subject, words, isDrift: true, ended: { type, name } };
  });
}

/** The name at a path of a manifest. */
function nameIn(node: object, path: Finding["path"]): string {
  return String(path.reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], node));
}
