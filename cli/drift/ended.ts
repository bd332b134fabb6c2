import { problemAt } from "../../manifest/yaml/problem.ts";
import type { StackPlan } from "../../plan/plan-stack.ts";
import type { Deviation } from "./deviation.ts";

/** The users and groups that manifests assign, and the domain no longer has: their assignments ended with them. */
export function endedGrantees({ resolved, stack }: StackPlan): Deviation[] {
  return resolved.ended.map(({ node, path, message }) => {
    const team = stack.teams.find(({ clients }) => clients.some((client) => client === node));
    const client = team?.clients.find((one) => one === node);
    const { file, line, column } = problemAt(node, path, message);
    return {
      kind: "unassigned",
      subject: team && client ? `${team.team}/${client.name}` : `environment ${stack.environmentName}`,
      words: `${file}:${line}:${column} ${message}`,
      isDrift: true,
    };
  });
}
