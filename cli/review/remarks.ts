import { type Finding, type Problem, problemAt } from "../../manifest/yaml/problem.ts";
import type { Remark } from "./json.ts";

/** A remark without a place, on all environments. */
export function about(rule: string, message: string): Remark {
  return { rule, environments: [], message };
}

/** A problem of a manifest as a remark. */
export function fromProblem(rule: string) {
  return ({ file, line, column, path, message }: Problem): Remark => ({
    ...about(rule, path === "" ? message : `${path}: ${message}`),
    ...{ file, line, column },
  });
}

/** A finding about a part of a manifest as a remark, at its place. */
export function fromFinding(...environments: string[]) {
  return (rule: string) =>
    ({ node, path, message }: Finding): Remark => ({
      ...fromProblem(rule)(problemAt(node, path, message)),
      environments,
    });
}

/** Remarks that are the same but for their environments as one. */
export function merged<Kind extends Remark>(remarks: readonly Kind[]): Kind[] {
  const each = new Map<string, Kind>();
  for (const remark of remarks) {
    const { environments, ...rest } = remark;
    const key = JSON.stringify(rest);
    const same = each.get(key);
    each.set(key, same ? { ...same, environments: [...new Set([...same.environments, ...environments])] } : remark);
  }
  return [...each.values()];
}
