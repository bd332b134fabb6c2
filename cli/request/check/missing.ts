import { redirectGrants } from "../../../manifest/oracle/grant-types.ts";
import { serviceOf } from "../../../manifest/oracle/services.ts";
import { type Project, type TeamFile, teamFileOf } from "../../project/project.ts";
import type { AnswerKey, Answers, CompleteAnswers } from "../answers/answers.ts";
import { answerKeys } from "../answers/flags.ts";
import { grantTypesOf } from "../write/requested-client.ts";

/** The required answers that are missing, in the order of the flags. */
export function missingIn(answers: Answers, project: Project, files: readonly TeamFile[]): AnswerKey[] {
  const { team, service, instance, app, apis, scope, redirectUrl, integrationCallback, grantType, flow } = answers;
  const known = serviceOf(project.services, service);
  const namesApp = instance !== undefined || app !== undefined;
  const namesScope = scope !== undefined || apis !== undefined;
  const sendsBack = grantTypesOf(answers).some((grant) => redirectGrants.includes(grant));
  const isMissing: Partial<Record<AnswerKey, boolean>> = {
    team: team === undefined,
    owner: answers.owner === undefined && team !== undefined && teamFileOf(files, team) === undefined,
    name: answers.name === undefined,
    description: answers.description === undefined,
    // Without an app there is nothing to request tokens for; fully qualified scopes can name it.
    service: service === undefined && app === undefined && (instance !== undefined || scope === undefined),
    instance: !namesApp && (known?.appOf !== undefined || (service === undefined && scope === undefined)),
    app: known !== undefined && known.appOf === undefined && !namesApp,
    apis: known?.apis !== undefined && known.defaultScope === undefined && !namesScope,
    scope: service === undefined && app !== undefined && scope === undefined,
    grantType: grantType === undefined && flow === undefined,
    redirectUrl: sendsBack && redirectUrl === undefined && integrationCallback === undefined,
    environment: answers.environment === undefined,
  };
  return answerKeys.filter((key) => isMissing[key]);
}

/**
 * The answers with a valid sample for everything that is missing, so that the rest can be checked as if the request
 * were complete. If nothing is missing, it adds nothing.
 */
export function withSamples(answers: Answers, project: Project, files: readonly TeamFile[]): CompleteAnswers {
  const missing = missingIn(answers, project, files);
  const sampled: Answers = { ...answers };
  for (const key of missing) Object.assign(sampled, samples[key]);
  const apis = Object.keys(serviceOf(project.services, answers.service)?.apis ?? {});
  if (missing.includes("apis")) sampled.apis = apis[0];
  const { team = sample, name = sample } = sampled;
  return { ...sampled, team, name, ...(answers.team === undefined && { owner: answers.owner ?? sampleOwner }) };
}

const sample = "a-sample";
const sampleOwner = "a-sample@example.com";

const samples: Partial<Record<AnswerKey, Answers>> = {
  owner: { owner: sampleOwner },
  service: { service: "integration" },
  instance: { instance: sample },
  app: { app: sample },
  scope: { scope: [sample] },
  grantType: { grantType: ["client_credentials"] },
  redirectUrl: { redirectUrl: ["https://example.com/callback"] },
};
