import { existsSync, writeFileSync } from "node:fs";
import type { AuthenticationSettings } from "../../identity-domain/credentials/authentication-settings.ts";
import { AdminClient } from "../../identity-domain/credentials/credentials.ts";
import { isLoopback } from "../../wording/loopback.ts";
import { CommandError } from "../errors/command-error.ts";
import type { Outputs } from "../pulumi/pulumi.ts";
import { answersFile } from "./answers-file.ts";
import type { TestUser } from "./ask/context.ts";
import { type ConformanceOptions, conformance } from "./conformance.ts";
import { renderConformance } from "./report.ts";
import { targetOf } from "./target.ts";

/** The environment variable with the test user's password. */
const passwordVariable = "IDCS_APPS_TEST_PASSWORD";

/** Options of `doctor --conformance`. */
export interface CommandOptions {
  readonly stack: string;
  /** The identity domain's URL instead of the stack's. */
  readonly url?: string | undefined;
  readonly auth?: string | undefined;
  readonly profile?: string | undefined;
  readonly write: boolean;
  /** The name of a test user; only with `write`. */
  readonly user?: string | undefined;
  /** The answers file to write. */
  readonly answers?: string | undefined;
  /** Nothing is asked. */
  readonly yes: boolean;
  readonly json: boolean;
  /** @default the working directory */
  readonly folder?: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Reads the stack's outputs with their secrets, for a token of one of its clients. */
  readonly readOutputs: (stack: string) => Promise<Outputs>;
  /** Asks in the terminal; undefined without one. */
  readonly confirm?: ((question: string) => Promise<boolean>) | undefined;
  /** Asks for a password without echo; undefined without a terminal. */
  readonly askPassword?: ((question: string) => Promise<string>) | undefined;
  /** A line of progress. */
  readonly note: (line: string) => void;
  readonly signal?: AbortSignal;
  /** Sends requests instead of the network. */
  readonly fetch?: typeof fetch;
}

/**
 * Runs the comparison, and writes the answers file. A domain that is not local is written to only with consent, and no file is overwritten
 * without it; both are asked before the first request.
 *
 * @returns what to print, and whether the domain differs from the local one beyond what answers can say
 * @throws CommandError, IdentityDomainError or ManifestError
 */
export async function runConformance(options: CommandOptions): Promise<{ text: string; differs: boolean }> {
  const { stack, url, write, answers, json, environment, folder = ".", note, signal, fetch: send } = options;
  if (options.user !== undefined && !write) throw new CommandError("--user is for --write: reading asks no user.");
  const target = await targetOf({ stack, url, folder, environment, authentication: authenticationOf(options) });
  if (write) await askToWrite(options, target.url);
  if (answers !== undefined && existsSync(answers))
    await consent(
      options,
      `${answers} exists. Overwrite it?`,
      `${answers} exists and was not overwritten: name another file, or add --yes.`,
    );
  const user = await testUser(options);
  const client =
    write || url !== undefined ? undefined : await clientOf(options, target.credentials instanceof AdminClient);
  const report = await conformance({
    ...target,
    write,
    user,
    client,
    options: { ...target.options, ...(signal && { signal }), ...(send && { fetch: send }) },
    progress: (step) => note(`${step} …`),
  });
  if (answers !== undefined) writeFileSync(answers, answersFile(report));
  const complete = { ...report, ...(answers !== undefined && { answersFile: answers }) };
  return {
    text: json ? JSON.stringify(complete, undefined, 2) : renderConformance(complete),
    differs: report.compared.some(({ differences }) => differences.length > 0),
  };
}

function authenticationOf({ auth, profile }: CommandOptions): AuthenticationSettings {
  return { ...(auth && { auth }), ...(profile && { configFileProfile: profile }) };
}

async function askToWrite(options: CommandOptions, url: string): Promise<void> {
  if (isLoopback(new URL(url).hostname)) return;
  await consent(
    options,
    `An application is created in ${url}, exercised and removed again. It holds no role. Go on?`,
    `Nothing was written to ${url}: --write asks for consent in a terminal. In a pipeline, add --yes.`,
  );
}

async function consent({ yes, confirm }: CommandOptions, question: string, otherwise: string): Promise<void> {
  if (yes || (await confirm?.(question))) return;
  throw new CommandError(otherwise);
}

async function testUser({ user, environment, askPassword }: CommandOptions): Promise<TestUser | undefined> {
  if (user === undefined) return undefined;
  const password = environment[passwordVariable] || (await askPassword?.(`The password of ${user}`));
  if (password) return { userName: user, password };
  throw new CommandError(
    `There is no password for ${user}: set ${passwordVariable}, or run the command in a terminal.`,
  );
}

/** A client of the stack whose token can be read; none if the outputs cannot be read. */
async function clientOf(
  { stack, readOutputs }: CommandOptions,
  hasOwnToken: boolean,
): Promise<ConformanceOptions["client"]> {
  if (hasOwnToken) return undefined;
  try {
    const { clients = {}, clientSecrets = {} } = await readOutputs(stack);
    for (const [name, { clientId, grantTypes = [], retired }] of Object.entries(clients)) {
      const clientSecret = clientSecrets[name];
      if (clientSecret && !retired && grantTypes.includes("client_credentials")) return { clientId, clientSecret };
    }
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
  }
  return undefined;
}
