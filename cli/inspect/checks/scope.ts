import { allApis } from "../../../manifest/oracle/services.ts";
import { whereWritten } from "../../../manifest/yaml/origin.ts";
import { quote } from "../../../wording/quote.ts";
import type { Context } from "../context.ts";
import { accessTo } from "../declared-client.ts";
import type { ResourceApp } from "../domain-facts.ts";
import { changeAt, type Finding, found } from "../finding.ts";
import { scopesInWords } from "../manifest-text.ts";

/** The scopes of a token: its claim `scope`. */
export function scopesIn({ scope }: Readonly<Record<string, unknown>>): string[] {
  return typeof scope === "string" ? scope.split(" ").filter((one) => one !== "") : [];
}

/** Whether the token has the scopes that the API requires, or, if they are not known, any scope of the app. */
export function aboutScope(context: Context, app: ResourceApp | undefined): Finding {
  const { claims, expected } = context;
  const scopes = scopesIn(claims);
  if (scopes.length === 0) return found("scope", "refused", "it has no scope: it opens nothing.");
  const shown = scopes.map(quote).join(", ");
  const missing = expected.scopes.filter((scope) => !scopes.includes(scope));
  if (missing.length > 0)
    return lacking(context, app, `it lacks ${missing.map(quote).join(", ")} and has only ${shown}.`, missing);
  if (app === undefined || scopes.includes(allApis)) return found("scope", "ok", shown);
  const opening = expected.url === undefined ? [] : openingScopes(app, expected.url);
  if (opening.length > 0 && !opening.some((scope) => scopes.includes(scope)))
    return lacking(
      context,
      app,
      `none of its scopes (${shown}) is for ${expected.url?.pathname}: that needs ${opening.map(quote).join(" or ")}.`,
      opening.slice(0, 1),
    );
  const known = app.scopes.map(({ value }) => value);
  if (known.length > 0 && !scopes.some((scope) => known.includes(scope)))
    return lacking(context, app, `none of its scopes (${shown}) is a scope of ${app.displayName} today.`, []);
  return found("scope", "ok", shown);
}

/** The scopes of an app that look like the beginning of the URL's path, the narrowest first: `/rest/*` for `/rest/orders`. */
function openingScopes({ scopes }: ResourceApp, { pathname }: URL): string[] {
  return scopes
    .map(({ value }) => value)
    .filter((value) => value.startsWith("/") && pathname.startsWith(value.replace(/\*$/, "")))
    .toSorted((one, other) => other.length - one.length);
}

function lacking(context: Context, app: ResourceApp | undefined, says: string, missing: readonly string[]): Finding {
  const { client } = context;
  const access = client && app && accessTo(client, app);
  if (client === undefined || app === undefined || access === undefined || missing.length === 0)
    return found("scope", "refused", says);
  const declared = (access.entry.scopes ?? []).map((scope) => withoutAudience(scope, app));
  const undeclared = missing.filter((scope) => !declared.includes(scope));
  if (undeclared.length === 0 || declared.length === 0)
    return found(
      "scope",
      "refused",
      `${says} ${client.name} may request it: request a token with the scope ${quote(missing.map((scope) => `${app.audiences[0]}${scope}`).join(" "))}.`,
    );
  const isList = whereWritten(access.entry, ["scopes"])?.path.at(-1) === "scopes";
  const list = [...declared, ...undeclared].map(quote).join(", ");
  const edit = isList
    ? `add ${undeclared.map(quote).join(", ")} to scopes`
    : `write \`scopes: [${list}]\` instead of \`apis\``;
  const change = `if ${client.name} is to have it, ${edit}. That grants the client tokens with ${scopesInWords(app, undeclared)} of ${app.displayName}.`;
  return found(
    "scope",
    "refused",
    `${says} ${client.name} may not request it.`,
    changeAt(client.manifest, ["access", access.index, "scopes"], change),
  );
}

function withoutAudience(scope: string, { audiences }: ResourceApp): string {
  const audience = audiences.find((one) => scope.startsWith(one));
  return audience === undefined ? scope : scope.slice(audience.length);
}
