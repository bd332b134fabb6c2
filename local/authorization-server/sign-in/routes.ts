import { type Context, Hono } from "hono";
import type { DomainContext } from "../../domain-context.ts";
import { answerConsent } from "../authorize/answer-consent.ts";
import { authorizePath } from "../authorize/authorize.ts";
import { devicePath } from "../device-endpoint.ts";
import { OAuthError } from "../oauth-error.ts";
import type { Form } from "../token-request.ts";
import { userWithPassword } from "../user-sign-in.ts";
import { browserParameters } from "./browser-parameters.ts";
import { startSession } from "./browser-session.ts";
import { answerForDevice, askAboutDevice } from "./device-approval.ts";
import { errorPage } from "./error-page.ts";
import { isProtected } from "./form-protection.ts";
import { signInPage } from "./sign-in-page.ts";

/** The pages for people, under `/ui/v1`: sign-in, consent, device. They work without JavaScript. */
export function signInPages(domain: DomainContext): Hono {
  const app = new Hono();
  app.post("/signin", (c) => withForm(c, (form) => signIn(c, domain, form)));
  app.post("/consent", (c) => withForm(c, (form) => answerConsent(c, domain, form)));
  app.get("/device", async (c) => askAboutDevice(c, domain, await browserParameters(c)));
  app.post("/device", (c) => withForm(c, (form) => answerForDevice(c, domain, form)));
  app.onError((error, c) => {
    if (error instanceof OAuthError) return errorPage(c, error.message);
    throw error;
  });
  return app;
}

async function withForm(c: Context, answer: (form: Form) => Response | Promise<Response>): Promise<Response> {
  const form = await browserParameters(c);
  if (isProtected(c, form)) return answer(form);
  return errorPage(
    c,
    "The form was not sent from this page, or your browser keeps no cookies. Go back and reload.",
    403,
  );
}

async function signIn(c: Context, domain: DomainContext, form: Form): Promise<Response> {
  const next = form.get("next") ?? "";
  if (![`${authorizePath}?`, `${devicePath}?`].some((start) => next.startsWith(start))) {
    return errorPage(c, "The form does not say where to go on.");
  }
  const userName = form.get("username") ?? "";
  const user = await userWithPassword(domain, userName, form.get("password") ?? "");
  if (user === undefined) return signInPage(c, domain, { next, userName, failed: true });
  startSession(c, domain, user);
  return c.redirect(next, 303);
}
