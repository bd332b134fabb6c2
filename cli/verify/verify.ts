import { Pace, tokenRates } from "../../identity-domain/sending/pace.ts";
import { notFound } from "../../wording/nearest.ts";
import { CommandError } from "../errors/command-error.ts";
import { readResourceApps } from "../inspect/domain-facts.ts";
import { keysOf } from "../inspect/keys.ts";
import { declaredApps, type Place, surroundingsOf, withAccess } from "../inspect/surroundings.ts";
import { clientsOfEnvironment, type DeclaredClient } from "../project/declared-clients.ts";
import type { Outputs } from "../pulumi/pulumi.ts";
import { type Attempt, attemptsOf, type TestUser } from "./attempts.ts";
import { callApiAt } from "./call-api.ts";
import type { Result, Verification } from "./json.ts";
import { type Run, runAttempt } from "./run-attempt.ts";

/** Options of `verify`. */
export interface VerifyOptions extends Place {
  /** Reads the stack's outputs with their secrets. */
  readonly readOutputs: (stack: string) => Promise<Outputs>;
  /** A team, or <team>/<client>. @default all clients of the stack */
  readonly name?: string | undefined;
  /** An API that is called with tokens of its app. */
  readonly url?: string | undefined;
  /** The display name of the app of `url`, if its audience is not its URL. */
  readonly app?: string | undefined;
  /** A user with whose password the resource owner's flow is verified. */
  readonly user?: TestUser | undefined;
  /** Called with what is done so far. */
  readonly onProgress?: (done: number, all: number) => void;
  /** @default the system's clock */
  readonly now?: () => Date;
}

/** How many requests are under way at once. */
const workers = 8;

/**
 * Requests a token for each flow of each client that needs no person, and checks its claims. Flows that need one are reported as not
 * verified. Neither a token nor a secret is in the result.
 *
 * @throws CommandError, ManifestError, IdentityDomainError or TokenError if nothing can be verified
 */
export async function verify(options: VerifyOptions): Promise<Verification> {
  const {
    stack: stackName,
    readOutputs,
    url,
    app,
    user,
    client = {},
    now = () => new Date(),
    onProgress = () => {},
  } = options;
  const around = surroundingsOf(options);
  const { stack } = around;
  if (stack === undefined) throw new CommandError("verify needs a stack.");
  const clients = clientsOfEnvironment(stack, stackName);
  const own = clients.filter(({ name }) => stack.teams.some(({ team }) => name.startsWith(`${team}/`)));
  const chosen = chosenOf(own, options.name);
  const outputs = await readOutputs(stackName);
  const keys = await keysOf(around.domainUrl, around.asAdministrator, client.fetch);
  const read = await withAccess(around, readResourceApps);
  const apps = "result" in read ? read.result : undefined;
  const attempts = chosen.flatMap((one) => attemptsOf(one, outputs, user));
  const pace = new Pace(around.identityDomainType, tokenRates);
  let isPasswordProven = false;
  const callApi = url === undefined ? undefined : callApiAt(url, app, apps ?? declaredApps(stack), client.fetch);
  if (callApi && !attempts.some((attempt) => callApi.isFor(attempt.app)))
    throw new CommandError(
      "--url is of an app for which no token is requested: choose another client, or name the app with --app.",
    );
  const run: Run = {
    around,
    keys,
    apps,
    clients,
    now,
    turn: () => pace.turn(() => Promise.resolve()),
    fetch: client.fetch,
    callApi,
    isPasswordProven: () => isPasswordProven,
  };
  let done = 0;
  const runAll = (some: readonly Attempt[]) =>
    inParallel(some, async (attempt) => {
      const result = await runAttempt(attempt, run);
      if (result.status === "passed" && attempt.todo.kind === "token" && attempt.todo.user && !attempt.todo.refusal)
        isPasswordProven = true;
      onProgress(++done, attempts.length);
      return [attempt, result] as const;
    });
  // Refusals of the user last: by then it is known whether the password is right.
  const isLast = ({ todo }: Attempt) => todo.kind === "token" && todo.isUserRefused === true;
  const results = new Map([
    ...(await runAll(attempts.filter((one) => !isLast(one)))),
    ...(await runAll(attempts.filter(isLast))),
  ]);
  return verification(
    stackName,
    around.domainUrl,
    attempts.flatMap((attempt) => results.get(attempt) ?? []),
  );
}

function verification(stack: string, identityDomain: string, results: readonly Result[]): Verification {
  const having = (status: Result["status"]) => results.filter((result) => result.status === status).length;
  const counts = {
    passed: having("passed"),
    failed: having("failed"),
    errors: having("error"),
    notVerified: having("not verified"),
  };
  return { stack, identityDomain, counts, results: [...results] };
}

/** The clients of a team, or one client. */
function chosenOf(clients: readonly DeclaredClient[], name: string | undefined): readonly DeclaredClient[] {
  const chosen = clients.filter(
    (client) => name === undefined || client.name === name || client.name.startsWith(`${name}/`),
  );
  if (chosen.length > 0 || name === undefined) return chosen;
  const names = clients.map((client) => client.name);
  const teams = [...new Set(names.map((one) => one.split("/")[0] ?? ""))];
  throw new CommandError(
    name.includes("/")
      ? notFound(name, "a client of this stack", names)
      : notFound(name, "a team of this stack with clients", teams),
  );
}

/** The results of a function for all items, in their order; only a few are under way at once. */
async function inParallel<Item, Answer>(
  items: readonly Item[],
  run: (item: Item) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  const rest = items.entries();
  await Promise.all(
    Array.from({ length: workers }, async () => {
      for (const [index, item] of rest) answers[index] = await run(item);
    }),
  );
  return answers;
}
