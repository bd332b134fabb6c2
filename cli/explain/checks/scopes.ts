import { isFullyQualified } from "../../../manifest/keys-and-defaults/access.ts";
import { allApis } from "../../../manifest/oracle/services.ts";
import { didYouMean } from "../../../wording/nearest.ts";
import { quote } from "../../../wording/quote.ts";
import type { Case } from "./case.ts";
import { placeOf } from "./declared-client.ts";
import { confirmed, type Finding, open, ruledOut } from "./findings.ts";
import { scopesOf } from "./live-app.ts";

// Checks of the scopes of a request.

/** Scopes that need no resource app. */
const ofNoResource =
  /^(openid|profile|email|address|phone|groups|approles|get_groups|get_approles|offline_access)$|^urn:opc:idm:|^urn:opc:resource:(expiry=|multiresourcescope$|consumer::all$)/;

/** The scopes of a request that belong to a resource app. */
function resourceScopes({ message }: Case): string[] {
  return (message.parameters.scopes ?? []).filter((scope) => !ofNoResource.test(scope));
}

/** Whether the request names no scope at all. */
export function noScope({ message }: Case): Finding {
  const { grantType, responseType, scopes } = message.parameters;
  if (scopes !== undefined) return ruledOut("does the request name a scope? Yes.");
  return grantType === "client_credentials" || responseType !== undefined
    ? confirmed("does the request name a scope? No.")
    : open;
}

/** Whether a scope is written with one colon, or was encoded twice. */
export function misspelled(one: Case): Finding {
  const scopes = one.message.parameters.scopes ?? [];
  if (scopes.length === 0) return open;
  const colon = scopes.find((scope) => /urn:opc:resource:consumer:all$/.test(scope));
  if (colon !== undefined)
    return confirmed(
      "is each scope spelled as in the domain? No, one ends with consumer:all.",
      `Write two colons: ${one.shown(colon.replace(/consumer:all$/, "consumer::all"))}.`,
    );
  const encoded = scopes.find((scope) => /%[0-9A-Fa-f]{2}/.test(scope) && !scope.startsWith("urn:opc:idm:"));
  if (encoded !== undefined)
    return confirmed(
      "is each scope encoded once? No, one still has % codes after it was decoded.",
      "Encode the scope once: `curl --data-urlencode` does, and then it must be given unencoded.",
    );
  return ruledOut("is each scope spelled with two colons and encoded once? Yes.");
}

/** Whether a scope lacks its audience. */
export async function withoutAudience(one: Case): Promise<Finding> {
  const scopes = one.message.parameters.scopes ?? [];
  if (scopes.length === 0) return open;
  const app = await one.app();
  const isForAll = app !== "unknown" && (app?.trustScope === "Account" || app?.trustScope === "Tags");
  const bare = scopes.find(
    (scope) =>
      (!ofNoResource.test(scope) && !isFullyQualified(scope)) || (scope === allApis && app !== "unknown" && !isForAll),
  );
  const question = "does each scope begin with its audience?";
  if (bare === undefined) return ruledOut(`${question} Yes.`);
  const allowed = app === "unknown" || app === undefined ? [] : (app.allowedScopes ?? []).map(({ fqs }) => fqs);
  const whole = allowed.find((fqs) => fqs.endsWith(bare));
  return confirmed(
    `${question} No, ${quote(one.shown(bare))} is the scope alone.`,
    whole === undefined
      ? "Request the fully qualified scope: the primary audience of the resource app and then, with nothing between them, the scope."
      : `Request ${whole}.`,
  );
}

