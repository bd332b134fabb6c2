import type { Context } from "hono";
import { html } from "hono/html";
import type { DomainContext } from "../../domain-context.ts";
import { displayOf } from "../../resources/references.ts";
import type { Resource } from "../../scim/json.ts";
import { formToken, protectionField } from "./form-protection.ts";
import { page } from "./page.ts";

/** What a user is asked to allow. */
export interface ConsentPageInput {
  readonly client: Resource;
  readonly user: Resource;
  /** One line for each thing that the client will be able to do. */
  readonly scopes: readonly string[];
  /** Where the decision is sent: the field `decision` is `allow` or `deny`. */
  readonly action: string;
  /** A hidden field that is sent with it. */
  readonly field: readonly [name: string, value: string];
}

/** Asks the user whether the client may have what it asks for. */
export function consentPage(c: Context, domain: DomainContext, input: ConsentPageInput): Promise<Response> {
  const { client, user, scopes, action, field } = input;
  const name = displayOf(client) ?? "";
  const content = html`<p>You are signed in as <strong>${displayOf(user) ?? ""}</strong>.</p>
<p><strong>${name}</strong> asks you to allow:</p>
<ul>${scopes.map((scope) => html`<li><code>${scope}</code></li>`)}</ul>
<form method="post" action="${action}">
<input type="hidden" name="${protectionField}" value="${formToken(c, domain)}">
<input type="hidden" name="${field[0]}" value="${field[1]}">
<button name="decision" value="allow">Allow</button>
<button class="plain" name="decision" value="deny">Deny</button>
</form>`;
  return page(c, `Allow ${name}?`, content);
}
