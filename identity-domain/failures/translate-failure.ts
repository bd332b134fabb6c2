import { type AxiosError, isAxiosError } from "axios";
import { ownCommand } from "../../setup/own-command.mjs";
import { isLoopback } from "../../wording/loopback.ts";
import { oneLine } from "../../wording/one-line.ts";
import {
  IdentityDomainError,
  type IdentityDomainErrorCode,
  type IdentityDomainErrorDetails,
} from "../identity-domain-error.ts";
import { isTooLarge, largestAnswer } from "../sending/answer-size.ts";
import { failureCode, isUntrusted, wasNeverSent } from "../sending/never-sent.ts";
import type { Attempts } from "../sending/retry.ts";
import type { Diagnosis } from "./why-unauthorized.ts";

const errorExtension = "urn:ietf:params:scim:api:oracle:idcs:extension:messages:Error";

/** How much of a URL, of the server's message and of an id a message shows: together with its own words one line. */
const longest = { url: 300, detail: 400, id: 100 };

/** The part of a request that may be shown. */
export interface ShownRequest {
  readonly method: string;
  readonly url: URL;
}

/**
 * The error for a request that failed. The HTTP library's own error is not passed on: it contains the request's headers.
 *
 * @param diagnosis why the domain refused the request, if that was found out
 */
export function translated(request: ShownRequest, error: unknown, attempts: Attempts, diagnosis?: Diagnosis): unknown {
  if (!isAxiosError(error)) return error;
  return error.response === undefined
    ? noAnswer(request, error, attempts)
    : refusal(request, error.response, diagnosis);
}

/** The error for a request that the signal ended. */
export function cancelled(request: ShownRequest, { mayHaveBeenDone }: Attempts): IdentityDomainError {
  const { method, url } = request;
  const isOpen = mayHaveBeenDone && method !== "GET";
  return new IdentityDomainError(
    "CANCELLED",
    `${shown(request)} was cancelled${isOpen ? `.${outcomes[method] ?? ""}` : "; nothing was done."}`,
    { method, url: url.href, mayHaveBeenDone: isOpen },
  );
}

/** The error for an answer that does not come from an admin API. */
export function unexpected(request: ShownRequest, status: number, expected: string): IdentityDomainError {
  return new IdentityDomainError(
    "UNEXPECTED_ANSWER",
    `${shown(request)} was answered with ${status} and without ${expected}.\n${checkUrl(request)}`,
    { method: request.method, url: request.url.href, status },
  );
}

/** The error for a list that has more pages than are read, or that does not end. */
export function tooLong(request: ShownRequest, pages: number, found: number): IdentityDomainError {
  return new IdentityDomainError(
    "LIST_TOO_LONG",
    `${shown(request)} found a list that does not end: ${pages} pages have ${found} different resources.\n${checkUrl(request)}`,
    { method: request.method, url: request.url.href },
  );
}

function refusal(
  request: ShownRequest,
  { status, data, headers }: NonNullable<AxiosError["response"]>,
  diagnosis?: Diagnosis,
): IdentityDomainError {
  if (status < 400) return redirection(request, status, headers.location);
  // A proxy, or another server, has not found its own page: that says nothing about the resource.
  if (status === 404 && (typeof data !== "object" || data === null))
    return unexpected(request, status, "an error of the admin API");
  const code = diagnosis?.code ?? codeOf(status);
  const said = serverMessage(data);
  const opcRequestId = shortened(headers["opc-request-id"], longest.id);
  const references = [said.messageId, opcRequestId && `opc-request-id ${opcRequestId}`].filter(Boolean);
  const words = said.detail === undefined ? "with no explanation" : `"${said.detail}"`;
  const first = `${shown(request)} was refused: ${status} ${words}`;
  const details: IdentityDomainErrorDetails = {
    method: request.method,
    url: request.url.href,
    status,
    ...said,
    ...(opcRequestId !== undefined && { opcRequestId }),
  };
  return new IdentityDomainError(
    code,
    [
      references.length > 0 ? `${first} (${references.join(", ")}).` : `${first}.`,
      diagnosis?.next ?? nextSteps[code],
      code === "FORBIDDEN" &&
        writesUsers(request) &&
        "To create, change and delete users, it needs User Administrator as well.",
    ]
      .filter(Boolean)
      .join("\n"),
    details,
  );
}

/** Application Administrator may write everything that the plugin does, but only read users. */
function writesUsers({ method, url }: ShownRequest): boolean {
  return method !== "GET" && /\/Users(\/|$)/.test(url.pathname);
}

