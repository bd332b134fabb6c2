import { randomInt, randomUUID } from "node:crypto";
import { secondsOf } from "../../clock.ts";
import type { DomainContext } from "../../domain-context.ts";
import type { AuthenticatedSession } from "../users/authenticated-session.ts";
import { secretHash } from "./secret-hash.ts";
import { type ExpiringRecord, forgetRecord, keepRecord, liveRecord } from "./stored-records.ts";

/** Seconds that a device code can be used (identity-domains-api.md 10.3 and 10.8). */
export const deviceCodeLifetime = 300;

/** Seconds that an expired code is stored, so that the device receives `expired_token`. */
const afterlife = 600;

/** Seconds that a device must wait between two requests by default (RFC 8628, section 3.2). */
const firstInterval = 5;

/** Consonants only, so that no code reads as a word. */
const userCodeLetters = "BCDFGHJKLMNPQRSTVWXZ";

/** What a device requests, and what its user decided. Its id is the hash of the device code. */
export interface DeviceCode extends ExpiringRecord {
  readonly userCode: string;
  readonly clientId: string;
  readonly scope: string;
  /** In seconds since 1970. */
  readonly usableUntil: number;
  readonly decision: "pending" | "allowed" | "denied";
  readonly userId?: string;
  readonly session?: AuthenticatedSession;
  /** Seconds that the device must wait between two requests. */
  readonly interval: number;
  /** When it asked last, in milliseconds since 1970. */
  readonly polledAt?: number;
}

/** Starts a device's request: a code for the device, and one that its user types elsewhere. */
export function newDeviceCode(
  domain: DomainContext,
  clientId: string,
  scope: string,
): { readonly deviceCode: string; readonly userCode: string } {
  const deviceCode = randomUUID();
  const userCode = Array.from({ length: 8 }, () => userCodeLetters[randomInt(userCodeLetters.length)]).join("");
  const usableUntil = secondsOf(domain.settings.now()) + deviceCodeLifetime;
  keepRecord(domain, "DeviceCode", {
    id: secretHash(deviceCode),
    userCode,
    clientId,
    scope,
    usableUntil,
    decision: "pending",
    interval: firstInterval,
    expiresAt: usableUntil + afterlife,
  });
  return { deviceCode, userCode };
}

/** The record of a device code, expired or not. */
export function deviceCodeOf(domain: DomainContext, deviceCode: string): DeviceCode | undefined {
  return liveRecord(domain, "DeviceCode", secretHash(deviceCode)) as DeviceCode | undefined;
}

/** The request that waits for its user under a user code; case, spaces and hyphens do not matter. */
export function pendingDeviceCode(domain: DomainContext, userCode: string): DeviceCode | undefined {
  const typed = userCode.toUpperCase().replaceAll(/[\s-]/g, "");
  const waiting = domain.directory.all("DeviceCode") as readonly unknown[] as readonly DeviceCode[];
  return waiting.find((one) => one.userCode === typed && one.decision === "pending" && isUsable(domain, one));
}

/** Whether the code has not expired. */
export function isUsable({ settings }: DomainContext, { usableUntil }: DeviceCode): boolean {
  return usableUntil > secondsOf(settings.now());
}

/** Stores the user's decision. */
export function decideDeviceCode(
  domain: DomainContext,
  code: DeviceCode,
  decision: Pick<DeviceCode, "decision" | "userId" | "session">,
): void {
  keepRecord(domain, "DeviceCode", { ...code, ...decision });
}

/**
 * Records that the device polled.
 *
 * @returns whether it had waited long enough; each time that it had not, it must wait five seconds longer from then on
 */
export function notePoll(domain: DomainContext, code: DeviceCode): boolean {
  const now = domain.settings.now().getTime();
  const patient = code.polledAt === undefined || now - code.polledAt >= code.interval * 1000;
  const interval = patient ? code.interval : code.interval + firstInterval;
  keepRecord(domain, "DeviceCode", { ...code, polledAt: now, interval });
  return patient;
}

/** Removes a code that was exchanged for tokens. */
export function forgetDeviceCode(domain: DomainContext, { id }: DeviceCode): void {
  forgetRecord(domain, "DeviceCode", id);
}
