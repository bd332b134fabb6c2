import { isDeepStrictEqual } from "node:util";
import { CommandError } from "../errors/command-error.ts";
import { type Project, type TeamFile, teamFiles } from "../project/project.ts";
import type { CompleteAnswers } from "./answers/answers.ts";
import { keysOf, readAnswers, without } from "./answers/read-answers.ts";
import type { Prompts } from "./ask/prompts.ts";
import { askMissing, askMore, isProving } from "./ask/questions.ts";
import { missingIn, withSamples } from "./check/missing.ts";
import { refusalLines, refusalText } from "./check/refusal-text.ts";
import { refusalsOf } from "./check/refusals.ts";
import { remarksOn } from "./check/remarks.ts";
import { changeFor } from "./write/change.ts";
import { nextSteps } from "./write/next-steps.ts";
import { writeChange } from "./write/write-change.ts";

/** Options of `request`. */
export interface RequestOptions {
  /** The flags that were given, by their keys. */
  readonly given: Readonly<Record<string, unknown>>;
  /** Shows the manifest instead of writing it. */
  readonly isDryRun: boolean;
  readonly project: Project;
  /** Asks for what is missing; absent without a terminal. */
  readonly prompts?: Prompts | undefined;
  readonly print: (text: string) => void;
}

/**
 * Turns a request for an OAuth client into a change of its team's manifest: a new file, or one more client in the
 * existing one. Everything that the loader of the manifests would refuse is refused before anything is written.
 *
 * @throws CommandError with everything that is wrong or missing, and the command to run again
 */
export async function request(options: RequestOptions): Promise<void> {
  const { isDryRun, project, print } = options;
  const files = teamFiles(project);
  const answers = await accepted(options, files);
  const change = changeFor(answers, project, files);
  if (isDryRun) return print(change.text.trimEnd());
  const remarks = remarksOn(answers, change, project);
  writeChange(project.teams, change);
  print(nextSteps(answers, change, project, remarks));
}

/** The answers of a valid request; in a terminal, asks until they are valid. */
async function accepted(options: RequestOptions, files: readonly TeamFile[]): Promise<CompleteAnswers> {
  const { given, project, prompts, print } = options;
  let { answers, refusals } = readAnswers(given);
  for (let isFirst = true; ; isFirst = false) {
    const missing = missingIn(answers, project, files).filter((key) => !keysOf(refusals).includes(key));
    const wrong = [...refusals, ...refusalsOf(answers, project, files, "all")];
    if (wrong.length === 0 && missing.length === 0) return withSamples(answers, project, files);
    if (!prompts || wrong.some(({ key }) => key === undefined)) {
      throw new CommandError(refusalText(answers, wrong, prompts ? [] : missing, options));
    }
    if (wrong.length > 0) print(refusalLines(wrong).join("\n"));
    const again = keysOf(wrong);
    if (again.includes("grantType") && isProving(answers)) again.push("clientType", "certificate");
    const asking = { prompts, project, files, answers: without(answers, again) };
    const required = await askMissing(asking);
    const asked = await askMore({ ...asking, answers: required }, again, isFirst && missing.length > 0);
    // The same answers would be refused forever.
    if (refusals.length === 0 && isDeepStrictEqual(asked, answers))
      throw new CommandError(refusalText(answers, wrong, [], options));
    answers = asked;
    refusals = [];
  }
}
