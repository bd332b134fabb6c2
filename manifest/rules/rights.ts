import type { RuleName } from "../../naming/rules.ts";
import { notFound } from "../../wording/nearest.ts";
import { matchesAny } from "../../wording/pattern.ts";
import { quote } from "../../wording/quote.ts";
import type { ClientManifest } from "../keys-and-defaults/client.ts";
import type { Environment } from "../keys-and-defaults/environment.ts";
import type { ResourceApplicationManifest } from "../keys-and-defaults/resource-application.ts";
import type { ListedRights } from "../keys-and-defaults/rules.ts";
import { originOf } from "../yaml/origin.ts";
import type { Path } from "../yaml/position.ts";
import type { Breach } from "./rule-finding.ts";

/** Rights of a client that are denied unless the environment lists it. @param subject `<team>/<client>` */
export function unlistedRights(client: ClientManifest, environment: Environment, subject: string): Breach[] {
  const denied = (key: keyof ListedRights, rule: RuleName, path: Path, right: string): Breach[] =>
    isListed(environment, key, subject)
      ? []
      : [{ rule, node: client, path, message: `${right} ${notListed(environment, key, subject)}` }];
  const onBehalf = client.allowedOperations.indexOf("onBehalfOfUser");
  return [
    ...(client.authorizedResources.kind === "all"
      ? denied("allResources", "all-resources", ["authorizedResources"], "tokens for all resource apps")
      : []),
    ...(onBehalf < 0
      ? []
      : denied(
          "onBehalfOf",
          "on-behalf-of",
          ["allowedOperations", onBehalf],
          "acting for users beyond the client's own roles",
        )),
    ...(client.bypassConsent
      ? denied("bypassConsent", "bypass-consent", ["bypassConsent"], "bypassing the consent of users")
      : []),
    ...(client.api !== undefined && client.adopt !== undefined
      ? denied("adoptedApis", "adopted-apis", ["adopt"], "managing an API that exists already")
      : []),
    ...forbiddenRoles(client, environment),
  ];
}

/** An API of a team that is an application which somebody else made. @param subject `<team>/<name>` */
export function unlistedApi(api: ResourceApplicationManifest, environment: Environment, subject: string): Breach[] {
  if (api.adopt === undefined || isListed(environment, "adoptedApis", subject)) return [];
  const message = `managing an API that exists already ${notListed(environment, "adoptedApis", subject)}`;
  return [{ rule: "adopted-apis", node: api, path: ["adopt"], message }];
}

function isListed({ rules }: Environment, key: keyof ListedRights, subject: string): boolean {
  const listed = rules[key];
  return listed === "any" || matchesAny(listed, subject);
}

function notListed(environment: Environment, key: keyof ListedRights, subject: string): string {
  const file = originOf(environment)?.source.file ?? environment.name;
  return `is denied in environment ${quote(environment.name)}, unless "${subject}" is listed in rules.${key} of ${file}.`;
}

/** App roles of the identity domain itself that the environment does not allow. */
export function forbiddenRoles(client: ClientManifest, environment: Environment): Breach[] {
  const allowed = new Set(environment.allowedDomainRoles.map((role) => role.toLowerCase()));
  const file = originOf(environment)?.source.file ?? environment.name;
  return client.domainRoles.flatMap((role, index) => {
    if (allowed.has(role.toLowerCase())) return [];
    const what = `a role of the domain that environment ${quote(environment.name)} allows`;
    const message = `${notFound(role, what, environment.allowedDomainRoles, "it allows")} To allow it, write "allowedDomainRoles: [${role}]" in ${file}.`;
    return [{ rule: "domain-roles" as const, what: role, node: client, path: ["domainRoles", index], message }];
  });
}
