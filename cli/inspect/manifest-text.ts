import type { StackManifest } from "../../manifest/load-stack.ts";
import { quote } from "../../wording/quote.ts";
import type { DeclaredClient } from "../project/declared-clients.ts";
import { type Context, isOfUser, serviceOfApp } from "./context.ts";
import type { ResourceApp } from "./domain-facts.ts";

/** The entry of `access` that lets a client call an app, and what it grants. No more than what is asked for is proposed. */
export function entryFor(
  context: Context,
  stack: StackManifest | undefined,
  client: DeclaredClient,
  app: ResourceApp,
): string {
  const service = serviceOfApp(stack, app, undefined);
  const named =
    service?.instance === undefined
      ? `app: ${quote(app.displayName)}`
      : `service: ${service.name}, instance: ${quote(service.instance)}`;
  const { scopes } = context.expected;
  const chosen = scopes.length > 0 ? scopes.map(quote).join(", ") : "<scope>";
  const choice =
    scopes.length > 0
      ? ""
      : ` <scope> is one of ${app.scopes.map(({ value }) => quote(value)).join(", ")}: take the narrowest that is enough.`;
  const whose = isOfUser(context) ? ", as far as the user may" : "";
  return `if ${client.name} is to call ${app.displayName}, add the entry {${named}, scopes: [${chosen}]}.${choice} It grants the client tokens with these scopes${whose}; roles are granted separately.`;
}

/** Scopes with what their app says about them. */
export function scopesInWords(app: ResourceApp, values: readonly string[]): string {
  return values
    .map((value) => {
      const description = app.scopes.find((scope) => scope.value === value)?.description;
      return description === undefined ? quote(value) : `${quote(value)} (${description})`;
    })
    .join(", ");
}
