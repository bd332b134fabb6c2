import type { StackManifest } from "../../../manifest/load-stack.ts";
import type { RuleFinding } from "../../../manifest/rules/rule-finding.ts";
import type { ReportFinding } from "../json.ts";
import { type Found, findingOf } from "./finding.ts";

/** The rules of an environment that its clients break, with or without an exception, and dates that are near. */
export function findingsOfRules({ ruleFindings }: Pick<StackManifest, "ruleFindings">): ReportFinding[] {
  return ruleFindings.map(ofRule);
}

function ofRule(finding: RuleFinding): ReportFinding {
  const { rule, id, environment, subject, what, message, node, path, state, exception } = finding;
  const found: Found = {
    kind: rule,
    environment,
    subject,
    what: message,
    node,
    path,
    ...(what !== undefined && { about: what }),
  };
  const counts = exception !== undefined && state !== "broken";
  return {
    ...findingOf(found),
    id,
    ...(counts && { status: "archived", archived: acceptedBy(exception) }),
  };
}

/** Why an exception accepts a finding. */
export function acceptedBy({
  reason,
  until,
  approvedBy,
}: NonNullable<RuleFinding["exception"]>): NonNullable<ReportFinding["archived"]> {
  return { reason, until, ...(approvedBy !== undefined && { approvedBy }) };
}
