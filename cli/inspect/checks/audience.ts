import { quote } from "../../../wording/quote.ts";
import { allApps, appOfAudiences, audiencesIn, isMeantFor, slightDifference, taggedApps } from "../audiences.ts";
import type { Context } from "../context.ts";
import { accessTo } from "../declared-client.ts";
import type { ResourceApp } from "../domain-facts.ts";
import { changeAt, type Finding, found } from "../finding.ts";
import { entryFor } from "../manifest-text.ts";

/** Whether the token is meant for the app that would have to accept it, or for any app of the domain. */
export function aboutAudience(context: Context): Finding {
  const { claims, expected, apps, isComplete } = context;
  const audiences = audiencesIn(claims);
  if (audiences.length === 0)
    return found("audience", "refused", "it names no audience (aud): no service accepts that.");
  const shown = audiences.map(quote).join(", ");
  if (expected.app !== undefined) {
    return isMeantFor(expected.app, audiences)
      ? found(
          "audience",
          "ok",
          audiences.includes(allApps)
            ? `all apps of the domain, so ${expected.app.displayName} too`
            : `${shown}, that of ${expected.app.displayName}`,
        )
      : forAnother(context, expected.app, audiences);
  }
  const app = appOfAudiences(apps, audiences);
  if (app !== undefined) return found("audience", "ok", `${shown}, that of ${app.displayName}`);
  if (audiences.includes(allApps)) return found("audience", "ok", "all apps of the domain (authorizedResources: all)");
  if (audiences.some((one) => one.startsWith(taggedApps)))
    return found(
      "audience",
      "note",
      "apps with certain tags (authorizedResources: tagged): name the one that you call with --app.",
    );
  if (audiences.some((one) => isDomain(one, claims.tenant_iss)))
    return found("audience", "ok", `${shown}: the domain's own API`);
  const near = nearMiss(apps, audiences);
  if (near !== undefined) return found("audience", "refused", near);
  return isComplete
    ? found(
        "audience",
        "refused",
        `${shown} is the audience of no app of the domain: the app was deleted, or its audience was changed. Request a new token with today's scope.`,
      )
    : found("audience", "note", `${shown}: which app has it is not known without admin access.`);
}

/** Whether an audience is the domain itself, with or without the port that the claim `tenant_iss` has. */
function isDomain(audience: string, domain: unknown): boolean {
  const [one, other] = [URL.parse(audience), typeof domain === "string" ? URL.parse(domain) : null];
  return one !== null && one.origin !== "null" && one.origin === other?.origin;
}

function nearMiss(apps: readonly ResourceApp[], audiences: readonly string[]): string | undefined {
  for (const app of apps)
    for (const own of app.audiences)
      for (const audience of audiences) {
        const difference = slightDifference(audience, own);
        if (difference !== undefined)
          return `${quote(audience)} is not ${quote(own)}, the audience of ${app.displayName}: they differ in ${difference}. Services compare audiences character by character. The audience was changed after the token was issued: request a new one with today's scope.`;
      }
  return undefined;
}

function forAnother(context: Context, app: ResourceApp, audiences: readonly string[]): Finding {
  const { apps, client, stack, expected } = context;
  const near = nearMiss([app], audiences);
  if (near !== undefined) return found("audience", "refused", near);
  const other = appOfAudiences(apps, audiences);
  const says = `it is for ${other?.displayName ?? audiences.map(quote).join(", ")}, and not for ${app.displayName}, whose audience is ${app.audiences.map(quote).join(" or ")}.`;
  if (client === undefined)
    return found("audience", "refused", `${says} Request a token with a scope of ${app.displayName}.`);
  const access = accessTo(client, app);
  const { kind } = client.manifest.authorizedResources;
  if (access !== undefined || kind !== "specific") {
    const scope = expected.scopes[0] ?? access?.entry.scopes?.[0] ?? "<scope>";
    const full = app.audiences.some((one) => scope.startsWith(one)) ? scope : `${app.audiences[0]}${scope}`;
    return found(
      "audience",
      "refused",
      `${says} ${client.name} may call ${app.displayName}: request a token with the scope ${quote(full)}. A token has the scopes of one app only.`,
    );
  }
  return found(
    "audience",
    "refused",
    `${says} ${client.name} has no access to ${app.displayName}.`,
    changeAt(client.manifest, ["access"], entryFor(context, stack, client, app)),
  );
}
