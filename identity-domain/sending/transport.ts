import axios, { AxiosError, type AxiosInstance, isAxiosError } from "axios";
import { isLoopback } from "../../wording/loopback.ts";
import { largestAnswer } from "./answer-size.ts";
import { defaultRetryLimits, type RetryHooks, type RetryLimits, repeatFailedRequests } from "./retry.ts";
import { type Connections, openConnections } from "./sharing.ts";

/** Options of the transport. */
export interface TransportOptions {
  /** Merged over `defaultRetryLimits`. */
  readonly retry?: Partial<RetryLimits>;
  /** How long each attempt may take until its answer is complete, in milliseconds. @default 120000 */
  readonly timeout?: number;
  /** Ends waits and requests, including those under way. */
  readonly signal?: AbortSignal;
  /** Connections that other clients use too. @default its own */
  readonly connections?: Connections;
  /** Sends requests instead of the network. */
  readonly fetch?: typeof fetch;
}

declare module "axios" {
  interface AxiosRequestConfig {
    /** Ends the attempt that is under way when its time is over. */
    deadline?: AbortSignal;
  }
}

/**
 * Sends requests to one host over connections that stay open, and repeats them where that is useful and safe. No attempt
 * lasts longer than its timeout, and no answer is larger than `largestAnswer`.
 */
export function transportTo(url: URL, options: TransportOptions, hooks: RetryHooks = {}): AxiosInstance {
  const { timeout = 120_000, signal } = options;
  const http = axios.create({
    timeout,
    maxContentLength: largestAnswer,
    transitional: { clarifyTimeoutError: true },
    maxRedirects: 0,
    ...(options.connections ?? openConnections()),
    transformRequest: (data) => data,
    ...(signal !== undefined && { signal }),
    ...(isLoopback(url.hostname) && { proxy: false as const }),
    ...(options.fetch !== undefined && { adapter: "fetch", env: { fetch: options.fetch } }),
  });
  // The interceptor that is added first runs last: from here on the request may reach the domain.
  http.interceptors.request.use((config) => {
    config.attempts?.begin();
    // The option `timeout` ends an answer only if nothing of it arrives for so long.
    config.deadline = AbortSignal.timeout(timeout);
    config.signal = AbortSignal.any([config.deadline, ...(signal === undefined ? [] : [signal])]);
    return config;
  });
  http.interceptors.response.use(undefined, (error: unknown) => {
    if (!isAxiosError(error) || error.config === undefined) throw error;
    const { config, request } = error;
    const isOverdue = error.code === AxiosError.ERR_CANCELED && config.deadline?.aborted && !signal?.aborted;
    // The deadline must not end the wait before a repetition.
    if (signal === undefined) delete config.signal;
    else config.signal = signal;
    throw isOverdue ? new AxiosError("timeout", AxiosError.ETIMEDOUT, config, request) : error;
  });
  repeatFailedRequests(http, { ...defaultRetryLimits, ...options.retry }, hooks);
  return http;
}
