import type { DomainType } from "../settings.ts";

/** Requests that are counted together. */
export type RequestGroup = "AuthN" | "Token" | "Bulk" | "Others";

/** How many requests of a group are answered per second and per minute. */
export interface RequestRate {
  readonly perSecond: number;
  readonly perMinute: number;
}

const bulk: RequestRate = { perSecond: 5, perMinute: 200 };

/** @see Oracle, "API Rate Limits"; identity-domains-api.md 8.5 */
export const requestRates: Readonly<Record<DomainType, Readonly<Record<RequestGroup, RequestRate>>>> = {
  free: {
    AuthN: { perSecond: 10, perMinute: 150 },
    Token: { perSecond: 10, perMinute: 150 },
    Bulk: bulk,
    Others: { perSecond: 20, perMinute: 150 },
  },
  "oracle-apps": {
    AuthN: { perSecond: 50, perMinute: 1000 },
    Token: { perSecond: 40, perMinute: 1000 },
    Bulk: bulk,
    Others: { perSecond: 50, perMinute: 1500 },
  },
  "oracle-apps-premium": {
    AuthN: { perSecond: 80, perMinute: 2100 },
    Token: { perSecond: 50, perMinute: 1700 },
    Bulk: bulk,
    Others: { perSecond: 55, perMinute: 1750 },
  },
  premium: {
    AuthN: { perSecond: 95, perMinute: 4500 },
    Token: { perSecond: 65, perMinute: 3400 },
    Bulk: bulk,
    Others: { perSecond: 90, perMinute: 5000 },
  },
  external: {
    AuthN: { perSecond: 90, perMinute: 3100 },
    Token: { perSecond: 60, perMinute: 2300 },
    Bulk: bulk,
    Others: { perSecond: 80, perMinute: 4000 },
  },
};
