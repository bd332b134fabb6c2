import PQueue from "p-queue";

/**
 * How many requests an identity domain accepts, by its type.
 *
 * @see https://docs.oracle.com/en-us/iaas/Content/Identity/sku/api-rate-limiting.htm, group "Others"
 */
export const requestRates = {
  free: { perSecond: 20, perMinute: 150 },
  "oracle-apps": { perSecond: 50, perMinute: 1500 },
  "oracle-apps-premium": { perSecond: 55, perMinute: 1750 },
  premium: { perSecond: 90, perMinute: 5000 },
  external: { perSecond: 80, perMinute: 4000 },
} as const satisfies Record<string, { perSecond: number; perMinute: number }>;

/** How many requests for tokens it accepts, by its type: group "Token". */
export const tokenRates = {
  free: { perSecond: 10, perMinute: 150 },
  "oracle-apps": { perSecond: 40, perMinute: 1000 },
  "oracle-apps-premium": { perSecond: 50, perMinute: 1700 },
  premium: { perSecond: 65, perMinute: 3400 },
  external: { perSecond: 60, perMinute: 2300 },
} as const satisfies Record<IdentityDomainType, { perSecond: number; perMinute: number }>;

/** The type of an identity domain, which its owner has chosen and pays for. */
export type IdentityDomainType = keyof typeof requestRates;

/**
 * The windows are this much longer than the domain's, in milliseconds. Requests that are sent a second apart may arrive
 * closer together, because the first ones have to open their connections.
 */
const tolerance = 100;

/** Keeps the requests to one identity domain below its rate limits. No request waits as long as they are not reached. */
export class Pace {
  readonly #perSecond: PQueue;
  readonly #perMinute: PQueue;
  #pausedUntil = 0;
  #resumption: NodeJS.Timeout | undefined;

  constructor(type: IdentityDomainType, rates: typeof requestRates | typeof tokenRates = requestRates) {
    const { perSecond, perMinute } = rates[type];
    this.#perSecond = new PQueue({ intervalCap: perSecond, interval: 1000 + tolerance, strict: true });
    // One at a time: a request that is counted in this minute must not be held back by the other queue into the next.
    this.#perMinute = new PQueue({
      intervalCap: perMinute,
      interval: 60_000 + tolerance,
      strict: true,
      concurrency: 1,
    });
  }

  /** Prepares a request as soon as it may be sent. @throws the signal's reason as soon as it is aborted */
  async turn<Result>(prepare: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    const options = signal === undefined ? {} : { signal };
    return this.#perMinute.add(() => this.#perSecond.add(prepare, options), options);
  }

  /** Holds all requests for so many milliseconds: the domain has received too many, from this process or from others. */
  pause(milliseconds: number): void {
    const until = Date.now() + milliseconds;
    if (until <= this.#pausedUntil) return;
    this.#pausedUntil = until;
    this.#perSecond.pause();
    clearTimeout(this.#resumption);
    this.#resumption = setTimeout(() => this.#perSecond.start(), milliseconds);
  }
}
