/** The types of an identity domain, which its owner chooses and pays for. */
export const domainTypes = ["Free", "OracleApps", "OracleAppsPremium", "Premium", "External"] as const;

/** The type of an identity domain. */
export type DomainType = (typeof domainTypes)[number];

/** Requests that are counted together. */
export type RequestGroup = "AuthN" | "Token" | "Bulk" | "Others";

/** How many requests of a group are answered in a second and in a minute. */
export interface RequestRate {
  readonly perSecond: number;
  readonly perMinute: number;
}

const bulk: RequestRate = { perSecond: 5, perMinute: 200 };

/** @see Oracle, "API Rate Limits"; identity-domains-api.md 8.5 */
export const requestRates: Readonly<Record<DomainType, Readonly<Record<RequestGroup, RequestRate>>>> = {
  Free: {
    AuthN: { perSecond: 10, perMinute: 150 },
    Token: { perSecond: 10, perMinute: 150 },
    Bulk: bulk,
    Others: { perSecond: 20, perMinute: 150 },
  },
  OracleApps: {
    AuthN: { perSecond: 50, perMinute: 1000 },
    Token: { perSecond: 40, perMinute: 1000 },
    Bulk: bulk,
    Others: { perSecond: 50, perMinute: 1500 },
  },
  OracleAppsPremium: {
    AuthN: { perSecond: 80, perMinute: 2100 },
    Token: { perSecond: 50, perMinute: 1700 },
    Bulk: bulk,
    Others: { perSecond: 55, perMinute: 1750 },
  },
  Premium: {
    AuthN: { perSecond: 95, perMinute: 4500 },
    Token: { perSecond: 65, perMinute: 3400 },
    Bulk: bulk,
    Others: { perSecond: 90, perMinute: 5000 },
  },
  External: {
    AuthN: { perSecond: 90, perMinute: 3100 },
    Token: { perSecond: 60, perMinute: 2300 },
    Bulk: bulk,
    Others: { perSecond: 80, perMinute: 4000 },
  },
};

/**
 * How many objects a domain holds: apps that Oracle did not create, and certificates of OAuth clients. `undefined` is
 * a limit that Oracle documents as "not enforced at the moment".
 *
 * @see Oracle, "IAM Identity Domain Types"; identity-domains-api.md 1.10
 */
export const objectLimits: Readonly<
  Record<DomainType, { readonly apps: number | undefined; readonly certificates: number }>
> = {
  Free: { apps: 2, certificates: 20 },
  OracleApps: { apps: undefined, certificates: 200 },
  OracleAppsPremium: { apps: undefined, certificates: 200 },
  Premium: { apps: 5000, certificates: 20_000 },
  External: { apps: 5000, certificates: 20_000 },
};
