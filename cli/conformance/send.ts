import { authenticatorFor } from "../../identity-domain/authentication/authenticator-for.ts";
import { AdminClient, type Credentials } from "../../identity-domain/credentials/credentials.ts";
import { cancelled, translated } from "../../identity-domain/failures/translate-failure.ts";
import type { JsonObject } from "../../identity-domain/json.ts";
import type { ClientOptions } from "../../identity-domain/sending/client-options.ts";
import { Attempts } from "../../identity-domain/sending/retry.ts";
import { transportTo } from "../../identity-domain/sending/transport.ts";

/** A request whose answer is looked at, whatever its status. */
export interface AskedRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, or the form of an OAuth endpoint. */
  readonly body?: JsonObject | URLSearchParams;
  /** Who sends it. @default "administrator" */
  readonly as?: "administrator" | "nobody" | AdminClient | { readonly bearer: string };
}

/** What was answered. */
export interface Answered {
  readonly status: number;
  /** Parsed, if it is JSON. */
  readonly body: unknown;
}

/** Sends a request; statuses are not errors. @throws IdentityDomainError if there is no answer */
export type Send = (request: AskedRequest) => Promise<Answered>;

/**
 * Sends requests to an identity domain and returns every answer as it is, except those that ask to come back later (429, 503) and, for
 * requests other than POST, those of a failed server: they are repeated.
 *
 * @param url the identity domain's URL in its normal form
 */
export function sendTo(url: string, credentials: Credentials, options: ClientOptions = {}): Send {
  const http = transportTo(new URL(url), options);
  const administrator = authenticatorFor(credentials, url, () => transportTo(new URL(url), options));
  return async ({ method, path, query = {}, headers = {}, body, as = "administrator" }) => {
    const address = new URL(url + path);
    for (const [name, value] of Object.entries(query)) address.searchParams.append(name, value);
    const isForm = body instanceof URLSearchParams;
    const data = isForm ? body.toString() : JSON.stringify(body);
    const attempts = new Attempts();
    try {
      const { status, data: answer } = await http.request({
        method,
        url: address.href,
        headers: {
          ...(body !== undefined && {
            "content-type": isForm ? "application/x-www-form-urlencoded;charset=UTF-8" : "application/json",
          }),
          accept: "application/json",
          ...headers,
          ...(as === "administrator"
            ? await administrator.headersFor({ method, url: address, body: data })
            : authorizationOf(as)),
        },
        ...(data !== undefined && { data }),
        validateStatus: (code) => code < 500 && code !== 429,
        attempts,
      });
      return { status, body: answer };
    } catch (error) {
      const request = { method, url: address };
      throw options.signal?.aborted ? cancelled(request, attempts) : translated(request, error, attempts);
    }
  };
}

function authorizationOf(sender: "nobody" | AdminClient | { readonly bearer: string }): Record<string, string> {
  if (sender === "nobody") return {};
  return { authorization: sender instanceof AdminClient ? sender.basicAuthorization() : `Bearer ${sender.bearer}` };
}

/** A member of an answer's body. */
export function memberOf(body: unknown, name: string): unknown {
  return typeof body === "object" && body !== null ? (body as Record<string, unknown>)[name] : undefined;
}

/** The same, if it is a text that is not empty. */
export function textIn(body: unknown, name: string): string | undefined {
  const value = memberOf(body, name);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The resources of a list. */
export function resourcesIn(body: unknown): readonly Readonly<Record<string, unknown>>[] {
  const found = memberOf(body, "Resources");
  return Array.isArray(found) ? found.filter((one) => typeof one === "object" && one !== null) : [];
}
