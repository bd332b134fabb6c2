import type { Context } from "hono";
import type { DomainContext } from "../../domain-context.ts";
import type { Resource } from "../../scim/json.ts";
import { type BrowserSession, currentSession } from "../browser/browser-session.ts";
import { consentPage } from "../browser/consent-page.ts";
import { deviceCodePage, deviceDecidedPage } from "../browser/device-page.ts";
import { notGrantedPage } from "../browser/error-page.ts";
import { signInPage } from "../browser/sign-in-page.ts";
import type { Form } from "../protocol/form.ts";
import { devicePath } from "../protocol/paths.ts";
import { type DeviceCode, decideDeviceCode, pendingDeviceCode } from "../records/device-codes.ts";
import { decideScopes } from "../scopes/decide-scopes.ts";
import { isGranted } from "../users/enforced-grants.ts";

/**
 * Leads a user from a device's code to the consent page.
 *
 * @throws OAuthError for scopes that the device's client may not have
 * @see RFC 8628, section 3.3
 */
export function askAboutDevice(c: Context, domain: DomainContext, form: Form): Promise<Response> {
  return withPending(c, domain, form, ({ code, client, user }) => {
    const { tokens } = decideScopes(domain, { client, user }, code.scope);
    const scopes = tokens.flatMap((token) => token.scopes);
    return consentPage(c, domain, { client, user, scopes, action: devicePath, field: ["user_code", code.userCode] });
  });
}

/** Stores the user's decision for the device. */
export function answerForDevice(c: Context, domain: DomainContext, form: Form): Promise<Response> {
  return withPending(c, domain, form, ({ code, user, session }) => {
    const allowed = form.get("decision") === "allow";
    decideDeviceCode(domain, code, { decision: allowed ? "allowed" : "denied", userId: user.id, session });
    return deviceDecidedPage(c, allowed);
  });
}

interface Pending extends BrowserSession {
  readonly code: DeviceCode;
  readonly client: Resource;
}

function withPending(
  c: Context,
  domain: DomainContext,
  form: Form,
  answer: (pending: Pending) => Promise<Response>,
): Promise<Response> {
  const userCode = form.get("user_code");
  if (userCode === undefined) return deviceCodePage(c, undefined);
  const signedIn = currentSession(c, domain);
  if (signedIn === undefined) {
    return signInPage(c, domain, { next: `${devicePath}?${new URLSearchParams({ user_code: userCode })}` });
  }
  const code = pendingDeviceCode(domain, userCode);
  const client = domain.directory.byId("App", code?.clientId ?? "");
  if (code === undefined || client?.active !== true) return deviceCodePage(c, userCode);
  if (!isGranted(domain, client, signedIn.user)) return notGrantedPage(c, undefined);
  return answer({ ...signedIn, code, client });
}
