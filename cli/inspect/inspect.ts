import { checkSignature, type SignatureCheck } from "../../oauth/check-signature.ts";
import { type ReadToken, readToken } from "../../oauth/read-token.ts";
import { clientsOfEnvironment } from "../project/declared-clients.ts";
import { appOfAudiences, audiencesIn } from "./audiences.ts";
import { aboutSignature, kindOf, ownKeys, unreadable } from "./checks/form.ts";
import { scopesIn } from "./checks/scope.ts";
import { aboutClock, aboutTime } from "./checks/time.ts";
import { type Context, isOfUser } from "./context.ts";
import { clientOfToken } from "./declared-client.ts";
import { readClient, readResourceApps, readUser } from "./domain-facts.ts";
import { type Expected, expectationOf } from "./expectation.ts";
import { type Finding, found } from "./finding.ts";
import { tokenIn } from "./input.ts";
import type { Inspection } from "./json.ts";
import { judge } from "./judge.ts";
import { type DomainKeys, keysOf, NoKeysError } from "./keys.ts";
import { secondsIn } from "./span.ts";
import { summaryOf } from "./summary.ts";
import { declaredApps, type Place, type Surroundings, surroundingsOf, withAccess } from "./surroundings.ts";

/** Options of `inspect`. */
export interface InspectOptions extends Place, Expected {
  /** @default the system's clock */
  readonly now?: () => Date;
}

type Jwt = Extract<ReadToken, { form: "jwt" }>;

/**
 * Says what a token is, and why a service would refuse it. Its signature is checked with the keys of the stack's domain: what the
 * token says about its issuer is not trusted. Only GET requests are sent, and the token is sent to nobody.
 *
 * @param text what was piped or pasted
 * @throws CommandError if the signature cannot be checked, without the token; ManifestError, IdentityDomainError or TokenError
 */
export async function inspect(text: string, options: InspectOptions): Promise<Inspection> {
  const token = tokenIn(text);
  const around = surroundingsOf(options);
  const read = readToken(token);
  const cannot = unreadable(read);
  if (read.form !== "jwt" || cannot !== undefined)
    return result(around, `not an access token: ${cannot?.says.split(":")[0]}`, cannot === undefined ? [] : [cannot]);
  const here = (options.now ?? (() => new Date()))();
  let keys: DomainKeys;
  try {
    keys = await keysOf(around.domainUrl, around.asAdministrator, options.client?.fetch);
  } catch (error) {
    if (error instanceof NoKeysError) return withoutKeys(around, read, here, error);
    throw error;
  }
  return withSignature(around, read, await checkSignature(token, read, keys), { here, keys, options });
}

interface Rest {
  readonly here: Date;
  readonly keys: DomainKeys;
  readonly options: InspectOptions;
}

async function withSignature(
  around: Surroundings,
  read: Jwt,
  check: SignatureCheck,
  { here, keys, options }: Rest,
): Promise<Inspection> {
  const signature = [aboutSignature(check, read, around.domainUrl), ...ownKeys(read)];
  if (check !== "VALID") return result(around, `not a token of ${around.domainUrl}`, signature);
  const kind = kindOf(read);
  if (kind.verdict === "refused")
    return result(around, `not an access token: ${kind.says.split(":")[0]}`, [kind, ...signature]);
  const context = await contextOf(around, read, keys.date ?? here, options);
  const app = appOfAudiences(context.apps, audiencesIn(read.claims));
  const findings = [kind, ...signature, ...aboutClock(here, keys.date), ...judge(context), ...context.notes];
  return { ...result(around, summaryOf(context, app), findings), token: described(context, app?.displayName) };
}

/** Without keys nothing is trusted; but a token that is refused anyhow needs none. */
function withoutKeys(around: Surroundings, read: Jwt, now: Date, error: NoKeysError): Inspection {
  const refused = [kindOf(read), aboutTime({ claims: read.claims, now })].filter(
    ({ verdict }) => verdict === "refused",
  );
  if (refused.length === 0) throw error;
  const note = found(
    "signature",
    "note",
    `not checked: ${around.domainUrl} does not show its signing keys without admin access.`,
  );
  return result(around, `a token that says that it is of ${around.domainUrl}`, [...refused, note]);
}

async function contextOf(
  around: Surroundings,
  { claims }: Jwt,
  now: Date,
  options: InspectOptions,
): Promise<Context & { notes: Finding[] }> {
  const { stack } = around;
  const clients = stack === undefined ? [] : clientsOfEnvironment(stack, options.stack);
  const isUser = isOfUser({ claims });
  const read = await withAccess(around, async (domain) => {
    const [apps, holder, userOfClient] = await Promise.all([
      readResourceApps(domain),
      isUser ? readUser(domain, String(claims.sub)) : readClient(domain, String(claims.client_id)),
      isUser ? undefined : readUser(domain, String(claims.client_id)),
    ]);
    return { apps, holder, userOfClient };
  });
  const known =
    "result" in read
      ? read.result
      : { apps: declaredApps(stack), holder: "unknown" as const, userOfClient: "unknown" as const };
  const isComplete = "result" in read;
  return {
    ...known,
    claims,
    now,
    isComplete,
    stack,
    client: clientOfToken(claims, clients),
    expected: expectationOf(options, clients, known.apps, audiencesIn(claims)),
    notes: isComplete
      ? []
      : [
          found(
            "roles",
            "note",
            "there is no admin access: apps of the domain, roles and groups are known only as far as manifests declare them.",
          ),
        ],
  };
}

function described(context: Context, app: string | undefined): Inspection["token"] {
  const { claims, client } = context;
  const time = (claim: unknown) => {
    const seconds = secondsIn(claim);
    return seconds === undefined ? null : new Date(seconds * 1000).toISOString();
  };
  return {
    of: isOfUser(context) ? "user" : "client",
    subject: String(claims.sub),
    client: client?.name ?? null,
    clientId: String(claims.client_id),
    app: app ?? null,
    audiences: audiencesIn(claims),
    scopes: scopesIn(claims),
    issuedAt: time(claims.iat),
    expiresAt: time(claims.exp),
  };
}

function result({ domainUrl }: Surroundings, summary: string, findings: readonly Finding[]): Inspection {
  const isRefused = findings.some(({ verdict }) => verdict === "refused");
  return {
    verdict: isRefused ? "refused" : "accepted",
    summary,
    identityDomain: domainUrl,
    token: null,
    findings: [...findings],
  };
}
