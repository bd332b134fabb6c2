import { randomUUID } from "node:crypto";
import { type AxiosError, type AxiosInstance, type AxiosRequestConfig, type AxiosResponse, isAxiosError } from "axios";
import { identityDomainUrl } from "../naming/identity-domain-url.ts";
import type { Authenticator } from "./authentication/authenticator.ts";
import { authenticatorFor } from "./authentication/authenticator-for.ts";
import type { Credentials } from "./credentials/credentials.ts";
import { cancelled, type ShownRequest, tooLong, translated, unexpected } from "./failures/translate-failure.ts";
import { type Diagnosis, whyForbidden, whyUnauthorized } from "./failures/why-unauthorized.ts";
import { IdentityDomainError } from "./identity-domain-error.ts";
import type { JsonObject } from "./json.ts";
import type { ClientOptions } from "./sending/client-options.ts";
import { Pace } from "./sending/pace.ts";
import { Attempts } from "./sending/retry.ts";
import type { Shared } from "./sending/sharing.ts";
import { transportTo } from "./sending/transport.ts";

/** Collections of the admin API. */
export type Collection =
  | "Apps"
  | "AppRoles"
  | "Grants"
  | "Groups"
  | "NetworkPerimeters"
  | "OAuthClientCertificates"
  | "ResourceTypeSchemaAttributes"
  | "Users";

/** A resource that the domain has stored. */
export type StoredResource = JsonObject & { readonly id: string };

/** One page of what a list request found. */
export interface ListResponse {
  readonly schemas: readonly string[];
  readonly totalResults: number;
  readonly startIndex: number;
  readonly itemsPerPage: number;
  readonly Resources: readonly StoredResource[];
}

/** The most resources that one list request gives: docs/identity-domains-api.md, section 8.1. */
const largestPage = 1000;

/** The most pages of a list that are read: a hundred thousand resources. */
const mostPages = 100;

/** Query parameters. A list repeats its parameter; undefined omits it. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** What a request may have besides its path and body. */
export interface RequestOptions {
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether a list may be an answer that other clients share (`SharedLists`), if the client shares any. @default false */
  readonly mayBeShared?: boolean;
}

/** A JWK set. */
export interface SigningKeys {
  readonly keys: readonly Readonly<Record<string, unknown>>[];
}

