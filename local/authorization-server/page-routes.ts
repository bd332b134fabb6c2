import { type Context, Hono } from "hono";
import type { DomainContext } from "../domain-context.ts";
import { answerConsent } from "./authorize/answer-consent.ts";
import { browserParameters } from "./browser/browser-parameters.ts";
import { errorPage, refusalPage } from "./browser/error-page.ts";
import { isProtected } from "./browser/form-protection.ts";
import { answerForDevice, askAboutDevice } from "./endpoints/device-approval.ts";
import { signIn } from "./endpoints/sign-in.ts";
import type { Form } from "./protocol/form.ts";
import { OAuthError } from "./protocol/oauth-error.ts";

/** The pages under `/ui/v1`: sign-in, consent, device. They work without JavaScript. */
export function signInPages(domain: DomainContext): Hono {
  const app = new Hono();
  app.post("/signin", (c) => withForm(c, (form) => signIn(c, domain, form)));
  app.post("/consent", (c) => withForm(c, (form) => answerConsent(c, domain, form)));
  app.get("/device", async (c) => askAboutDevice(c, domain, await browserParameters(c)));
  app.post("/device", (c) => withForm(c, (form) => answerForDevice(c, domain, form)));
  app.onError((error, c) => {
    if (error instanceof OAuthError) return refusalPage(c, error);
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
