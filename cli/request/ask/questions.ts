import { isDeepStrictEqual } from "node:util";
import { assertionGrants, consoleWordOf, type GrantType } from "../../../manifest/oracle/grant-types.ts";
import { serviceOf } from "../../../manifest/oracle/services.ts";
import { CommandError } from "../../errors/command-error.ts";
import { type AnswerKey, type Answers, noRole, noService } from "../answers/answers.ts";
import { missingIn } from "../check/missing.ts";
import { grantTypesOf, proposedRole } from "../write/requested-client.ts";
import { type Asking, agreed, oneOf, type Question, someOf, textFor } from "./ask.ts";

/** The value of the choice for an app without a service. */
const otherApp = "another app";

const service = oneOf("service", "The Oracle service that the client calls", ({ project }) => [
  ...Object.entries(project.services).map(([value, { title }]) => ({ value, label: title })),
  { value: otherApp, label: "Another app, by its name in the console" },
  { value: noService, label: "None: it calls no API" },
]);

const environment = someOf("environment", "Where the client is needed", ({ project }) =>
  project.environments.map((value) => ({ value, label: value })),
);

const app = textFor("app", { message: "The resource app's name in the console" });
const redirectUrl = textFor("redirectUrl", { placeholder: "https://ledger.example.com/callback" });
const callback = textFor("integrationCallback", { message: "The host or URL of that Oracle Integration instance" });

/** The most common grant types come first; implicit is omitted, because it is deprecated. */
const offeredGrants: readonly GrantType[] = [
  "client_credentials",
  "password",
  "authorization_code",
  "refresh_token",
  "urn:ietf:params:oauth:grant-type:jwt-bearer",
  "urn:ietf:params:oauth:grant-type:saml2-bearer",
  "urn:ietf:params:oauth:grant-type:device_code",
  "tls_client_auth",
];

const questions: Partial<Readonly<Record<AnswerKey, Question>>> = {
  team: textFor("team", { placeholder: "payments" }),
  owner: textFor("owner", { placeholder: "payments-dev@example.com" }),
  name: textFor("name", { placeholder: "ledger-sync" }),
  description: textFor("description", { placeholder: "Posts the nightly ledger to Oracle Integration" }),
  service: async (asking) => {
    const chosen = await service(asking);
    return chosen.service === otherApp ? app(asking) : chosen;
  },
  instance: textFor("instance", { placeholder: "finance" }),
  app,
  apis: oneOf("apis", "Which of the service's APIs", ({ answers, project }) =>
    Object.entries(serviceOf(project.services, answers.service)?.apis ?? {}).map(([value, hint]) => ({
      value,
      label: value,
      hint,
    })),
  ),
  scope: textFor("scope", { placeholder: "urn:opc:resource:consumer::all" }),
  grantType: someOf("grantType", "How the client gets tokens (grant types)", () =>
    offeredGrants.map((value) => ({ value, label: consoleWordOf(value) })),
  ),
  redirectUrl: async (asking) => {
    const isCallback = await agreed(asking, "Are users sent back to an Oracle Integration instance?");
    return isCallback ? callback(asking) : redirectUrl(asking);
  },
  integrationCallback: callback,
  environment: async (asking) => {
    if (asking.project.environments.length > 0) return environment(asking);
    throw new CommandError("There is no environment yet: write environments/<environment>.yaml first.");
  },
  clientType: oneOf("clientType", "The type of the client", () => [
    { value: "confidential", label: "Confidential", hint: "what most clients are" },
    { value: "trusted", label: "Trusted", hint: "may sign assertions about users itself" },
  ]),
  certificate: textFor("certificate", {
    message: "A PEM file with the client's own certificate (optional)",
    isOptional: true,
  }),
  role: async (asking) => {
    const proposed = proposedRole(asking.answers, asking.project.services) ?? noRole;
    const answer = await role(proposed)(asking);
    return isDeepStrictEqual(answer.role, [proposed]) ? {} : answer;
  },
  enforceGrants: async (asking) => ({
    enforceGrants: await agreed(asking, "Should only assigned users and groups get tokens?"),
  }),
  assignUser: textFor("assignUser", { isOptional: true }),
  assignGroup: textFor("assignGroup", { isOptional: true }),
};

const role = (initialValue: string) =>
  textFor("role", { message: "App roles for the client itself (separated by commas), or none", initialValue });

/** Asks for everything that is missing, in the order of the flags. */
export async function askMissing(asking: Asking): Promise<Answers> {
  let { answers } = asking;
  for (;;) {
    const [next] = missingIn(answers, asking.project, asking.files);
    if (next === undefined) return answers;
    answers = await withAnswer(next, { ...asking, answers });
  }
}

/**
 * Asks for what most requests omit: type, certificate, roles, users and groups.
 *
 * @param again what to ask for in any case, because another answer was refused
 * @param isThorough whether to ask for the rest too, where it makes a difference
 */
export async function askMore(asking: Asking, again: readonly AnswerKey[], isThorough: boolean): Promise<Answers> {
  let { answers } = asking;
  for (const [key, matters] of Object.entries(more) as [AnswerKey, (asking: Asking) => boolean][]) {
    const now = { ...asking, answers };
    const isAsked = answers[key] === undefined && (again.includes(key) || (isThorough && matters(now)));
    if (isAsked) answers = await withAnswer(key, now);
  }
  return answers;
}

const more: Partial<Record<AnswerKey, (asking: Asking) => boolean>> = {
  clientType: () => true,
  certificate: ({ answers }) => answers.clientType === "trusted" || isProving(answers),
  role: ({ answers, project }) => proposedRole(answers, project.services) !== undefined,
  enforceGrants: () => true,
  assignUser: ({ answers }) => answers.enforceGrants === true,
  assignGroup: ({ answers }) => answers.enforceGrants === true,
};

/** Whether a grant type needs a certificate, or a client that may sign: then these are asked for again with it. */
export function isProving(answers: Answers): boolean {
  const proving: readonly GrantType[] = ["tls_client_auth", ...assertionGrants];
  return grantTypesOf(answers).some((grant) => proving.includes(grant));
}

async function withAnswer(key: AnswerKey, asking: Asking): Promise<Answers> {
  return { ...asking.answers, ...(await questions[key]?.(asking)) };
}
