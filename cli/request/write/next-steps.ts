import { join } from "node:path";
import { appOf, serviceOf } from "../../../manifest/oracle/services.ts";
import { ownCommand } from "../../../setup/own-command.mjs";
import { inShell } from "../../../wording/in-shell.ts";
import { userInService } from "../../../wording/user-in-service.ts";
import type { Project } from "../../project/project.ts";
import type { Answers, CompleteAnswers } from "../answers/answers.ts";
import type { Change } from "./change.ts";
import { grantTypesOf } from "./requested-client.ts";

/**
 * What to do after the files were written: commands for a shell, and steps outside the identity domain.
 *
 * @param remarks what to know about the client
 */
export function nextSteps(
  answers: CompleteAnswers,
  { file, certificate }: Change,
  project: Project,
  remarks: readonly string[],
): string {
  const { team, name } = answers;
  const files = [file, ...(certificate ? [certificate.file] : [])].map((one) => join(project.teams, one));
  return [
    `Written: client ${team}/${name} in ${files.join(", with ")}`,
    ...(remarks.length > 0 ? ["", "Notes:", ...remarks.map((remark) => `  ${remark}`)] : []),
    "",
    "Next:",
    `  ${ownCommand("idcs-apps", "check")}`,
    `  git switch --create request/${team}-${name}`,
    `  git add ${files.map(inShell).join(" ")}`,
    `  git commit --message 'Request OAuth client ${team}/${name}'`,
    `  git push --set-upstream origin request/${team}-${name}`,
    "Then open a pull request: the identity administrator reviews it, and what is merged is provisioned.",
    ...stepsOutside(answers, project),
  ].join("\n");
}

/** What no identity domain can do: the user that a service needs for a client with tokens of its own. */
function stepsOutside(answers: Answers, { services }: Project): string[] {
  const service = serviceOf(services, answers.service);
  if (service?.clientUser !== "service" || !grantTypesOf(answers).includes("client_credentials")) return [];
  return [
    "",
    `Outside the identity domain, once the client is provisioned (\`${ownCommand("idcs-apps", "clients")}\` shows its client ID):`,
    `  ${userInService(appOf(services, answers) ?? "", service.title, "<client ID>")}`,
  ];
}
