import { randomUUID } from "node:crypto";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import axios, { type AxiosInstance, type AxiosRequestConfig, isAxiosError } from "axios";
import type { SigningKey } from "./authentication.ts";
import { refusal, type ShownRequest, silence, unexpected } from "./failure.ts";
import { IdentityDomainError } from "./identity-domain-error.ts";
import { isLoopback } from "./loopback.ts";
import { signedHeaders } from "./request-signature.ts";
import { defaultRetryLimits, type RetryLimits, repeatFailedRequests } from "./retry.ts";

/** Collections of the admin API. */
export type Collection = "Apps" | "AppRoles" | "Grants" | "Groups" | "Users";

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
export interface ClientOptions {
  /** Merged over `defaultRetryLimits`. */
  readonly retry?: Partial<RetryLimits>;
  /** How long to wait for an answer, in milliseconds. @default 120000 */
  readonly timeout?: number;
  /** Sends requests in place of the network. */
  readonly fetch?: typeof fetch;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** The admin API of one identity domain; every failure is an `IdentityDomainError`. */
export class IdentityDomain {
  readonly url: string;
  readonly #http: AxiosInstance;

  /**
   * @param url the identity domain's URL; without a scheme it is https
   * @throws IdentityDomainError `ENDPOINT`
   */
  constructor(url: string, key: SigningKey, options: ClientOptions = {}) {
    this.url = normalUrl(url);
    this.#http = httpClient(new URL(this.url), key, options);
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
    const url = this.#address(path, options.query);
    const config: AxiosRequestConfig = {
      method,
      url: url.href,
      headers: {
        ...options.headers,
        accept: "application/json",
        "content-type": "application/json",
        "opc-request-id": randomUUID().replaceAll("-", "").toUpperCase(),
        ...(method === "POST" && { "opc-retry-token": randomUUID().replaceAll("-", "") }),
      },
      ...(body !== undefined && { data: JSON.stringify(body) }),
    };
    try {
      const answer = await this.#http.request(config);
      return { status: answer.status, body: answer.data };
    } catch (error) {
      throw translated({ method, url }, error);
    }
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

function normalUrl(url: string): string {
  const withScheme = /^[a-z]+:\/\//i.test(url) ? url : `https://${url}`;
  if (URL.canParse(withScheme)) {
    const { protocol, origin, pathname, search } = new URL(withScheme);
    if ((protocol === "https:" || protocol === "http:") && pathname === "/" && search === "") return origin;
  }
  throw new IdentityDomainError(
    "ENDPOINT",
    `"${url}" is no identity domain's URL: it has the form https://idcs-….identity.oraclecloud.com, without a path.`,
  );
}

function httpClient(url: URL, key: SigningKey, options: ClientOptions): AxiosInstance {
  const http = axios.create({
    timeout: options.timeout ?? 120_000,
    maxRedirects: 0,
    httpAgent: new HttpAgent({ keepAlive: true }),
    httpsAgent: new HttpsAgent({ keepAlive: true }),
    transformRequest: (data) => data,
    ...(isLoopback(url) && { proxy: false as const }),
    ...(options.fetch !== undefined && { adapter: "fetch", env: { fetch: options.fetch } }),
  });
  // Runs again for each repetition: the signature covers the date.
  http.interceptors.request.use((config) => {
    const request = {
      method: (config.method ?? "GET").toUpperCase(),
      url: new URL(config.url ?? ""),
      body: config.data,
    };
    for (const [name, value] of Object.entries(signedHeaders(request, key))) config.headers.set(name, value);
    return config;
  });
  repeatFailedRequests(http, { ...defaultRetryLimits, ...options.retry });
  return http;
}

function translated(request: ShownRequest, error: unknown): unknown {
  if (!isAxiosError(error)) return error;
  if (error.response === undefined) return silence(request, error);
  const opcRequestId = error.response.headers["opc-request-id"] as string | undefined;
  return refusal(request, {
    status: error.response.status,
    body: error.response.data,
    ...(opcRequestId !== undefined && { opcRequestId }),
  });
}
