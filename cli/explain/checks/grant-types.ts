import { consoleWords } from "../../../manifest/oracle/grant-types.ts";
import { notFound } from "../../../wording/nearest.ts";
import { quote } from "../../../wording/quote.ts";
import type { Case } from "./case.ts";
import { placeOf } from "./declared-client.ts";
import { confirmed, type Finding, moot, open, ruledOut } from "./findings.ts";

// Checks of the grant type of a token request.

/** The grant types of a domain's token endpoint: one of them is never in a client's list. */
const known = [...Object.keys(consoleWords), "urn:ietf:params:oauth:grant-type:token-exchange"];

/** Whether the client may not use the grant type of the request. */
export async function grantTypeNotAllowed(one: Case): Promise<Finding> {
  const asked = askedGrant(one);
  const app = await one.app();
  if (asked === undefined || app === "unknown" || app === undefined || !known.includes(asked)) return open;
  if (asked.endsWith(":token-exchange")) return open;
  const allowed = app.allowedGrants ?? [];
  const question = `may ${quote(app.displayName)} use the grant type ${asked}?`;
  if (allowed.includes(asked)) return ruledOut(`${question} Yes.`);
  const list = allowed.length === 0 ? "none" : allowed.join(", ");
  return confirmed(`${question} No, only ${list}.`, whereToAdd(one, asked));
}

function whereToAdd({ client, stack }: Case, grantType: string): string | undefined {
  if (client === undefined) return undefined;
  const place = placeOf(client, ["grantTypes"]);
  const isDeclared = client.manifest.grantTypes.some((one) => one === grantType);
  return isDeclared
    ? `${place} has it: run \`pulumi up --stack ${stack}\`.`
    : `Add ${grantType} to grantTypes, if the client is meant to use it: ${place}. Then run \`pulumi up\`.`;
}

/** The grant type of a token request; for an authorization request, the one that its response type needs. */
function askedGrant({ message }: Case): string | undefined {
  const { grantType, responseType } = message.parameters;
  if (grantType !== undefined) return grantType;
  if (responseType === undefined) return undefined;
  return responseType.split(/\s+/).includes("code") ? "authorization_code" : "implicit";
}

/** Whether the grant type of the request does not exist. */
export function grantTypeUnknown(one: Case): Finding {
  const { grantType } = one.message.parameters;
  if (grantType === undefined) return open;
  const question = `is ${quote(one.shown(grantType, 100))} a grant type of an identity domain?`;
  if (known.includes(grantType)) return ruledOut(`${question} Yes.`);
  return confirmed(`${question} No.`, notFound(one.shown(grantType, 100), "a grant type", known));
}

/** Whether a refresh token is requested that the client may not have. */
export async function refreshNotAllowed(one: Case): Promise<Finding> {
  const { scopes } = one.message.parameters;
  if (scopes !== undefined && !scopes.includes("offline_access")) return moot;
  const app = await one.app();
  if (scopes === undefined || app === "unknown" || app === undefined) return open;
  const question = `may ${quote(app.displayName)} have refresh tokens (offline_access)?`;
  if (!(app.allowedGrants ?? []).includes("refresh_token"))
    return confirmed(`${question} No: it has not the grant type refresh_token.`, whereToAdd(one, "refresh_token"));
  for (const scope of scopes) {
    if (scope === "offline_access") continue;
    const definers = await one.apps(`scopes.fqs eq ${JSON.stringify(scope)}`);
    const refusing = definers === "unknown" ? undefined : definers.find(({ allowOffline }) => allowOffline !== true);
    if (refusing !== undefined)
      return confirmed(
        `${question} No: the resource app ${quote(refusing.displayName)} allows none.`,
        "Omit offline_access, or have the owner of the resource app allow refresh tokens (`allowRefresh: true`).",
      );
  }
  return ruledOut(`${question} Yes.`);
}
