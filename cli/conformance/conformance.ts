import { readFileSync } from "node:fs";
import { AdminClient, type Credentials } from "../../identity-domain/credentials/credentials.ts";
import { normalUrl } from "../../identity-domain/identity-domain.ts";
import { IdentityDomainError } from "../../identity-domain/identity-domain-error.ts";
import type { ClientOptions } from "../../identity-domain/sending/client-options.ts";
import { quote } from "../../wording/quote.ts";
import { CommandError } from "../errors/command-error.ts";
import { create, type Exercised, ownScope, type TestUser } from "./ask/context.ts";
import { askByReading } from "./ask/reading.ts";
import { deviceStart, inactiveClient, outsidePerimeters, scopeNotAllowed, withoutRole } from "./ask/tokens.ts";
import { askWithUser, assigneeOf } from "./ask/users.ts";
import {
  appendsOciTagsSchema,
  clientIdCharacters,
  otherVersion,
  readOnlyUnchanged,
  regeneratedStatus,
  tokenExchange,
  unknownAttribute,
} from "./ask/writes.ts";
import { type CleanedUp, cleanUp, saidBy } from "./clean-up.ts";
import type { ConformanceReport } from "./json.ts";
import { seeClaims } from "./look/claims.ts";
import { compare } from "./look/compare.ts";
import { seeDiscovery } from "./look/discovery.ts";
import { type Look, lookSchema, type Seen } from "./look/facts.ts";
import { seeLists } from "./look/lists.ts";
import { seeSchemas } from "./look/schemas.ts";
import { newNames, type OwnNames } from "./own-application.ts";
import { type Outcome, type Outcomes, type Question, type QuestionKey, questions } from "./questions.ts";
import { type Send, sendTo, textIn } from "./send.ts";

/** Options of `conformance`. */
export interface ConformanceOptions {
  readonly url: string;
  readonly credentials: Credentials;
  /** Whether an application is created, exercised and removed. @default false: nothing but GET and token requests */
  readonly write?: boolean;
  /** A user for questions about users; only with `write`. */
  readonly user?: TestUser | undefined;
  /** A client whose own token is looked at if nothing is written. */
  readonly client?: { readonly clientId: string; readonly clientSecret: string } | undefined;
  readonly options?: ClientOptions;
  /** Told what is done next. */
  readonly progress?: (step: string) => void;
}

/**
 * Compares an identity domain with the local one and asks it the open questions. With `write`, what earlier runs left is removed first, and
 * the application of this run at the end, whatever happens, also after the signal of `options` ended it.
 *
 * @throws IdentityDomainError or CommandError
 */
export async function conformance(given: ConformanceOptions): Promise<ConformanceReport> {
  const { credentials, write = false, options = {}, progress = () => {} } = given;
  const url = normalUrl(given.url);
  const send = sendTo(url, credentials, options);
  progress("reading the schemas, the discovery documents and lists");
  const seen = { schemas: await seeSchemas(send), discovery: await seeDiscovery(send), lists: await seeLists(send) };
  const read = await askByReading(send);
  const exercised = write ? await exercise({ ...given, url }) : undefined;
  const claims = exercised?.claims ?? (await claimsWithoutWriting(send, given));
  const outcomes: Outcomes = { ...read, ...exercised?.outcomes };
  return {
    identityDomain: url,
    written: write,
    compared: [...compare({ ...seen, claims }, localLook())].map((one) => ({
      ...one,
      differences: [...one.differences],
    })),
    questions: (Object.keys(questions) as QuestionKey[]).map((key) => {
      const { assumed }: Question = questions[key];
      return { key, assumed, ...(outcomes[key] ?? { open: "It is asked with --write." }) };
    }),
    removed: [...(exercised?.earlier.removed ?? [])],
    left: [...(exercised?.earlier.left ?? [])],
  };
}

