import { ownershipTags } from "../../naming/ownership-tags.ts";
import { quote } from "../../wording/quote.ts";
import { tagsOf } from "../requests/ownership.ts";
import type { Difference } from "../values/diff.ts";
import { isEmpty, type Values } from "../values/property-values.ts";
import { domainsApp } from "./app/domains-app.ts";
import { isRegeneration } from "./app/regenerate-secret.ts";
import { isRotated } from "./app/secret-tags.ts";
import { domainsAppRole } from "./domains-app-role.ts";
import type { ResourceType } from "./resource-type.ts";

/** What people and clients lose by a change; undefined if it is nothing that lasts. */
export function changeWarning(
  type: Pick<ResourceType, "token">,
  { replaces }: Difference,
  olds: Values,
  news: Values,
): string | undefined {
  if (replaces.length > 0) return replacementWarning(type, olds);
  if (type.token !== domainsApp.token || !isRegeneration(olds, { ...olds, ...news })) return undefined;
  if (isRotated(news)) return rotationWarning(olds, news);
  return `This gives ${quote(olds.displayName)} a new client secret. The old one ends at once: everyone who uses it needs the new one.`;
}

/** Nobody uses a secret that a rotation replaces, unless it is the previous one, whose grace is over. */
function rotationWarning(olds: Values, news: Values): string | undefined {
  const [old, next] = [olds, news].map((values) => tagsOf(values).get(ownershipTags.rotationState));
  if (next !== "closed" || old !== "previous") return undefined;
  return `The grace of ${quote(olds.displayName)} is over: its client secret ends. Anyone who still uses its client ID needs the current pair of the outputs.`;
}

/** What a refresh has found that no preview shows; undefined if it is nothing. It shows no secret. */
export function refreshWarning(
  { token }: Pick<ResourceType, "token">,
  before: Values,
  found: Values,
): string | undefined {
  const [old, secret] = [before.clientSecret, found.clientSecret];
  if (token !== domainsApp.token || isEmpty(old) || isEmpty(secret) || old === secret) return undefined;
  return `The client secret of ${quote(found.displayName)} is another one in the domain than in the state: it was regenerated outside, or by an \`up\` that was interrupted. \`pulumi up\` publishes it.`;
}

function replacementWarning({ token }: Pick<ResourceType, "token">, { displayName }: Values): string | undefined {
  const loss = new Map([
    [domainsAppRole.token, `Replacing the app role ${quote(displayName)} takes it from everyone who holds it.`],
    [
      domainsApp.token,
      `Replacing the application ${quote(displayName)} ends its client secret and its access, and takes its app roles from everyone who holds them.`,
    ],
  ]).get(token);
  return loss && `${loss} Only what this program assigns is assigned again.`;
}
