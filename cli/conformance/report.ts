import { ownCommand } from "../../setup/own-command.mjs";
import { count } from "../../wording/plural.ts";
import type { ConformanceReport } from "./json.ts";

/** The most differences of a subject that are shown; JSON has all of them. */
const mostShown = 20;

const titles = {
  schemas: "schemas",
  discovery: "discovery documents",
  claims: "claims of a client's own token",
  lists: "lists",
} as const;

/** The report as text. */
export function renderConformance(report: ConformanceReport): string {
  const { identityDomain, compared, questions, removed, left, answersFile, written } = report;
  const settled = questions.filter(({ answer }) => answer !== undefined);
  const open = questions.filter((one) => one.open !== undefined);
  const width = Math.max(...questions.map(({ key }) => key.length));
  return [
    `${identityDomain}, next to the local domain`,
    "",
    ...compared.flatMap(comparedLines),
    "",
    `open questions: ${settled.length} of ${questions.length} answered`,
    ...settled.map(({ key, answer, assumed }) => {
      const note =
        answer === assumed ? "as the local domain assumes" : `the local domain assumes ${JSON.stringify(assumed)}`;
      return `  ${key.padEnd(width)}  ${JSON.stringify(answer)}, ${note}`;
    }),
    ...(open.length === 0 ? [] : ["", "still open"]),
    ...open.map((one) => `  ${one.key.padEnd(width)}  ${one.open}`),
    "",
    ...removed.map((name) => `Removed what an earlier run left: ${name}.`),
    ...left.map((name) => `Left alone, because it lacks the marks of this command: ${name}.`),
    ...(written ? ["The application that was created is removed again."] : ["Nothing was changed in the domain."]),
    ...(answersFile === undefined
      ? []
      : [`${answersFile} is written: ${ownCommand("local-domain", `serve --answers ${answersFile}`)}`]),
  ].join("\n");
}

function comparedLines({ subject, differences, notCompared }: ConformanceReport["compared"][number]): string[] {
  const title = titles[subject];
  if (notCompared !== undefined) return [`${title}: not compared. ${notCompared}`];
  if (differences.length === 0) return [`${title}: the same`];
  const more = differences.length - mostShown;
  return [
    `${title}: ${count(differences.length, "difference")}`,
    ...differences.slice(0, mostShown).map(({ at, here, local }) => {
      if (local === undefined) return `  ${at}: ${here}; the local domain lacks it`;
      return here === undefined
        ? `  ${at}: missing; the local domain has ${local}`
        : `  ${at}: ${here}; the local domain has ${local}`;
    }),
    ...(more > 0 ? [`  … and ${more} more, with --json`] : []),
  ];
}
