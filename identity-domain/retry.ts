import type { AxiosError, AxiosInstance } from "axios";
import axiosRetry, { isNetworkError, retryAfter } from "axios-retry";

/** How often and how long a request is repeated. */
export interface RetryLimits {
  /** Repetitions after the first attempt. @default 8 */
  readonly retries: number;
  /** The longest wait before the first repetition, in milliseconds; it doubles with each. @default 500 */
  readonly firstDelay: number;
  /** The longest wait before any repetition, in milliseconds; `Retry-After` may ask for more, up to four times this. @default 30000 */
  readonly longestDelay: number;
}

/** 8 repetitions, about 500 ms before the first, at most 30 s before each: about 90 s at the longest. */
export const defaultRetryLimits: RetryLimits = { retries: 8, firstDelay: 500, longestDelay: 30_000 };

/**
 * Repeats requests that the domain did not take (429, 503), and those without a useful answer (500, 502, 504, connection lost)
 * where doing them twice is the same as once: GET, PUT and DELETE. A POST whose answer was lost is not repeated: it would make a second resource.
 * A refused connection is not repeated either: nothing listens there.
 */
export function repeatFailedRequests(http: AxiosInstance, limits: RetryLimits): void {
  axiosRetry(http, {
    retries: limits.retries,
    shouldResetTimeout: true,
    retryCondition: isWorthRepeating,
    retryDelay: (attempt, error) => delayBefore(attempt, error, limits, Math.random()),
  });
}

function isWorthRepeating(error: AxiosError): boolean {
  const status = error.response?.status;
  if (status === 429 || status === 503) return true;
  if (error.config?.method?.toLowerCase() === "post") return false;
  if (status !== undefined) return status === 500 || status === 502 || status === 504;
  return isNetworkError(error) && error.code !== "ECONNREFUSED";
}

/**
 * How long to wait before a repetition, in milliseconds: what `Retry-After` asks for, and at random up to a longest wait that
 * doubles with each, so that clients that failed together do not come back together.
 *
 * @param random a number of [0, 1)
 */
export function delayBefore(attempt: number, error: AxiosError, limits: RetryLimits, random: number): number {
  const asked = Math.min(retryAfter(error), 4 * limits.longestDelay);
  const longest = Math.min(limits.longestDelay, limits.firstDelay * 2 ** (attempt - 1));
  return asked + random * longest;
}
