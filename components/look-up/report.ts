import type { Finding } from "../../manifest/yaml/problem.ts";

/** Reports a message at a path. */
export type Report = (path: Finding["path"], message: string) => void;

/** Reports as findings at a path inside a node. */
export function reportTo(findings: Finding[], node: object): Report {
  return (path, message) => {
    findings.push({ node, path, message });
  };
}

/** Reports at a path further inside. */
export function within(report: Report, ...outer: Finding["path"]): Report {
  return (path, message) => report([...outer, ...path], message);
}
