import { quote } from "../../wording/quote.ts";
import type { Difference } from "../values/diff.ts";
import { isEmpty, type Values } from "../values/property-values.ts";
import { domainsApp } from "./app/domains-app.ts";
import { isRegeneration } from "./app/regenerate-secret.ts";
import { domainsAppRole } from "./domains-app-role.ts";
import type { ResourceType } from "./resource-type.ts";

/** What people and clients lose by a change; undefined if it is nothing that lasts. */
export function changeWarning(
  type: ResourceType,
  { replaces }: Difference,
  olds: Values,
  news: Values,
): string | undefined {
  if (replaces.length > 0) return replacementWarning(type, olds);
  if (type.token !== domainsApp.token || !isRegeneration(olds, { ...olds, ...news })) return undefined;
  return `This gives ${quote(olds.displayName)} a new client secret. The old one ends at once: everyone who uses it needs the new one.`;
}

/** What a refresh has found that no preview shows; undefined if it is nothing. It shows no secret. */
export function refreshWarning({ token }: ResourceType, before: Values, found: Values): string | undefined {
  const [old, secret] = [before.clientSecret, found.clientSecret];
  if (token !== domainsApp.token || isEmpty(old) || isEmpty(secret) || old === secret) return undefined;
  return `The client secret of ${quote(found.displayName)} is another one in the domain than in the state: it was regenerated outside, or by an \`up\` that was interrupted. \`pulumi up\` publishes it.`;
}

function replacementWarning({ token }: ResourceType, { displayName }: Values): string | undefined {
  const loss = new Map([
    [domainsAppRole.token, `Replacing the app role ${quote(displayName)} takes it from everyone who holds it.`],
    [
      domainsApp.token,
      `Replacing the application ${quote(displayName)} ends its client secret and its access, and takes its app roles from everyone who holds them.`,
    ],
  ]).get(token);
  return loss && `${loss} Only what this program assigns is assigned again.`;
}