/** What the local domain shows: a file, because the two sides share no code. */
export function localLook(): Look {
  return lookSchema.parse(JSON.parse(readFileSync(new URL("local-domain.json", import.meta.url), "utf8")));
}

interface ExercisedResult {
  readonly outcomes: Outcomes;
  readonly claims: Seen;
  readonly earlier: CleanedUp;
}

/** Creates the application, asks everything of it, and removes it. */
async function exercise(given: ConformanceOptions): Promise<ExercisedResult> {
  const { url, credentials, user, options = {}, progress = () => {} } = given;
  const send = sendTo(url, credentials, options);
  // What ends the run must not end the cleaning.
  const { signal: _, ...withoutSignal } = options;
  const clean = sendTo(url, credentials, withoutSignal);
  progress("removing what an earlier run left");
  const earlier = await cleanUp(send);
  const assignee = await assigneeOf(send, user);
  const names = newNames();
  try {
    progress("creating an application");
    const app = await create(send, names, user, assignee);
    return { earlier, ...(await askAll(app, progress)) };
  } finally {
    progress("removing the application");
    await removeOwn(clean, names);
  }
}

/** Removes the application. @throws CommandError that names it if it may be left */
async function removeOwn(send: Send, { displayName }: OwnNames): Promise<void> {
  try {
    await cleanUp(send);
  } catch (error) {
    if (!(error instanceof IdentityDomainError)) throw error;
    throw new CommandError(
      `The application ${quote(displayName)} may be left in the domain, because it could not be removed. Run the command again with --write: it removes what an earlier run left.\n${error.message}`,
    );
  }
}

async function askAll(app: Exercised, progress: (step: string) => void) {
  const outcomes: Outcomes = {};
  for (const [key, ask] of Object.entries(asked) as [QuestionKey, (app: Exercised) => Promise<Outcome>][]) {
    progress(`asking ${key}`);
    outcomes[key] = await openIfFailed(() => ask(app));
  }
  progress("asking what needs a network perimeter");
  const perimeters = await outsidePerimeters(app);
  progress("asking what needs a user");
  const users = await askWithUser(app);
  await app.put();
  const own = await app.token({ grant_type: "client_credentials", scope: ownScope });
  const inactive = await openIfFailed(() => inactiveClient(app));
  return {
    claims: claimsIn(own),
    outcomes: { ...outcomes, ...perimeters, ...users, inactiveClientError: inactive },
  };
}

const asked: Partial<Record<QuestionKey, (app: Exercised) => Promise<Outcome>>> = {
  appendOciTagsSchema: appendsOciTagsSchema,
  regeneratedSecretStatus: regeneratedStatus,
  deniedStatus: withoutRole,
  disallowedScopeError: scopeNotAllowed,
  deviceResponseType: deviceStart,
  strict: readOnlyUnchanged,
  unknownAttributes: unknownAttribute,
  tokenExchangeGrant: tokenExchange,
  failedMatchStatus: otherVersion,
  clientIdCharacters,
};

/** A domain that fails at a question (5xx) leaves it open. */
async function openIfFailed(ask: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof IdentityDomainError) || error.code !== "SERVER_FAILED") throw error;
    return { open: error.message.split("\n")[0] ?? "" };
  }
}

async function claimsWithoutWriting(send: Send, { credentials, client }: ConformanceOptions): Promise<Seen> {
  const holder = client === undefined ? credentials : new AdminClient(client.clientId, client.clientSecret);
  if (!(holder instanceof AdminClient))
    return { notSeen: "There is no client whose token could be read: name a stack with one, or use --write." };
  const body = new URLSearchParams({ grant_type: "client_credentials", scope: ownScope });
  return claimsIn(await send({ method: "POST", path: "/oauth2/v1/token", body, as: holder }));
}

function claimsIn(answer: Awaited<ReturnType<Send>>): Seen {
  const token = textIn(answer.body, "access_token");
  return token === undefined ? { notSeen: `No token came: ${saidBy(answer)}.` } : seeClaims(token);
}
