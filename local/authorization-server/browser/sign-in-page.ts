import type { Context } from "hono";
import { html } from "hono/html";
import type { DomainContext } from "../../domain-context.ts";
import { signInPath } from "../protocol/paths.ts";
import { formToken, protectionField } from "./form-protection.ts";
import { page, problem } from "./page.ts";

/** The initial state of the sign-in page. */
export interface SignInPageInput {
  /** The path, with its query, that the user goes on to. */
  readonly next: string;
  readonly userName?: string | undefined;
  /** Whether the last attempt failed. */
  readonly failed?: boolean;
}

/** Asks for user name and password. */
export function signInPage(c: Context, domain: DomainContext, input: SignInPageInput): Promise<Response> {
  const { next, userName = "", failed = false } = input;
  const form = html`${failed ? problem("AUTH-3001: You entered an incorrect user name or password.") : ""}
<form method="post" action="${signInPath}">
<input type="hidden" name="${protectionField}" value="${formToken(c, domain)}">
<input type="hidden" name="next" value="${next}">
<label for="username">User name</label>
<input id="username" name="username" value="${userName}" autocomplete="username" autocapitalize="none" spellcheck="false" required>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button>Sign in</button>
</form>`;
  return page(c, "Sign in", form, failed ? 403 : 200);
}
