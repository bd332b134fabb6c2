import { randomBytes, timingSafeEqual } from "node:crypto";
import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { DomainContext } from "../../domain-context.ts";
import type { Form } from "../protocol/form.ts";
import { cookieScope } from "./browser-session.ts";

const cookieName = "local_domain_form";

/** The hidden field in every form of the domain's pages. */
export const protectionField = "form_token";

/**
 * The value of the hidden field: the browser's own, which pages of other sites do not know (double-submit cookie).
 *
 * @see OWASP, "Cross-Site Request Forgery Prevention Cheat Sheet"
 */
export function formToken(c: Context, domain: DomainContext): string {
  const known = getCookie(c, cookieName);
  if (known !== undefined && /^[A-Za-z0-9_-]{43}$/.test(known)) return known;
  const token = randomBytes(32).toString("base64url");
  setCookie(c, cookieName, token, cookieScope(domain));
  return token;
}

/** Whether a form was sent from a page of this domain, in the same browser. */
export function isProtected(c: Context, form: Form): boolean {
  const expected = Buffer.from(getCookie(c, cookieName) ?? "");
  const sent = Buffer.from(form.get(protectionField) ?? "");
  return expected.length > 0 && expected.length === sent.length && timingSafeEqual(expected, sent);
}
