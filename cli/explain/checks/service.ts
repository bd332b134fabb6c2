import { builtInServices, type Service } from "../../../manifest/oracle/services.ts";
import { quote } from "../../../wording/quote.ts";
import { userInService } from "../../../wording/user-in-service.ts";
import type { Case } from "./case.ts";
import { placeOf } from "./declared-client.ts";
import { confirmed, type Finding, likely, open, ruledOut } from "./findings.ts";
import { type LiveApp, scopesOf } from "./live-app.ts";

// Checks of a call that a service refused, although the domain issued the token.

/** The resource app behind the host of the request; undefined if none of the domain's has it as its audience. */
async function resourceAppOf(one: Case): Promise<LiveApp | undefined | "unknown"> {
  const host = URL.parse(one.message.request?.origin ?? "")?.hostname;
  if (host === undefined) return "unknown";
  const apps = await one.apps("isOAuthResource eq true");
  if (apps === "unknown") return apps;
  return apps.find(({ audience = "" }) => URL.parse(audience)?.hostname === host);
}

/** Whether the domain has no resource app for the service's host, or the client no scope of it. */
export async function tokenForAnotherAudience(one: Case): Promise<Finding> {
  const resource = await resourceAppOf(one);
  const app = await one.app();
  if (resource === "unknown") return open;
  const host = URL.parse(one.message.request?.origin ?? "")?.hostname ?? "";
  if (resource === undefined)
    return likely(
      `has the domain a resource app whose audience is ${host}? No: the service may be known by another name, or belong to another domain.`,
    );
  if (app === "unknown" || app === undefined) return open;
  const own = scopesOf(resource);
  const allowed = (app.allowedScopes ?? []).map(({ fqs }) => fqs);
  const question = `may ${quote(app.displayName)} request a scope of ${quote(resource.displayName)}, whose audience is ${host}?`;
  if (app.trustScope === "Account" || allowed.some((fqs) => own.includes(fqs))) return ruledOut(`${question} Yes.`);
  const fix =
    one.client &&
    `Add ${quote(resource.displayName)} to \`access\` at ${placeOf(one.client, ["access"])} and run \`pulumi up\`.`;
  return confirmed(`${question} No.`, fix);
}

/** Whether the client holds no app role of the service. */
export async function roleMissing(one: Case): Promise<Finding> {
  const resource = await resourceAppOf(one);
  const app = await one.app();
  if (resource === "unknown" || resource === undefined || app === "unknown" || app === undefined) return open;
  const grants = await one.grantsOf(resource.id);
  if (grants === "unknown") return open;
  const held = grants.filter(({ grantee, entitlement }) => grantee.value === app.id && entitlement !== undefined);
  const question = `has ${quote(app.displayName)} an app role of ${quote(resource.displayName)}?`;
  if (held.length > 0) return ruledOut(`${question} Yes.`);
  const fix =
    one.client &&
    `For tokens of the client itself, add the role to \`roles\` at ${placeOf(one.client, ["access"])} and run \`pulumi up\`; for tokens of users, the user needs it.`;
  return confirmed(`${question} No.`, fix);
}

/** Whether the service needs a user for the client, or takes no tokens of clients. */
export async function serviceNeedsUser(one: Case): Promise<Finding> {
  const service = serviceOfCase(one);
  if (service === undefined) return open;
  const { title, userTokensOnly, clientUser } = service;
  if (userTokensOnly)
    return likely(
      `does ${title} accept tokens of clients? No, only of users.`,
      "Use a flow with a user: authorization code, or an assertion.",
    );
  if (clientUser === undefined) return ruledOut(`does ${title} need a user for the client? No.`);
  const id = one.clientId === undefined ? "that is the client ID" : one.shown(one.clientId, 100);
  if (clientUser === "service") {
    const resource = await resourceAppOf(one);
    const app = resource === "unknown" || resource === undefined ? "the service" : resource.displayName;
    return likely(
      `does ${title} need a user for the client? Yes, in the service itself.`,
      userInService(app, title, id),
    );
  }
  const user = one.clientId === undefined ? "unknown" : await one.user(one.clientId);
  if (user === "unknown") return likely(`does ${title} need a user for the client? Yes, in the identity domain.`);
  const question = `has the domain a user whose name is the client ID, as ${title} needs?`;
  const fix = one.client && `Write \`clientUser: true\` at ${placeOf(one.client, ["access"])} and run \`pulumi up\`.`;
  return user === undefined ? confirmed(`${question} No.`, fix) : ruledOut(`${question} Yes.`);
}

/** The service that the message is about, by the client's manifest, its host and its words. */
function serviceOfCase({ message, client }: Case): Service | undefined {
  const host = URL.parse(message.request?.origin ?? "")?.hostname ?? "";
  const path = message.request?.path ?? "";
  const named = hints.find(({ pattern }) => pattern.test(host) || pattern.test(message.text) || pattern.test(path));
  const declared = client?.manifest.access.map(({ service }) => service).find((one) => one !== undefined);
  const services: Readonly<Record<string, Service>> = builtInServices;
  return services[named?.service ?? declared ?? ""];
}

const hints = [
  { service: "integration", pattern: /\.integration\.(?:[\w-]+\.)*oraclecloud\.com|^\/ic\/api\/|Oracle Integration/ },
  { service: "utilities", pattern: /Oracle Utilities/ },
  { service: "blockchain", pattern: /\.blockchain\.ocp\.|^\/restproxy|OBP_|Oracle Blockchain/ },
  { service: "digital-assistant", pattern: /digitalassistant/ },
  { service: "analytics", pattern: /\.analytics\.ocp\./ },
] as const;
