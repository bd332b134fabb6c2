import { randomUUID } from "node:crypto";
import { type AxiosError, type AxiosInstance, type AxiosRequestConfig, type AxiosResponse, isAxiosError } from "axios";
import { identityDomainUrl } from "../naming/identity-domain-url.ts";
import { type Authenticator, authenticatorFor } from "./authentication/authenticator.ts";
import type { Credentials } from "./credentials/credentials.ts";
import { cancelled, type ShownRequest, translated, unexpected } from "./failures/translate-failure.ts";
import { type Diagnosis, whyForbidden, whyUnauthorized } from "./failures/why-unauthorized.ts";
import { IdentityDomainError } from "./identity-domain-error.ts";
import { type IdentityDomainType, Pace } from "./sending/pace.ts";
import { Attempts } from "./sending/retry.ts";
import { type TransportOptions, transportTo } from "./sending/transport.ts";

/** Collections of the admin API. */
export type Collection =
  | "Apps"
  | "AppRoles"
  | "Grants"
  | "Groups"
  | "NetworkPerimeters"
  | "OAuthClientCertificates"
  | "Users";

/** A resource as the admin API writes it. */
export type ScimResource = Readonly<Record<string, unknown>>;

/** A resource that the domain has stored. */
export type StoredResource = ScimResource & { readonly id: string };

/** One page of what a list request found. */
export interface ListResponse {
  readonly schemas: readonly string[];
  readonly totalResults: number;
  readonly startIndex: number;
  readonly itemsPerPage: number;
  readonly Resources: readonly ScimResource[];
}

/** Query parameters; a list repeats its parameter, undefined leaves it out. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** What a request may carry beside its path and body. */
export interface RequestOptions {
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Seams of the client. */
export interface ClientOptions extends TransportOptions {
  /** Requests stay under the rate of this type. @default "premium" */
  readonly identityDomainType?: IdentityDomainType;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** The admin API of one identity domain; every failure is an `IdentityDomainError`. */
export class IdentityDomain {
  readonly url: string;
  readonly #credentials: Credentials;
  readonly #authenticator: Authenticator;
  readonly #pace: Pace;
  readonly #signal: AbortSignal | undefined;
  readonly #http: AxiosInstance;
  #isKnown: Promise<boolean | undefined> | undefined;

