import { translated } from "./failures/translate-failure.ts";
import { IdentityDomainError } from "./identity-domain-error.ts";
import type { ClientOptions } from "./sending/client-options.ts";
import { Attempts } from "./sending/retry.ts";
import { transportTo } from "./sending/transport.ts";

/** What a domain answered to a request without credentials. */
export interface Reached {
  readonly status: number;
  /** The header `Date` of the answer, if it has one. */
  readonly date?: string;
  /** How long the answer took, in milliseconds. */
  readonly took: number;
}

/**
 * Asks a domain for its discovery document, without credentials, over the same kind of connection as all other requests.
 * Any answer counts, whatever its status.
 *
 * @throws IdentityDomainError `UNREACHABLE` or `ANSWER_LOST`
 */
export async function reach(domainUrl: string, options: ClientOptions = {}): Promise<Reached> {
  const url = new URL("/.well-known/idcs-configuration", domainUrl);
  const attempts = new Attempts();
  const begin = performance.now();
  const reached = ({ status, headers }: { status: number; headers: object }): Reached => {
    const { date } = headers as { date?: unknown };
    return { status, ...(typeof date === "string" && { date }), took: Math.round(performance.now() - begin) };
  };
  try {
    return reached(await transportTo(url, options).request({ method: "GET", url: url.href, attempts }));
  } catch (error) {
    const { response } = error as { response?: { status: number; headers: object } };
    if (response !== undefined) return reached(response);
    const failure = translated({ method: "GET", url }, error, attempts);
    throw failure instanceof IdentityDomainError ? failure : error;
  }
}
