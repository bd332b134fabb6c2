import { inspect } from "node:util";
import { expect } from "vitest";
import type { Credentials } from "../../identity-domain/credentials/credentials.ts";
import { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import type { IdentityDomainError } from "../../identity-domain/identity-domain-error.ts";
import type { ClientOptions } from "../../identity-domain/sending/client-options.ts";
import { signingKey } from "./key.ts";

/** What becomes of a request: an answer, or none. */
export type Step = Response | "lost" | "refused" | "silent" | ((request: Request) => Response);

/** A domain that gives the specified answers, one after the other, and then finds everything. */
export interface AnsweringDomain {
  readonly domain: IdentityDomain;
  readonly requests: Request[];
}

/** Whom and how to ask. */
export interface Asking extends ClientOptions {
  readonly credentials?: Credentials;
  readonly url?: string;
}

/** The answer to everything that succeeds. */
export const found = (): Response => Response.json({ id: "1", displayName: "ledger" });

/** An answer that reports a failure. */
export const failed = (status: number, body: unknown = {}, headers: Record<string, string> = {}): Response =>
  Response.json(body, { status, headers: { "opc-request-id": "REQ", ...headers } });

/** A client without waits, and the domain that it asks. */
export function answering(steps: readonly Step[], asking: Asking = {}): AnsweringDomain {
  const { credentials = signingKey, url = "https://idcs-1.example/", ...options } = asking;
  const requests: Request[] = [];
  const remaining = [...steps];
  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    requests.push(request);
    const step = remaining.shift() ?? found();
    if (typeof step === "function") return step(request);
    if (step instanceof Response) return step;
    if (step === "silent") return untilAborted(request.signal);
    const code = step === "lost" ? "ECONNRESET" : "ECONNREFUSED";
    throw Object.assign(new TypeError("fetch failed"), { cause: Object.assign(new Error(code), { code }) });
  };
  const retry = { firstDelay: 0, longestDelay: 0 };
  return { domain: new IdentityDomain(url, credentials, { fetch, retry, ...options }), requests };
}

/** The error that a request ends with. */
export async function errorOf(request: Promise<unknown>): Promise<IdentityDomainError> {
  return request.then(
    () => expect.unreachable("it succeeded"),
    (error: IdentityDomainError) => error,
  );
}

/** Everything that any print, log or serialisation of an error could show. */
export function everythingIn(error: unknown): string {
  const { stack, cause } = error as Error;
  return [
    inspect(error, { depth: 10, showHidden: true, getters: true }),
    JSON.stringify(error),
    stack,
    inspect(cause),
  ].join("\n");
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
}
