import type { AxiosError } from "axios";

/** What a failed connection says of itself; the fetch of Node.js has it in the cause, and one for each address that was tried. */
interface ConnectionFailure {
  readonly code?: string;
  readonly syscall?: string;
  readonly errors?: readonly ConnectionFailure[];
}

const neverConnected: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);

/** Codes of OpenSSL and Node.js for a certificate that is not trusted. */
const untrusted = /^(CERT_|ERR_TLS_CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

/** Whether a request without an answer surely never reached the domain: there was no connection, or none that was trusted. */
export function wasNeverSent(error: AxiosError): boolean {
  const failure = causeOf(error);
  const addresses = failure.errors ?? [];
  return failedToConnect(failure) || (addresses.length > 0 && addresses.every(failedToConnect));
}

/** The code of what went wrong below HTTP, as `ECONNREFUSED`. */
export function failureCode(error: AxiosError): string | undefined {
  return causeOf(error).code ?? error.code;
}

/** Whether the domain's certificate was not trusted. */
export function isUntrusted(error: AxiosError): boolean {
  return untrusted.test(failureCode(error) ?? "");
}

function failedToConnect({ code = "", syscall }: ConnectionFailure): boolean {
  return neverConnected.has(code) || untrusted.test(code) || syscall === "connect";
}

function causeOf(error: AxiosError): ConnectionFailure {
  const { cause } = error as { cause?: ConnectionFailure };
  return cause?.code === undefined && cause?.errors === undefined ? (error as ConnectionFailure) : cause;
}