/** Whether the domain has no resource app with one of the scopes. */
export async function scopeUnknown(one: Case): Promise<Finding> {
  for (const scope of resourceScopes(one)) {
    const found = await one.apps(`scopes.fqs eq ${JSON.stringify(scope)}`);
    if (found === "unknown") return open;
    if (found.length > 0) continue;
    const all = await one.apps("isOAuthResource eq true");
    const known = all === "unknown" ? [] : all.flatMap(scopesOf);
    if (isCovered(scope, known)) continue;
    return confirmed(
      `has the domain the scope ${quote(one.shown(scope))}? No.`,
      `Use a scope of a resource app of this domain.${didYouMean(scope, known)}`,
    );
  }
  const count = resourceScopes(one).length;
  return count === 0
    ? open
    : ruledOut(`has the domain ${count === 1 ? "the scope" : `all ${count} scopes`} of the request? Yes.`);
}

/** Whether a scope with a qualifier covers another: docs/identity-domains-api.md, section 10.6. */
function isCovered(scope: string, known: readonly string[]): boolean {
  return known.some((one) => {
    const [broad = "", qualifier] = one.split("::");
    return qualifier !== undefined && scope.startsWith(`${broad}:`) && scope.endsWith(`::${qualifier}`);
  });
}

/** Whether the resource app of a scope is not active. */
export async function resourceInactive(one: Case): Promise<Finding> {
  const names = new Set<string>();
  for (const scope of resourceScopes(one)) {
    const found = await one.apps(`scopes.fqs eq ${JSON.stringify(scope)}`);
    if (found === "unknown") return open;
    for (const app of found) {
      names.add(app.displayName);
      if (app.active === false)
        return confirmed(
          `is the resource app ${quote(app.displayName)} active? No.`,
          "Its owner must activate it: until then nobody gets tokens for it.",
        );
    }
  }
  return names.size === 0 ? open : ruledOut(`is the resource app ${[...names].map(quote).join(", ")} active? Yes.`);
}

/** Whether the scopes belong to several resource apps. */
export async function severalResources(one: Case): Promise<Finding> {
  const scopes = resourceScopes(one);
  if (scopes.length < 2) return open;
  const apps = new Set<string>();
  for (const scope of scopes) {
    const found = await one.apps(`scopes.fqs eq ${JSON.stringify(scope)}`);
    if (found === "unknown") return open;
    for (const { displayName } of found) apps.add(displayName);
  }
  const question = "do all scopes belong to one resource app?";
  if (apps.size < 2 || one.message.parameters.scopes?.includes("urn:opc:resource:multiresourcescope"))
    return ruledOut(`${question} Yes.`);
  return confirmed(`${question} No, to ${[...apps].map(quote).join(" and ")}.`);
}

/** Whether the scope for everything is requested together with others. */
export function mixedWithAll({ message }: Case): Finding {
  const scopes = message.parameters.scopes ?? [];
  if (!scopes.includes(allApis)) return open;
  const others = scopes.filter((scope) => scope !== allApis && scope !== "offline_access");
  const question = `is ${allApis} requested alone?`;
  return others.length > 0 ? confirmed(`${question} No.`) : ruledOut(`${question} Yes.`);
}

/** Whether the client may not request one of the scopes. */
export async function scopeNotAllowed(one: Case): Promise<Finding> {
  const app = await one.app();
  const scopes = resourceScopes(one);
  if (app === "unknown" || app === undefined || scopes.length === 0) return open;
  const allowed = (app.allowedScopes ?? []).map(({ fqs }) => fqs);
  const missing = scopes.find((scope) => !allowed.includes(scope) && !isCovered(scope, allowed));
  const question = `may ${quote(app.displayName)} request ${scopes.length === 1 ? "the scope" : "all scopes"}?`;
  if (missing === undefined) return ruledOut(`${question} Yes.`);
  const { client, stack } = one;
  const has = allowed.length === 0 ? "it may request none" : `it may request ${allowed.slice(0, 5).join(", ")}`;
  const fix =
    client &&
    `Request one that it has. If the client is meant to call that API: add the scope at ${placeOf(client, ["access"])}, unless it is already there, and run \`pulumi up --stack ${stack}\`.`;
  return confirmed(`${question} No, not ${quote(one.shown(missing))}; ${has}.`, fix);
}
