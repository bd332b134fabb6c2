import type { RuleFinding } from "../../manifest/rules/rule-finding.ts";
import { problemAt } from "../../manifest/yaml/problem.ts";
import type { Remark, Review } from "./json.ts";

/** What a pull request does about the rules of the environments. */
export interface Judged extends Pick<Review, "exceptions" | "approvals"> {
  /** Rules that are broken. */
  readonly problems: readonly Remark[];
  /** Rules that the base breaks already, and dates that are near. */
  readonly warnings: readonly Remark[];
}

/**
 * Judges findings of rules: what the head breaks is a problem, what the base has broken already is a warning. An exception that the
 * head adds or changes needs the approval of the person that it names, because its own word proves nothing.
 *
 * @param approvedBy who has approved the pull request
 */
export function judged(
  before: readonly RuleFinding[],
  after: readonly RuleFinding[],
  approvedBy: readonly string[],
): Judged {
  const brokenBefore = new Set(before.filter(({ state }) => state === "broken").map(keyOf));
  const exceptedBefore = new Set(before.filter(({ state }) => state !== "broken").map(withException));
  const problems: Remark[] = [];
  const warnings: Remark[] = [];
  const exceptions: Review["exceptions"] = [];
  const approvals: Review["approvals"] = [];
  for (const finding of after) {
    const { exception, state } = finding;
    const remark = remarkOf(finding);
    if (state === "broken") {
      if (brokenBefore.has(keyOf(finding)))
        warnings.push({ ...remark, message: `${remark.message} It was so before.` });
      else problems.push(remark);
    } else if (exception === undefined) warnings.push(remark);
    else {
      const isNew = !exceptedBefore.has(withException(finding));
      const how = isNew ? "new" : state === "expiring" ? "expiring" : "used";
      exceptions.push({ ...remark, until: exception.until, state: how });
      if (state === "expiring") warnings.push(remark);
      if (isNew && exception.approvedBy !== undefined) {
        const by = approvedBy.filter((name) => isSame(name, exception.approvedBy ?? ""));
        const message = `the new exception from ${finding.rule} for ${finding.subject} needs the approval of ${exception.approvedBy}.`;
        approvals.push({ ...remark, message, approvedBy: by });
      }
    }
  }
  return { problems, warnings, exceptions, approvals };
}

function remarkOf(finding: RuleFinding): Remark {
  const { rule, id, subject, environment, node, path, message } = finding;
  const { file, line, column } = problemAt(node, path, message);
  return { file, line, column, rule, id, subject, environments: [environment], message };
}

function keyOf({ id, environment }: RuleFinding): string {
  return JSON.stringify([environment, id]);
}

function withException(finding: RuleFinding): string {
  return JSON.stringify([keyOf(finding), finding.exception]);
}

/** Whether two names are of the same person or group: `@example/security` is `example/security`. */
function isSame(one: string, other: string): boolean {
  return one.replace(/^@/, "").toLowerCase() === other.replace(/^@/, "").toLowerCase();
}