const signingKeysPath = "/admin/v1/SigningCert/jwk";

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
  readonly #shared: Shared | undefined;
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
    this.#shared = options.shared;
    this.#pace = options.shared?.pace ?? new Pace(options.identityDomainType ?? "premium");
    const address = new URL(this.url);
    this.#authenticator = authenticatorFor(credentials, this.url, () =>
      transportTo(address, options, { isHarmless: true }),
    );
    this.#http = transportTo(address, options, { onTooMany: (delay) => this.#pace.pause(delay) });
    // Runs for each repetition too: the signature covers the date.
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

  /** Creates a resource. Not repeated if it was sent and its answer was lost. */
  async create(collection: Collection, resource: JsonObject, options: RequestOptions = {}): Promise<StoredResource> {
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
    resource: JsonObject,
    options: RequestOptions = {},
  ): Promise<StoredResource> {
    return this.#resource("PUT", resourcePath(collection, id), options, resource);
  }

  /** Deletes a resource. @throws IdentityDomainError `NOT_FOUND` if it is gone already */
  async remove(collection: Collection, id: string, options: RequestOptions = {}): Promise<void> {
    const path = resourcePath(collection, id);
    const { status, body } = await this.#send("DELETE", path, options);
    if (!isObject(body ?? {}) && body !== "")
      throw unexpected(
        { method: "DELETE", url: this.#address(path, options.query) },
        status,
        "the end of the resource",
      );
  }

  /** One page of a collection. @throws IdentityDomainError `UNEXPECTED_ANSWER` if a member has another type */
  list(collection: Collection, options: RequestOptions = {}): Promise<ListResponse> {
    if (this.#shared === undefined || options.mayBeShared !== true) return this.#list(collection, options);
    const { lists, reader } = this.#shared;
    const { query = {}, headers = {} } = options;
    return lists.answer({ reader, collection, query, headers }, () => this.#list(collection, options));
  }

  async #list(collection: Collection, options: RequestOptions): Promise<ListResponse> {
    const path = `/admin/v1/${collection}`;
    const { status, body } = await this.#send("GET", path, options);
    const page = listResponseIn(body);
    if (page === undefined)
      throw unexpected({ method: "GET", url: this.#address(path, options.query) }, status, "a list");
    return page;
  }

  /**
   * All resources of a collection that a filter finds, page by page. Pages hold as much as the domain gives at once.
   *
   * @throws IdentityDomainError `LIST_TOO_LONG` if there are more than a hundred pages, or a page repeats the ones before
   */
  async listAll(
    collection: Collection,
    { query, headers, mayBeShared = false }: RequestOptions = {},
  ): Promise<StoredResource[]> {
    const found: StoredResource[] = [];
    const ids = new Set<string>();
    for (let pages = 1; ; pages++) {
      const startIndex = found.length === 0 ? undefined : found.length + 1;
      const options = {
        query: { ...query, count: largestPage, startIndex },
        ...(headers !== undefined && { headers }),
        mayBeShared,
      };
      const page = await this.list(collection, options);
      const known = ids.size;
      for (const resource of page.Resources) {
        found.push(resource);
        ids.add(resource.id);
      }
      if (page.Resources.length === 0 || found.length >= page.totalResults) return found;
      if (ids.size === known || pages === mostPages) {
        const url = this.#address(`/admin/v1/${collection}`, options.query);
        throw tooLong({ method: "GET", url }, pages, ids.size);
      }
    }
  }

  /** Activates or deactivates an application. */
  async changeStatus(appId: string, active: boolean): Promise<void> {
    const schemas = ["urn:ietf:params:scim:schemas:oracle:idcs:AppStatusChanger"];
    const path = `/admin/v1/AppStatusChanger/${encodeURIComponent(appId)}`;
    const { status, body } = await this.#send("PUT", path, {}, { schemas, active });
    if (!isObject(body)) throw unexpected({ method: "PUT", url: this.#address(path) }, status, "the changed status");
  }

  /**
   * Gives an application a new client secret and returns it; the previous one is invalid from then on. Not repeated if it
   * was sent and its answer was lost.
   *
   * @see https://docs.oracle.com/en/cloud/paas/iam-domains-rest-api/op-admin-v1-appclientsecretregenerator-post.html
   */
  async regenerateClientSecret(appId: string): Promise<string> {
    const schemas = ["urn:ietf:params:scim:schemas:oracle:idcs:AppClientSecretRegenerator"];
    const path = "/admin/v1/AppClientSecretRegenerator";
    const { status, body } = await this.#send("POST", path, {}, { schemas, appId });
    const { clientSecret } = (body ?? {}) as { readonly clientSecret?: unknown };
    if (typeof clientSecret === "string" && clientSecret !== "") return clientSecret;
    throw unexpected({ method: "POST", url: this.#address(path) }, status, "a client secret");
  }

  /**
   * The public keys with which the domain signs tokens: a JWK set (RFC 7517, section 5).
   *
   * @see docs/identity-domains-api.md, section 10.1
   */
  async signingKeys(): Promise<SigningKeys> {
    const { status, body } = await this.#send("GET", signingKeysPath, {});
    if (isObject(body) && Array.isArray(body.keys) && body.keys.every(isObject)) return { keys: body.keys };
    throw unexpected({ method: "GET", url: this.#address(signingKeysPath) }, status, "a set of keys");
  }

  async #resource(
    method: string,
    path: string,
    options: RequestOptions,
    resource?: JsonObject,
  ): Promise<StoredResource> {
    const { status, body } = await this.#send(method, path, options, resource);
    if (!isStored(body))
      throw unexpected({ method, url: this.#address(path, options.query) }, status, 'a resource that has an "id"');
    return body;
  }

  async #send(method: string, path: string, options: RequestOptions, body?: JsonObject): Promise<Answer> {
    const request = { method, url: this.#address(path, options.query) };
    const attempts = new Attempts();
    const writing = <T>(send: () => Promise<T>): Promise<T> =>
      method === "GET" || this.#shared === undefined ? send() : this.#shared.lists.discardedBy({ path, body }, send);
    try {
      const config = {
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
      };
      const answer = await writing(() => this.#request(config));
      return { status: answer.status, body: answer.data };
    } catch (error) {
      throw await this.#failure(request, error, attempts);
    }
  }

  /** Sends a request; if its credentials are refused, renews them and sends it once more. */
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
    return whyUnauthorized(this.#credentials, date, () => this.#knowsSender());
  }

  /** Whether the domain knows the sender: every user that it knows may read `/Me`. */
  #knowsSender(): Promise<boolean | undefined> {
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

/** The list in an answer; undefined if it is none. A list that is empty may lack its resources (RFC 7644, 3.4.2). */
function listResponseIn(body: unknown): ListResponse | undefined {
  if (!isObject(body)) return undefined;
  const { schemas, totalResults, startIndex = 1, itemsPerPage, Resources } = body;
  if (!Array.isArray(schemas) || !schemas.every((schema) => typeof schema === "string")) return undefined;
  if (!isCount(totalResults) || !isCount(startIndex)) return undefined;
  const found = Resources ?? (totalResults === 0 || itemsPerPage === 0 ? [] : undefined);
  if (!Array.isArray(found) || !found.every(isStored)) return undefined;
  const count = itemsPerPage ?? found.length;
  return isCount(count) ? { schemas, totalResults, startIndex, itemsPerPage: count, Resources: found } : undefined;
}

function isStored(value: unknown): value is StoredResource {
  return isObject(value) && typeof value.id === "string" && value.id !== "";
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function resourcePath(collection: Collection, id: string): string {
  return `/admin/v1/${collection}/${encodeURIComponent(id)}`;
}

/**
 * An identity domain's URL in the one form in which URLs are compared. Programs may omit the scheme.
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
