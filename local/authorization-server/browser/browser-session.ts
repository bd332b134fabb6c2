import { randomBytes, randomUUID } from "node:crypto";
import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { secondsOf } from "../../clock.ts";
import type { DomainContext } from "../../domain-context.ts";
import type { Resource } from "../../scim/json.ts";
import { secretHash } from "../records/secret-hash.ts";
import { type ExpiringRecord, forgetRecord, keepRecord, liveRecord } from "../records/stored-records.ts";
import { type AuthenticatedSession, sessionLifetime } from "../users/authenticated-session.ts";

const cookieName = "local_domain_session";

interface StoredSession extends ExpiringRecord {
  readonly sid: string;
  readonly userId: string;
  readonly authTime: number;
  readonly amr: readonly string[];
}

/** A browser in which an active user is signed in. */
export interface BrowserSession {
  readonly user: Resource;
  readonly session: AuthenticatedSession;
}

/**
 * Starts a session of eight hours in the browser (identity-domains-api.md 10.8). Only the hash of its cookie is kept.
 */
export function startSession(c: Context, domain: DomainContext, user: Resource): void {
  forgetSession(c, domain);
  const secret = randomBytes(32).toString("base64url");
  const authTime = secondsOf(domain.settings.now());
  keepRecord(domain, "Session", {
    id: secretHash(secret),
    sid: randomUUID(),
    userId: user.id,
    authTime,
    amr: ["USERNAME_PASSWORD"],
    expiresAt: authTime + sessionLifetime,
  });
  setCookie(c, cookieName, secret, { ...cookieScope(domain), maxAge: sessionLifetime });
}

/** The session of the browser; `undefined` if there is none, it has ended, or its user is no longer active. */
export function currentSession(c: Context, domain: DomainContext): BrowserSession | undefined {
  const stored = storedSession(c, domain);
  const user = domain.directory.byId("User", stored?.userId ?? "");
  if (stored === undefined || user?.active !== true) return undefined;
  const { sid, authTime, amr, expiresAt } = stored;
  return { user, session: { id: sid, authTime, amr, expiresAt } };
}

/** Ends the session of the browser, if it has one. */
export function endSession(c: Context, domain: DomainContext): void {
  forgetSession(c, domain);
  deleteCookie(c, cookieName, cookieScope(domain));
}

/** A page of another site cannot make the browser send these cookies with a form, and no script can read them. */
export function cookieScope({ url }: DomainContext) {
  return { path: "/", httpOnly: true, sameSite: "Lax", secure: url.startsWith("https:") } as const;
}

function forgetSession(c: Context, domain: DomainContext): void {
  const stored = storedSession(c, domain);
  if (stored !== undefined) forgetRecord(domain, "Session", stored.id);
}

function storedSession(c: Context, domain: DomainContext): StoredSession | undefined {
  const secret = getCookie(c, cookieName);
  return secret === undefined
    ? undefined
    : (liveRecord(domain, "Session", secretHash(secret)) as StoredSession | undefined);
}
