import type { AxiosError } from "axios";
import {
  IdentityDomainError,
  type IdentityDomainErrorCode,
  type IdentityDomainErrorDetails,
} from "./identity-domain-error.ts";
import { isLoopback } from "./loopback.ts";

const errorExtension = "urn:ietf:params:scim:api:oracle:idcs:extension:messages:Error";

/** The part of a request that may be shown. */
export interface ShownRequest {
  readonly method: string;
  readonly url: URL;
}

/** What the domain answered with, if anything. */
export interface FailedAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly opcRequestId?: string;
}

/** The error for an answer that is no success. */
export function refusal(request: ShownRequest, answer: FailedAnswer): IdentityDomainError {
  const code = codeOf(answer.status);
  const said = serverWords(answer.body);
  const details: IdentityDomainErrorDetails = {
    method: request.method,
    url: request.url.href,
    status: answer.status,
    ...said,
    ...(answer.opcRequestId !== undefined && { opcRequestId: answer.opcRequestId }),
  };
  const references = [said.messageId, answer.opcRequestId && `opc-request-id ${answer.opcRequestId}`].filter(Boolean);
  const words = said.detail === undefined ? "without a word of why" : `"${said.detail}"`;
  const first = `${request.method} ${request.url.href} was refused: ${answer.status} ${words}`;
  return new IdentityDomainError(
    code,
    [references.length > 0 ? `${first} (${references.join(", ")}).` : `${first}.`, nextSteps[code]]
      .filter(Boolean)
      .join("\n"),
    details,
  );
}

/** The error for a request that got no answer. The HTTP library's error stays here: it holds the request's headers. */
export function silence(request: ShownRequest, error: AxiosError): IdentityDomainError {
  const details = { method: request.method, url: request.url.href };
  const reason = error.code ?? "no answer";
  if (neverConnected.has(error.code ?? "")) {
    const next = isLoopback(request.url)
      ? "The local identity domain is started by `npm start` or `npm run local-domain`."
      : "Check the identity domain's URL and that it is running.";
    return new IdentityDomainError(
      "UNREACHABLE",
      `${request.url.origin} cannot be reached (${reason}); ${request.method} ${request.url.pathname} was not sent.\n${next}`,
      details,
    );
  }
  const outcome = outcomes[request.method] ?? "";
  return new IdentityDomainError(
    "ANSWER_LOST",
    `${request.method} ${request.url.href} was sent and got no answer (${reason}).${outcome}`,
    details,
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

/** What a lost answer leaves open. */
const outcomes: Readonly<Record<string, string>> = {
  POST: "\nIt may have been done all the same: look in the identity domain before it is created again.",
  PUT: "\nIt may have been done all the same: run `pulumi refresh`.",
  DELETE: "\nIt may have been done all the same: run `pulumi refresh`.",
};

const neverConnected: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);

const nextSteps: Partial<Record<IdentityDomainErrorCode, string>> = {
  UNAUTHORIZED:
    "Check oci:tenancyOcid, oci:userOcid and the key (is its public part an API key of that user?), and this machine's clock.",
  FORBIDDEN: "The user of this key needs the role Application Administrator in the identity domain.",
  CONFLICT:
    "One with the same name may exist already: choose another name, or take the existing one over with `pulumi import`.",
  RATE_LIMITED:
    "It was repeated until the limit of repetitions: run it again later, or with fewer resources at once (--parallel).",
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
