import { whereWritten } from "../../manifest/yaml/origin.ts";
import { positionOf } from "../../manifest/yaml/position.ts";
import { checkSignature } from "../../oauth/check-signature.ts";
import { readToken } from "../../oauth/read-token.ts";
import { TokenError } from "../../oauth/token-error.ts";
import { requestToken } from "../../oauth/token-request.ts";
import { oneLine } from "../../wording/one-line.ts";
import { aboutSignature, kindOf, unreadable } from "../inspect/checks/form.ts";
import { type Context, isOfUser } from "../inspect/context.ts";
import { clientOfToken } from "../inspect/declared-client.ts";
import { type ResourceApp, readClient, readUser } from "../inspect/domain-facts.ts";
import { type Finding, found } from "../inspect/finding.ts";
import { judge } from "../inspect/judge.ts";
import type { DomainKeys } from "../inspect/keys.ts";
import { spanOf } from "../inspect/span.ts";
import { type Surroundings, withAccess } from "../inspect/surroundings.ts";
import type { DeclaredClient } from "../project/declared-clients.ts";
import type { Attempt, TokenAttempt } from "./attempts.ts";
import type { CallApi } from "./call-api.ts";
import type { Result } from "./json.ts";

/** What all attempts share. */
export interface Run {
  readonly around: Surroundings;
  readonly keys: DomainKeys;
  /** The resource apps of the domain; undefined without admin access. */
  readonly apps: readonly ResourceApp[] | undefined;
  readonly clients: readonly DeclaredClient[];
  readonly now: () => Date;
  /** Waits until another request for a token may be sent. */
  readonly turn: () => Promise<void>;
  readonly fetch: typeof fetch | undefined;
  /** Calls the API with a token of its app. */
  readonly callApi: CallApi | undefined;
  /** Whether a token was issued for the user's password: only then a refusal is about the user's rights. */
  readonly isPasswordProven: () => boolean;
}

/** Carries out one attempt. Never rejects for what the domain or the API answers; neither a token nor a secret is in the result. */
export async function runAttempt(attempt: Attempt, run: Run): Promise<Result> {
  const { todo } = attempt;
  if (todo.kind === "nothing") return resultOf(attempt, todo.status, todo.why);
  await run.turn();
  let token: string;
  try {
    const { user, scope } = todo;
    const credentials = { ...todo, ...(run.fetch && { fetch: run.fetch }) };
    const answer =
      user === undefined
        ? await requestToken(credentials, "client_credentials", { scope })
        : await requestToken(credentials, "password", { scope, username: user.name, password: user.password });
    token = answer.access_token;
  } catch (error) {
    if (error instanceof TokenError) return refused(attempt, todo, error, run);
    throw error;
  }
  if (todo.refusal !== undefined)
    return resultOf(
      attempt,
      "failed",
      `a token was issued, although ${todo.refusal}: compare with \`idcs-apps drift\`.`,
    );
  return aboutToken(attempt, todo, token, run);
}

function refused(attempt: Attempt, todo: TokenAttempt, error: TokenError, run: Run): Result {
  if (error.code !== "REFUSED") return resultOf(attempt, "error", error.message);
  if (todo.refusal === undefined) return resultOf(attempt, "failed", error.message);
  if (!todo.isUserRefused || run.isPasswordProven())
    return resultOf(attempt, "passed", `no token, because ${todo.refusal} (${oneLine(error.error ?? "refused", 100)})`);
  return resultOf(
    attempt,
    "not verified",
    `no token (${oneLine(error.error ?? "refused", 100)}), but that may be because of the password: no client that enforces no grants got a token with it.`,
  );
}

async function aboutToken(attempt: Attempt, todo: TokenAttempt, token: string, run: Run): Promise<Result> {
  const read = readToken(token);
  const cannot = unreadable(read);
  if (read.form !== "jwt" || cannot !== undefined)
    return resultOf(attempt, "failed", `the domain issued ${cannot?.says}`);
  const signature = aboutSignature(await checkSignature(token, read, run.keys), read, run.around.domainUrl);
  const context = await contextOf(attempt, todo, read.claims, run);
  const bad = [kindOf(read), signature, ...aboutHolderOf(context, todo), ...judge(context)].filter(
    ({ verdict }) => verdict === "refused",
  );
  if (bad.length > 0) return failedFor(attempt, bad);
  const left = Math.floor(Number(read.claims.exp) - context.now.getTime() / 1000);
  const says = `${isOfUser(context) ? "user" : "client"} token, valid for ${spanOf(left)}`;
  const called = run.callApi?.isFor(attempt.app) ? await run.callApi.call(token) : undefined;
  if (called === undefined) return resultOf(attempt, "passed", says);
  return resultOf(attempt, called.status, called.status === "passed" ? `${says}; ${called.says}` : called.says);
}

async function contextOf(
  { client, app }: Attempt,
  { clientId, user }: TokenAttempt,
  claims: Context["claims"],
  run: Run,
): Promise<Context> {
  const { apps = [] } = run;
  const isUser = user !== undefined;
  const holder = await withAccess(run.around, (domain) =>
    isUser ? readUser(domain, user.name) : readClient(domain, clientId),
  );
  const userOfClient = await withAccess(run.around, async (domain) =>
    isUser ? undefined : readUser(domain, clientId),
  );
  return {
    claims,
    now: run.keys.date ?? run.now(),
    expected: { client, app: apps.find(({ displayName }) => displayName === app), scopes: [] },
    apps,
    isComplete: run.apps !== undefined,
    stack: run.around.stack,
    client: clientOfToken(claims, run.clients),
    holder: "result" in holder ? holder.result : "unknown",
    userOfClient: "result" in userOfClient ? userOfClient.result : "unknown",
  };
}

/** Whether the token is of whom it was requested for. */
function aboutHolderOf({ claims }: Context, { clientId, user }: TokenAttempt): Finding[] {
  const subject = user?.name ?? clientId;
  const type = user === undefined ? "client" : "user";
  return [
    ...(claims.sub_type === type
      ? []
      : [
          found(
            "subject",
            "refused",
            `it is not a token of a ${type}: sub_type is ${oneLine(String(claims.sub_type), 50)}.`,
          ),
        ]),
    ...(String(claims.sub).toLowerCase() === subject.toLowerCase() && claims.client_id === clientId
      ? []
      : [found("subject", "refused", "it is a token of somebody else than it was requested for.")]),
  ];
}

function failedFor(attempt: Attempt, bad: readonly Finding[]): Result {
  const place = bad.find(({ manifest }) => manifest !== undefined)?.manifest;
  const says = bad
    .map(
      ({ check, says, manifest }) =>
        `${check}: ${says}${manifest === undefined ? "" : ` ${manifest.path}: ${manifest.change}`}`,
    )
    .join(" ");
  return resultOf(attempt, "failed", says, place && { file: place.file, line: place.line, column: place.column });
}

function resultOf(
  { client, flow, app, pair }: Attempt,
  status: Result["status"],
  says: string,
  cause?: Result["manifest"],
): Result {
  const manifest = cause ?? placeOf(client);
  return { client: client.name, flow, app, pair, status, says: oneLine(says, 4000), ...(manifest && { manifest }) };
}

function placeOf({ manifest }: DeclaredClient): Result["manifest"] {
  const written = whereWritten(manifest, ["name"]);
  return written && { file: written.source.file, ...positionOf(written.source, written.path) };
}