function redirection(request: ShownRequest, status: number, location: unknown): IdentityDomainError {
  const target = typeof location === "string" ? URL.parse(location, request.url.href) : null;
  // The query of a sign-in page may contain something secret.
  const place = target === null ? "nowhere" : `to ${oneLine(target.origin + target.pathname, longest.url)}`;
  return new IdentityDomainError(
    "UNEXPECTED_ANSWER",
    `${shown(request)} was answered with ${status}, which leads ${place}, instead of an admin API's answer.\n${checkUrl(request)}`,
    { method: request.method, url: request.url.href, status },
  );
}

function shown({ method, url }: ShownRequest): string {
  return `${method} ${oneLine(url.href, longest.url)}`;
}

function checkUrl({ url }: ShownRequest): string {
  return `Check that ${url.origin} is an identity domain's URL.`;
}

function noAnswer(request: ShownRequest, error: AxiosError, attempts: Attempts): IdentityDomainError {
  const { method, url } = request;
  const details = { method, url: url.href };
  const reason = failureCode(error) ?? "no answer";
  if (wasNeverSent(error) && !attempts.mayHaveBeenDone)
    return new IdentityDomainError(
      "UNREACHABLE",
      `${url.origin} cannot be reached (${reason}); ${method} ${url.pathname} was not sent.\n${nextStepTo(url, error)}`,
      details,
    );
  if (isTooLarge(error))
    return new IdentityDomainError(
      "ANSWER_TOO_LARGE",
      `${shown(request)} was answered with more than ${largestAnswer / 1024 / 1024} MiB, the limit for an answer.${outcomes[method] ?? `\n${checkUrl(request)}`}`,
      details,
    );
  return new IdentityDomainError(
    "ANSWER_LOST",
    `${shown(request)} was sent and got no answer (${reason}).${outcomes[method] ?? ""}`,
    details,
  );
}

function nextStepTo(url: URL, error: AxiosError): string {
  if (isLoopback(url.hostname))
    return `Start the local identity domain with \`${ownCommand("start")}\` or \`${ownCommand("local-domain")}\`.`;
  if (isUntrusted(error))
    return "Its certificate is not trusted: if your proxy issues it, set NODE_EXTRA_CA_CERTS to the file of the proxy's certificate authority.";
  return "Check the identity domain's URL and that it is running.";
}

/** What to do after a lost answer. */
const outcomes: Readonly<Record<string, string>> = {
  POST: "\nIt may have taken effect all the same: check the identity domain before you create it again.",
  PUT: "\nIt may have taken effect all the same: run `pulumi refresh`.",
  DELETE: "\nIt may have taken effect all the same: run `pulumi refresh`.",
};

const nextSteps: Partial<Record<IdentityDomainErrorCode, string>> = {
  FORBIDDEN: "The user of this key needs the role Application Administrator in the identity domain.",
  CONFLICT:
    "One with the same name may exist already: choose another name, or import the existing one with `pulumi import`.",
  RATE_LIMITED:
    "It was repeated as often as allowed: run it again later, or set the domain's type (oci:identityDomainType) so that requests are sent more slowly.",
  SERVER_FAILED: "Run it again; if it keeps failing, Oracle Support can find the request by its opc-request-id.",
};

function codeOf(status: number): IdentityDomainErrorCode {
  if (status >= 500) return "SERVER_FAILED";
  return codesByStatus[status] ?? "REFUSED";
}

const codesByStatus: Readonly<Record<number, IdentityDomainErrorCode>> = {
  401: "UNAUTHORIZED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  409: "CONFLICT",
  429: "RATE_LIMITED",
};

/** The message and its id in an error of SCIM (`detail`), of OCI (`code`, `message`) or of OAuth (`error_description`). */
function serverMessage(body: unknown): Pick<IdentityDomainErrorDetails, "detail" | "messageId"> {
  if (typeof body !== "object" || body === null) return {};
  const members = body as Record<string, unknown>;
  const extension = members[errorExtension] as Record<string, unknown> | null | undefined;
  const detail = firstText([members.detail, members.message, members.error_description], longest.detail);
  const messageId = firstText([extension?.messageId, members.code, members.error], longest.id);
  return { ...(detail !== undefined && { detail }), ...(messageId !== undefined && { messageId }) };
}

function firstText(values: readonly unknown[], most: number): string | undefined {
  return values.map((value) => shortened(value, most)).find((text) => text !== undefined);
}

/** A string on one line; undefined if nothing of it can be shown. */
function shortened(value: unknown, most: number): string | undefined {
  return (typeof value === "string" && oneLine(value, most)) || undefined;
}
