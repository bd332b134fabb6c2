import type { Project } from "../../project/project.ts";
import type { AnswerKey, Answers, Refusal } from "../answers/answers.ts";
import { answerKeys, commandLine, flags } from "../answers/flags.ts";
import { keysOf } from "../answers/read-answers.ts";

/** Why a request is not written: everything that is wrong, everything that is missing, and the command to run again. */
export function refusalText(
  answers: Answers,
  wrong: readonly Refusal[],
  missing: readonly AnswerKey[],
  { project, isDryRun }: { readonly project: Project; readonly isDryRun: boolean },
): string {
  const open = [...missing, ...keysOf(wrong).filter((key) => answers[key] === undefined)];
  return [
    "Nothing was written.",
    ...(wrong.length > 0 ? ["", "To correct:", ...refusalLines(wrong)] : []),
    ...(missing.length > 0 ? ["", "Missing, and there is no terminal to ask in:"] : []),
    ...missing.map((key) => `  ${flags[key].name} ${flags[key].value}: ${flags[key].text}${choices(key, project)}`),
    "",
    "Then run again:",
    `  ${commandLine(answers, open, isDryRun)}`,
  ].join("\n");
}

/** Refusals in the order of their flags, each after its flag. */
export function refusalLines(wrong: readonly Refusal[]): string[] {
  const place = ({ key }: Refusal) => (key === undefined ? answerKeys.length : answerKeys.indexOf(key));
  return wrong
    .toSorted((a, b) => place(a) - place(b))
    .map(({ key, message }) => (key === undefined ? `  ${message}` : `  ${flags[key].name}: ${message}`));
}

function choices(key: AnswerKey, { services, environments }: Project): string {
  if (key === "service") return ` (${Object.keys(services).join(", ")})`;
  return key === "environment" && environments.length > 0 ? ` (${environments.join(", ")})` : "";
}
