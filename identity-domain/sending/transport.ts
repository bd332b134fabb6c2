import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import axios, { type AxiosInstance } from "axios";
import { isLoopback } from "../../wording/loopback.ts";
import { defaultRetryLimits, type RetryHooks, type RetryLimits, repeatFailedRequests } from "./retry.ts";

/** Seams of the transport. */
export interface TransportOptions {
  /** Merged over `defaultRetryLimits`. */
  readonly retry?: Partial<RetryLimits>;
  /** How long each attempt may take to be answered, in milliseconds. @default 120000 */
  readonly timeout?: number;
  /** Ends waits and requests, those under way too. */
  readonly signal?: AbortSignal;
  /** Sends requests in place of the network. */
  readonly fetch?: typeof fetch;
}

/** Sends requests to one host over connections that stay open, and repeats them where that helps and does no harm. */
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
  // The first interceptor is the last to run: from here on the request may reach the domain.
  http.interceptors.request.use((config) => {
    config.attempts?.begin();
    return config;
  });
  repeatFailedRequests(http, { ...defaultRetryLimits, ...options.retry }, hooks);
  return http;
}
