import { type AxiosError, isAxiosError } from "axios";
import { isLoopback } from "../../wording/loopback.ts";
import {
  IdentityDomainError,
  type IdentityDomainErrorCode,
  type IdentityDomainErrorDetails,
} from "../identity-domain-error.ts";
import { failureCode, isUntrusted, wasNeverSent } from "../sending/never-sent.ts";
import type { Attempts } from "../sending/retry.ts";
import type { Diagnosis } from "./why-unauthorized.ts";

const errorExtension = "urn:ietf:params:scim:api:oracle:idcs:extension:messages:Error";

/** The part of a request that may be shown. */
export interface ShownRequest {
  readonly method: string;
  readonly url: URL;
}

/**
 * The error for whatever a request ended with. The HTTP library's own error stays here: it holds the request's headers.
 *
 * @param diagnosis why the domain refused, where that was found out
 */
export function translated(request: ShownRequest, error: unknown, attempts: Attempts, diagnosis?: Diagnosis): unknown {
  if (!isAxiosError(error)) return error;
  return error.response === undefined ? silence(request, error, attempts) : refusal(request, error.response, diagnosis);
}

/** The error for a request that the signal ended. */
export function cancelled(request: ShownRequest, { mayHaveBeenDone }: Attempts): IdentityDomainError {
  const { method, url } = request;
  const isOpen = mayHaveBeenDone && method !== "GET";
  return new IdentityDomainError(
    "CANCELLED",
    `${method} ${url.href} was cancelled${isOpen ? `.${outcomes[method] ?? ""}` : "; nothing was done."}`,
    { method, url: url.href, mayHaveBeenDone: isOpen },
  );
}

/** The error for an answer that the admin API does not give. */
export function unexpected(request: ShownRequest, status: number, expected: string): IdentityDomainError {
  return new IdentityDomainError(
    "UNEXPECTED_ANSWER",
    `${request.method} ${request.url.href} was answered with ${status} and without ${expected}.\nCheck that ${request.url.origin} is an identity domain's URL.`,
    { method: request.method, url: request.url.href, status },
  );
}

function refusal(
  request: ShownRequest,
  { status, data, headers }: NonNullable<AxiosError["response"]>,
  diagnosis?: Diagnosis,
): IdentityDomainError {
  const code = diagnosis?.code ?? codeOf(status);
  const said = serverWords(data);
  const opcRequestId = headers["opc-request-id"] as string | undefined;
  const references = [said.messageId, opcRequestId && `opc-request-id ${opcRequestId}`].filter(Boolean);
  const words = said.detail === undefined ? "without a word of why" : `"${said.detail}"`;
  const first = `${request.method} ${request.url.href} was refused: ${status} ${words}`;
  const details: IdentityDomainErrorDetails = {
    method: request.method,
    url: request.url.href,
    status,
    ...said,
    ...(opcRequestId !== undefined && { opcRequestId }),
  };
  return new IdentityDomainError(
    code,
    [references.length > 0 ? `${first} (${references.join(", ")}).` : `${first}.`, diagnosis?.next ?? nextSteps[code]]
      .filter(Boolean)
      .join("\n"),
    details,
  );
}

function silence(request: ShownRequest, error: AxiosError, attempts: Attempts): IdentityDomainError {
  const { method, url } = request;
  const details = { method, url: url.href };
  const reason = failureCode(error) ?? "no answer";
  if (wasNeverSent(error) && !attempts.mayHaveBeenDone)
    return new IdentityDomainError(
      "UNREACHABLE",
      `${url.origin} cannot be reached (${reason}); ${method} ${url.pathname} was not sent.\n${nextStepTo(url, error)}`,
      details,
    );
  return new IdentityDomainError(
    "ANSWER_LOST",
    `${method} ${url.href} was sent and got no answer (${reason}).${outcomes[method] ?? ""}`,
    details,
  );
}

function nextStepTo(url: URL, error: AxiosError): string {
  if (isLoopback(url.hostname)) return "The local identity domain is started by `npm start` or `npm run local-domain`.";
  if (isUntrusted(error))
    return "Its certificate is not trusted: if a proxy of yours issues it, set NODE_EXTRA_CA_CERTS to the file of the proxy's authority.";
  return "Check the identity domain's URL and that it is running.";
}

/** What a lost answer leaves open. */
const outcomes: Readonly<Record<string, string>> = {
  POST: "\nIt may have been done all the same: look in the identity domain before it is created again.",
  PUT: "\nIt may have been done all the same: run `pulumi refresh`.",
  DELETE: "\nIt may have been done all the same: run `pulumi refresh`.",
};

const nextSteps: Partial<Record<IdentityDomainErrorCode, string>> = {
  FORBIDDEN: "The user of this key needs the role Application Administrator in the identity domain.",
  CONFLICT:
    "One with the same name may exist already: choose another name, or take the existing one over with `pulumi import`.",
  RATE_LIMITED:
    "It was repeated until the limit of repetitions: run it again later, or tell the domain's type (oci:identityDomainType) so that fewer requests are sent.",
  SERVER_FAILED: "Run it again; if it keeps failing, Oracle Support can find the request by its opc-request-id.",
};

function codeOf(status: number): IdentityDomainErrorCode {
  if (status >= 500) return "SERVER_FAILED";
  return codesByStatus[status] ?? (status >= 400 ? "REFUSED" : "UNEXPECTED_ANSWER");
}

const codesByStatus: Readonly<Record<number, IdentityDomainErrorCode>> = {
  401: "UNAUTHORIZED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  409: "CONFLICT",
  429: "RATE_LIMITED",
};

/** The sentence and its id in an error of SCIM (`detail`), of OCI (`code`, `message`) or of OAuth (`error_description`). */
function serverWords(body: unknown): Pick<IdentityDomainErrorDetails, "detail" | "messageId"> {
  if (typeof body !== "object" || body === null) return {};
  const members = body as Record<string, unknown>;
  const extension = members[errorExtension] as Record<string, unknown> | undefined;
  const detail = [members.detail, members.message, members.error_description].find(isText);
  const messageId = [extension?.messageId, members.code, members.error].find(isText);
  return { ...(detail !== undefined && { detail }), ...(messageId !== undefined && { messageId }) };
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
