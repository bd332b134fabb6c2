import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import axios, { type AxiosInstance } from "axios";
import { isLoopback } from "../../wording/loopback.ts";
import { defaultRetryLimits, type RetryHooks, type RetryLimits, repeatFailedRequests } from "./retry.ts";

/** Options of the transport. */
export interface TransportOptions {
  /** Merged over `defaultRetryLimits`. */
  readonly retry?: Partial<RetryLimits>;
  /** How long each attempt may wait for its answer, in milliseconds. @default 120000 */
  readonly timeout?: number;
  /** Ends waits and requests, including those under way. */
  readonly signal?: AbortSignal;
  /** Sends requests instead of the network. */
  readonly fetch?: typeof fetch;
}

/** Sends requests to one host over connections that stay open, and repeats them where that is useful and safe. */
export function transportTo(url: URL, options: TransportOptions, hooks: RetryHooks = {}): AxiosInstance {
  const http = axios.create({
    timeout: options.timeout ?? 120_000,
    transitional: { clarifyTimeoutError: true },
    maxRedirects: 0,
    httpAgent: new HttpAgent({ keepAlive: true }),
    httpsAgent: new HttpsAgent({ keepAlive: true }),
    transformRequest: (data) => data,
    ...(options.signal !== undefined && { signal: options.signal }),
    ...(isLoopback(url.hostname) && { proxy: false as const }),
    ...(options.fetch !== undefined && { adapter: "fetch", env: { fetch: options.fetch } }),
  });
  // The interceptor that is added first runs last: from here on the request may reach the domain.
  http.interceptors.request.use((config) => {
    config.attempts?.begin();
    return config;
  });
  repeatFailedRequests(http, { ...defaultRetryLimits, ...options.retry }, hooks);
  return http;
}
