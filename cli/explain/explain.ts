import { CommandError } from "../errors/command-error.ts";
import { Case, type CaseOptions } from "./checks/case.ts";
import { type Finding, open, type Verdict } from "./checks/findings.ts";
import type { Explanation } from "./json.ts";
import { knownErrorOf } from "./known/all.ts";
import type { Cause } from "./known/known-error.ts";
import { type Message, readMessage } from "./read/message.ts";
import type { Surroundings } from "./surroundings.ts";

/** What is said of a larger input than is read. */
export const tooLarge =
  "The input is larger than 256 KiB, the limit: paste only the request, its answer and the error.";

/** Options of `explain`. */
export interface ExplainOptions {
  /** The error, the HTTP answer or the `curl -v`, as it was pasted. */
  readonly input: string;
  /** The client that it is about, `<team>/<client>`. @default the client ID in the input */
  readonly client?: string | undefined;
  /** Finds the domain and the manifests. It is called only if the error is known. */
  readonly surroundings: (message: Message) => Promise<Surroundings>;
}

/**
 * What an error means, and its likely causes, checked where that is possible. Only GET requests are sent. Nothing secret
 * of the input is in the result.
 *
 * @throws CommandError if the input is empty, or there is no such client
 */
export async function explain({ input, client, surroundings }: ExplainOptions): Promise<Explanation> {
  if (input.trim() === "")
    throw new CommandError(
      "There is nothing to explain: pipe an error, an HTTP answer or the output of `curl -v` into it.",
    );
  const message = readMessage(input);
  const error = knownErrorOf(message);
  const secrets = [
    ...(message.hasToken
      ? ["A token is in the input. It was not decoded here: pipe the token alone into `idcs-apps inspect`."]
      : []),
    ...(message.secret !== undefined
      ? [
          "A client secret is in the input; in a Basic header it is only encoded. Remove it before you pass the input on.",
        ]
      : []),
  ];
  if (error === undefined)
    return { error: null, ...factsOf(message), meaning: unknown, causes: [], checked: [], notes: secrets };
  const found = await surroundings(message);
  const options = caseOf(message, found, client);
  const one = new Case(options);
  const judged = await Promise.all(error.causes.map((cause) => judge(cause, one)));
  const findings = judged.map(({ finding }) => finding);
  return {
    error: error.id,
    ...factsOf(message),
    meaning: error.meaning,
    ...(one.clientId !== undefined && {
      client: { clientId: one.shown(one.clientId, 100), ...(one.client && { name: one.client.name }) },
    }),
    ...(one.domainUrl !== undefined && { identityDomain: one.domainUrl }),
    causes: judged
      .toSorted((a, b) => order.indexOf(a.finding.verdict) - order.indexOf(b.finding.verdict))
      .map(({ cause, finding }) => ({ what: cause.what, fix: finding.fix ?? cause.fix, verdict: finding.verdict })),
    checked: [...new Set(findings.flatMap(({ checked }) => checked ?? []))],
    notes: [
      ...(one.silence === undefined
        ? []
        : [`The domain was not asked, or not about everything: ${one.shown(one.silence, 600)}`]),
      ...found.notes,
      ...(one.clientId === undefined && error.causes.some(({ check }) => check !== undefined)
        ? ["The input names no client: --client <team>/<client> says which one it is about."]
        : []),
      ...otherClient(one, found),
      ...(error.causes.some(({ asksRequest }) => asksRequest) && isWithoutRequest(message) ? [withoutRequest] : []),
      ...secrets,
    ],
  };
}

const withoutRequest =
  "The input does not say the scope and the grant type: `curl -v` does not show what it sends. Paste the curl command too, without its secret.";

function isWithoutRequest({ parameters }: Message): boolean {
  return parameters.scopes === undefined && parameters.grantType === undefined && parameters.responseType === undefined;
}

/** What to say if the input was sent with the client ID of another client than the one that is named. */
function otherClient({ clientId, client }: Case, { clientWithId }: Surroundings): string[] {
  if (client === undefined || clientId === undefined || clientWithId(clientId) === client) return [];
  return [`The request has another client ID than ${client.name}, whose client ID is ${client.clientId}.`];
}

const unknown =
  "This is no error that the command knows. Paste the whole answer, with its status and headers (`curl -v`), or the error's text.";

const order: readonly Verdict[] = ["confirmed", "likely", "open", "ruled-out"];

async function judge(cause: Cause, one: Case): Promise<{ cause: Cause; finding: Finding }> {
  return { cause, finding: (await cause.check?.(one)) ?? open };
}

/** The case of a message: its client by `--client`, or by the client ID in it. */
function caseOf(message: Message, found: Surroundings, name: string | undefined): CaseOptions {
  const { domain, declared, stack } = found;
  const ofInput = message.parameters.clientId;
  const client = name === undefined ? found.clientWithId(ofInput) : found.clientNamed(name);
  return { message, domain, declared, stack, clientId: ofInput ?? client?.clientId, client };
}

/** What the message says, as far as it may be shown. */
function factsOf(message: Message): Pick<Explanation, "request" | "status" | "code" | "detail" | "reference"> {
  const { request, status, oauth, messageId, oci, signIn, detail, reference, redaction } = message;
  const code = oauth ?? signIn ?? messageId ?? oci;
  return {
    ...(request !== undefined && {
      request: {
        ...(request.method !== undefined && { method: request.method }),
        url: redaction.shown((request.origin ?? "") + request.path),
      },
    }),
    ...(status !== undefined && { status }),
    ...(code !== undefined && { code: redaction.shown(code, 100) }),
    ...(detail !== undefined && { detail: redaction.shown(detail, 400) }),
    ...(reference !== undefined && { reference: redaction.shown(reference, 100) }),
  };
}
