import type { Context } from "hono";
import type { DomainContext } from "../../domain-context.ts";
import { startSession } from "../browser/browser-session.ts";
import { errorPage } from "../browser/error-page.ts";
import { signInPage } from "../browser/sign-in-page.ts";
import type { Form } from "../protocol/form.ts";
import { authorizePath, devicePath } from "../protocol/paths.ts";
import { signInWithPassword } from "../users/password-sign-in.ts";

/**
 * Signs a user in and continues where the form says: only at the authorization endpoint or the device page. After a
 * wrong
 * password, the sign-in page asks again.
 */
export async function signIn(c: Context, domain: DomainContext, form: Form): Promise<Response> {
  const next = form.get("next") ?? "";
  if (![`${authorizePath}?`, `${devicePath}?`].some((start) => next.startsWith(start))) {
    return errorPage(c, "The form does not say where to continue.");
  }
  const userName = form.get("username") ?? "";
  const result = await signInWithPassword(domain, userName, form.get("password") ?? "");
  if ("reason" in result) {
    c.env.refusalReason = result.reason;
    return signInPage(c, domain, { next, userName, failed: true });
  }
  startSession(c, domain, result.user);
  return c.redirect(next, 303);
}
