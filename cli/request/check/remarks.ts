import { warningsOf } from "../../../manifest/client-rules/warnings.ts";
import { problemAt, renderProblem } from "../../../manifest/yaml/problem.ts";
import type { Project } from "../../project/project.ts";
import type { CompleteAnswers } from "../answers/answers.ts";
import type { Change } from "../write/change.ts";
import { proposedRole, reasonOfProposal } from "../write/requested-client.ts";
import { trial } from "./trial.ts";

/** What the author and the reviewer of a valid client should know about it. */
export function remarksOn(answers: CompleteAnswers, change: Change, project: Project): string[] {
  const role = proposedRole(answers, project.services);
  const { teams } = trial(change, project, "none");
  const clients = teams.flatMap((team) => team.clients).filter(({ name }) => name === answers.name);
  const warnings = clients.flatMap((client) =>
    warningsOf(client, project.services).map(({ path, message }) => renderProblem(problemAt(client, path, message))),
  );
  const proposal = `The role ${role} is proposed (${reasonOfProposal(answers, project.services)}): the reviewer decides. --role names another, --role none asks for none.`;
  return [...(role === undefined ? [] : [proposal]), ...warnings];
}