  /**
   * @param url the identity domain's URL; without a scheme it is https
   * @throws IdentityDomainError `ENDPOINT`
   */
  constructor(url: string, credentials: Credentials, options: ClientOptions = {}) {
    this.url = normalUrl(url);
    this.#credentials = credentials;
    this.#signal = options.signal;
    this.#pace = new Pace(options.identityDomainType ?? "premium");
    const address = new URL(this.url);
    this.#authenticator = authenticatorFor(credentials, this.url, () =>
      transportTo(address, options, { isHarmless: true }),
    );
    this.#http = transportTo(address, options, { onTooMany: (delay) => this.#pace.pause(delay) });
    // Runs again for each repetition: the signature covers the date.
    this.#http.interceptors.request.use(async (config) => {
      const request = {
        method: (config.method ?? "GET").toUpperCase(),
        url: new URL(config.url ?? ""),
        body: config.data,
      };
      const headers = await this.#pace.turn(() => this.#authenticator.headersFor(request), this.#signal);
      for (const [name, value] of Object.entries(headers)) config.headers.set(name, value);
      return config;
    });
  }

  /** Creates a resource. Not repeated once it was sent and its answer was lost. */
  async create(collection: Collection, resource: ScimResource, options: RequestOptions = {}): Promise<StoredResource> {
    return this.#resource("POST", `/admin/v1/${collection}`, options, resource);
  }

  /** Reads a resource. @throws IdentityDomainError `NOT_FOUND` */
  async read(collection: Collection, id: string, options: RequestOptions = {}): Promise<StoredResource> {
    return this.#resource("GET", resourcePath(collection, id), options);
  }

  /** Replaces all attributes of a resource that can be written. */
  async replace(
    collection: Collection,
    id: string,
    resource: ScimResource,
    options: RequestOptions = {},
  ): Promise<StoredResource> {
    return this.#resource("PUT", resourcePath(collection, id), options, resource);
  }

  /** Deletes a resource. @throws IdentityDomainError `NOT_FOUND` if it is gone already */
  async remove(collection: Collection, id: string, options: RequestOptions = {}): Promise<void> {
    await this.#send("DELETE", resourcePath(collection, id), options);
  }

  /** One page of a collection. */
  async list(collection: Collection, options: RequestOptions = {}): Promise<ListResponse> {
    const path = `/admin/v1/${collection}`;
    const { status, body } = await this.#send("GET", path, options);
    const { schemas, totalResults, startIndex, itemsPerPage, Resources } = (body ?? {}) as Partial<ListResponse>;
    if (!Array.isArray(schemas) || typeof totalResults !== "number")
      throw unexpected({ method: "GET", url: this.#address(path, options.query) }, status, "a list");
    const found = Resources ?? [];
    return {
      schemas,
      totalResults,
      startIndex: startIndex ?? 1,
      itemsPerPage: itemsPerPage ?? found.length,
      Resources: found,
    };
  }

  /** Activates or deactivates an application. */
  async changeStatus(appId: string, active: boolean): Promise<void> {
    const schemas = ["urn:ietf:params:scim:schemas:oracle:idcs:AppStatusChanger"];
    await this.#send("PUT", `/admin/v1/AppStatusChanger/${encodeURIComponent(appId)}`, {}, { schemas, active });
  }

  /**
   * Gives an application a new client secret and returns it; the previous one ends with that. Not repeated once it was sent
   * and its answer was lost.
   *
   * @see https://docs.oracle.com/en/cloud/paas/identity-cloud/rest-api/op-admin-v1-appclientsecretregenerator-post.html
   */
  async regenerateClientSecret(appId: string): Promise<string> {
    const schemas = ["urn:ietf:params:scim:schemas:oracle:idcs:AppClientSecretRegenerator"];
    const path = "/admin/v1/AppClientSecretRegenerator";
    const { status, body } = await this.#send("POST", path, {}, { schemas, appId });
    const { clientSecret } = (body ?? {}) as { readonly clientSecret?: unknown };
    if (typeof clientSecret === "string" && clientSecret !== "") return clientSecret;
    throw unexpected({ method: "POST", url: this.#address(path) }, status, "a client secret");
  }

  async #resource(
    method: string,
    path: string,
    options: RequestOptions,
    resource?: ScimResource,
  ): Promise<StoredResource> {
    const { status, body } = await this.#send(method, path, options, resource);
    const id = (body as Partial<StoredResource> | null | undefined)?.id;
    if (typeof id !== "string" || id === "")
      throw unexpected({ method, url: this.#address(path, options.query) }, status, 'a resource that has an "id"');
    return body as StoredResource;
  }

  async #send(method: string, path: string, options: RequestOptions, body?: ScimResource): Promise<Answer> {
    const request = { method, url: this.#address(path, options.query) };
    const attempts = new Attempts();
    try {
      const answer = await this.#request({
        method,
        url: request.url.href,
        headers: {
          ...options.headers,
          accept: "application/json",
          "content-type": "application/json",
          "opc-request-id": randomUUID().replaceAll("-", "").toUpperCase(),
          ...(method === "POST" && { "opc-retry-token": randomUUID().replaceAll("-", "") }),
        },
        ...(body !== undefined && { data: JSON.stringify(body) }),
        attempts,
      });
      return { status: answer.status, body: answer.data };
    } catch (error) {
      throw await this.#failure(request, error, attempts);
    }
  }

  /** Sends a request, and once more with renewed credentials if those that it had are refused. */
  async #request(config: AxiosRequestConfig): Promise<AxiosResponse> {
    try {
      return await this.#http.request(config);
    } catch (error) {
      if (!isUnauthorized(error)) throw error;
      const refused = String(error.config?.headers.get("authorization"));
      const isRenewed = await this.#pace.turn(() => this.#authenticator.renew(refused), this.#signal);
      if (!isRenewed) throw error;
      return this.#http.request(config);
    }
  }

  async #failure(request: ShownRequest, error: unknown, attempts: Attempts): Promise<unknown> {
    const isAnswered = isAxiosError(error) && error.response !== undefined;
    if (this.#signal?.aborted && !isAnswered) return cancelled(request, attempts);
    return translated(request, error, attempts, isAnswered ? await this.#diagnosis(error) : undefined);
  }

  async #diagnosis({ response }: AxiosError): Promise<Diagnosis | undefined> {
    if (response?.status === 403) return whyForbidden(this.#credentials);
    if (response?.status !== 401) return undefined;
    const date = response.headers.date as string | undefined;
    return whyUnauthorized(this.#credentials, date, () => this.#asksWhoIAm());
  }

  /** Whether the domain knows the sender: everyone whom it knows may ask who he is. */
  #asksWhoIAm(): Promise<boolean | undefined> {
    this.#isKnown ??= this.#http.request({ method: "GET", url: `${this.url}/admin/v1/Me` }).then(
      () => true,
      (error) => (error.response === undefined ? undefined : !isUnauthorized(error)),
    );
    return this.#isKnown;
  }

  #address(path: string, query: Query = {}): URL {
    const url = new URL(this.url + path);
    for (const name of Object.keys(query).sort())
      for (const value of [query[name] ?? []].flat()) url.searchParams.append(name, String(value));
    return url;
  }
}

function resourcePath(collection: Collection, id: string): string {
  return `/admin/v1/${collection}/${encodeURIComponent(id)}`;
}

/**
 * An identity domain's URL in the one form in which it is compared. Programs may leave out the scheme.
 *
 * @throws IdentityDomainError `ENDPOINT`
 */
export function normalUrl(url: string): string {
  const checked = identityDomainUrl(/^[a-z]+:\/\//i.test(url) ? url : `https://${url}`);
  if ("url" in checked) return checked.url;
  throw new IdentityDomainError("ENDPOINT", `The URL of the identity domain cannot be used: ${checked.refused}`);
}

function isUnauthorized(error: unknown): error is AxiosError {
  return isAxiosError(error) && error.response?.status === 401;
}
