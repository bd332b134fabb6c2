import type { AxiosError, AxiosInstance } from "axios";
import axiosRetry, { isNetworkError, retryAfter } from "axios-retry";
import { isLoopback } from "../../wording/loopback.ts";
import { isTooLarge } from "./answer-size.ts";
import { isUntrusted, wasNeverSent } from "./never-sent.ts";

/** How often and how long a request is repeated. */
export interface RetryLimits {
  /** Repetitions after the first attempt. @default 8 */
  readonly retries: number;
  /** The longest wait before the first repetition, in milliseconds; it doubles with each. @default 500 */
  readonly firstDelay: number;
  /** The longest wait before any repetition, in milliseconds; `Retry-After` may ask for more, up to four times this. @default 30000 */
  readonly longestDelay: number;
}

/** 8 repetitions, up to 500 ms before the first, up to 30 s before each: 91 s at the longest. */
export const defaultRetryLimits: RetryLimits = { retries: 8, firstDelay: 500, longestDelay: 30_000 };

/** A 409 because of concurrent changes is soon over; with another reason it stays. */
const conflictRetries = 3;

/** The outcome of a request's attempts so far. */
export class Attempts {
  #isUnderway = false;
  #wasPerhapsDone = false;

  /** Whether the domain may have carried out the request. */
  get mayHaveBeenDone(): boolean {
    return this.#isUnderway || this.#wasPerhapsDone;
  }

  begin(): void {
    this.#isUnderway = true;
  }

  fail(error: AxiosError): void {
    this.#isUnderway = false;
    const status = error.response?.status;
    const isOpen = status === undefined ? !wasNeverSent(error) : status >= 500 && status !== 503;
    this.#wasPerhapsDone ||= isOpen;
  }
}

declare module "axios" {
  interface AxiosRequestConfig {
    attempts?: Attempts;
  }
}

/** What else to know and do when requests are repeated. */
export interface RetryHooks {
  /** A POST changes nothing, such as a token request: it is repeated in the same way as a GET. */
  readonly isHarmless?: boolean;
  /** Called with the wait, in milliseconds, after the domain answered that it received too many requests. */
  readonly onTooMany?: (delay: number) => void;
}

/**
 * Repeats requests that the domain did not accept (429, 503, no connection). Requests without a useful answer (500, 502, 504,
 * connection lost, timeout) are repeated if they are idempotent: GET, PUT and DELETE; these also a few times after a 409,
 * which concurrent changes cause. An answer that is too large is not requested again. A POST whose answer was lost is not repeated: it would create a second resource.
 */
export function repeatFailedRequests(http: AxiosInstance, limits: RetryLimits, hooks: RetryHooks = {}): void {
  axiosRetry(http, {
    retries: limits.retries,
    shouldResetTimeout: true,
    retryCondition: (error) => {
      error.config?.attempts?.fail(error);
      return isWorthRepeating(error, hooks.isHarmless === true);
    },
    retryDelay: (attempt, error) => {
      const delay = delayBefore(attempt, error, limits, Math.random());
      if (error.response?.status === 429) hooks.onTooMany?.(delay);
      return delay;
    },
  });
}

function isWorthRepeating(error: AxiosError, isHarmless: boolean): boolean {
  const { config, response } = error;
  const status = response?.status;
  if (status === 429 || status === 503) return true;
  if (status === undefined && wasNeverSent(error))
    return isNetworkError(error) && !isUntrusted(error) && !isLoopback(new URL(config?.url ?? "").hostname);
  if (config?.method?.toLowerCase() === "post" && !isHarmless) return false;
  if (status === undefined) return isNetworkError(error) && !isTooLarge(error);
  if (status === 409) return (config?.["axios-retry"]?.retryCount ?? 0) < conflictRetries;
  return status === 500 || status === 502 || status === 504;
}

/**
 * How long to wait before a repetition, in milliseconds: as long as `Retry-After` asks for (seconds or a date), plus a random
 * time. Its maximum doubles with each repetition, so that clients that failed together do not come back together.
 *
 * @param random a number of [0, 1)
 */
export function delayBefore(attempt: number, error: AxiosError, limits: RetryLimits, random: number): number {
  const asked = Math.min(retryAfter(error), 4 * limits.longestDelay);
  const longest = Math.min(limits.longestDelay, limits.firstDelay * 2 ** (attempt - 1));
  return asked + random * longest;
}
