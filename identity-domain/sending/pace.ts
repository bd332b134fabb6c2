import PQueue from "p-queue";

/**
 * How many requests an identity domain takes, by its type.
 *
 * @see https://docs.oracle.com/en-us/iaas/Content/Identity/api-getstarted/RateLimits.htm, group "Others"
 */
export const requestRates = {
  free: { perSecond: 20, perMinute: 150 },
  "oracle-apps": { perSecond: 50, perMinute: 1500 },
  "oracle-apps-premium": { perSecond: 55, perMinute: 1750 },
  premium: { perSecond: 90, perMinute: 5000 },
  external: { perSecond: 80, perMinute: 4000 },
} as const satisfies Record<string, { perSecond: number; perMinute: number }>;

/** The type of an identity domain, which its owner chose and pays for. */
export type IdentityDomainType = keyof typeof requestRates;

/**
 * Windows are this much longer than the domain's, in milliseconds: requests that leave a second apart may arrive closer,
 * since the first ones open their connections.
 */
const tolerance = 100;

/** Keeps requests to one identity domain under its rate. Below the rate nothing waits. */
export class Pace {
  readonly #perSecond: PQueue;
  readonly #perMinute: PQueue;
  #pausedUntil = 0;
  #resumption: NodeJS.Timeout | undefined;

  constructor(type: IdentityDomainType) {
    const { perSecond, perMinute } = requestRates[type];
    this.#perSecond = new PQueue({ intervalCap: perSecond, interval: 1000 + tolerance, strict: true });
    // One at a time, so that what is counted in this minute is not held back to the next by the other queue.
    this.#perMinute = new PQueue({
      intervalCap: perMinute,
      interval: 60_000 + tolerance,
      strict: true,
      concurrency: 1,
    });
  }

  /** Prepares a request when it may be sent. @throws the signal's reason as soon as it is aborted */
  async turn<Result>(prepare: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    const options = signal === undefined ? {} : { signal };
    return this.#perMinute.add(() => this.#perSecond.add(prepare, options), options);
  }

  /** Lets nothing go for so many milliseconds: the domain has had too many requests, of this process or of others. */
  pause(milliseconds: number): void {
    const until = Date.now() + milliseconds;
    if (until <= this.#pausedUntil) return;
    this.#pausedUntil = until;
    this.#perSecond.pause();
    clearTimeout(this.#resumption);
    this.#resumption = setTimeout(() => this.#perSecond.start(), milliseconds);
  }
}
