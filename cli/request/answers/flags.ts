import { ownCommand } from "../../../setup/own-command.mjs";
import { inShell } from "../../../wording/in-shell.ts";
import type { AnswerKey, Answers } from "./answers.ts";

/** A flag of `idcs-apps request`. */
export interface Flag {
  readonly name: `--${string}`;
  /** The placeholder of its value; absent if it takes none. */
  readonly value?: `<${string}>`;
  /** It may be given several times. */
  readonly repeatable?: true;
  /** Its description, for the help and for the list of missing flags. */
  readonly text: string;
}

/** Every flag of a request, in the order in which they are asked for and shown. */
export const flags: Readonly<Record<AnswerKey, Flag>> = {
  team: { name: "--team", value: "<team>", text: "the team that the client belongs to" },
  owner: { name: "--owner", value: "<e-mail>", text: "e-mail address of the team's owner; for a new team only" },
  name: { name: "--name", value: "<name>", text: "the client's name: the purpose of the integration in a word or two" },
  description: { name: "--description", value: "<text>", text: "what the integration does, at most 250 characters" },
  service: {
    name: "--service",
    value: "<service>",
    text: "the Oracle service that the client calls, with its --instance or --app; none for a client that calls no API",
  },
  instance: { name: "--instance", value: "<instance>", text: "the name of the service's instance" },
  app: { name: "--app", value: "<name>", text: "instead: the name of the resource app in the console" },
  apis: { name: "--apis", value: "<apis>", text: "which of the service's APIs, for example rest, soap or both" },
  scope: { name: "--scope", value: "<scope>", repeatable: true, text: "a scope of the app, or a fully qualified one" },
  grantType: {
    name: "--grant-type",
    value: "<type>",
    repeatable: true,
    text: `how the client gets tokens, in the console's words or the API's, for example "Client credentials"`,
  },
  flow: {
    name: "--flow",
    value: "<flow>",
    text: "the same in the words of the request form, for example authorization-code",
  },
  redirectUrl: { name: "--redirect-url", value: "<url>", repeatable: true, text: "where users are sent back to" },
  integrationCallback: {
    name: "--integration-callback",
    value: "<url>",
    text: "instead: the Oracle Integration instance whose callback it is",
  },
  environment: {
    name: "--environment",
    value: "<environment>",
    repeatable: true,
    text: "where the client is needed, or all",
  },
  clientType: { name: "--client-type", value: "<type>", text: "confidential (default), trusted or public" },
  certificate: { name: "--certificate", value: "<pem-file>", text: "the client's own certificate, without its key" },
  role: { name: "--role", value: "<role>", repeatable: true, text: "an app role of the app for the client, or none" },
  enforceGrants: { name: "--enforce-grants", text: "only assigned users and groups get tokens" },
  assignUser: { name: "--assign-user", value: "<user>", repeatable: true, text: "a user who may use the client" },
  assignGroup: { name: "--assign-group", value: "<group>", repeatable: true, text: "a group that may use the client" },
};

/** The keys of all flags, in their order. */
export const answerKeys = Object.keys(flags) as AnswerKey[];

const command = ownCommand("idcs-apps", "request");

/**
 * The command for a POSIX shell that gives these answers, with placeholders for those that are `missing`.
 *
 * @param isDryRun whether it only shows the manifest
 */
export function commandLine(answers: Answers, missing: readonly AnswerKey[] = [], isDryRun = false): string {
  const words = answerKeys.flatMap((key) => {
    const { name, value } = flags[key];
    if (missing.includes(key)) return [`${name} ${value}`];
    const answer = answers[key];
    if (answer === undefined || answer === false) return [];
    if (answer === true) return [name];
    return [answer].flat().map((item) => `${name} ${inShell(item)}`);
  });
  return [command, ...words, ...(isDryRun ? ["--dry-run"] : [])].join(" ");
}
