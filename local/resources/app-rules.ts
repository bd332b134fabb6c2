import { randomBytes } from "node:crypto";
import type { DomainContext } from "../domain-context.ts";
import { grantTypes, tokenExchange } from "../schemas/app-attributes.ts";
import { type Draft, type JsonObject, listOf, memberOf, objectsOf, type Resource, textOf } from "../scim/json.ts";
import { ScimError } from "../scim/scim-error.ts";
import { missingAttributes } from "../scim/write-rules.ts";
import { checkAllowedScopes, checkScopes, completeAllowedScopes, completeScopes } from "./app-scopes.ts";
import { checkCertificates, completeCertificates } from "./certificate-rules.ts";
import { needsClientSecret, newClientSecret } from "./client-secret.ts";
import { clientsAfterScopes } from "./clients-of-scopes.ts";
import { checkNetworkPerimeters } from "./network-perimeter-rules.ts";
import { isOracleCreated, refuseOracleCreated } from "./oracle-created-apps.ts";
import { displayOf, locationOf, removalOf } from "./references.ts";
import type { ResourceRules, Write } from "./resource-rules.ts";
import { grantsTo, roleSummary, rolesGrantedTo } from "./role-holdings.ts";

const wellKnownTemplates = [
  "CustomWebAppTemplateId",
  "CustomBrowserMobileTemplateId",
  "CustomSAMLAppTemplateId",
  "CustomEnterpriseAppTemplateId",
  "CustomAppTemplateId",
];

/** The rules of Apps (identity-domains-api.md 1 to 4). */
export const appRules: ResourceRules = {
  complete(draft, { domain }) {
    completeTemplate(draft);
    draft.isLoginTarget ??= templateOf(draft) !== "CustomEnterpriseAppTemplateId";
    completeClientType(draft);
    draft.name ??= randomBytes(16).toString("hex");
    draft.attrRenderingMetadata ??= [{ name: "aliasApps", visible: false }];
    completePolicy(draft, "signonPolicy", "DefaultSignOnPolicy");
    completePolicy(draft, "idpPolicy", "DefaultIDPRule");
    completeScopes(draft);
    completeAllowedScopes(draft, domain.directory);
    completeCertificates(draft, domain.directory);
    completeNetworkPerimeters(draft);
    completeClientSecret(draft);
  },
  check(draft, write) {
    if (write.current !== undefined && isOracleCreated(write.current)) refuseOracleCreated(write.current, draft);
    refuseIncomplete(draft);
    refuseTemplate(draft);
    refuseClientType(draft);
    refuseTokenExchange(draft, write);
    refuseClientId(draft, write);
    refuseRedirectUris(draft);
    checkScopes(draft, write);
    checkAllowedScopes(draft);
    checkCertificates(draft);
    checkNetworkPerimeters(draft, write.domain.directory);
  },
  checkDelete(app) {
    if (isOracleCreated(app)) {
      throw new ScimError("preventedOperation", `The App ${app.id} was created by Oracle and cannot be deleted.`);
    }
    if (app.active === true) {
      throw new ScimError("activeAppDelete", `The App ${app.id} is active. Deactivate it before you delete it.`);
    }
  },
  alongWithWrite: (app, { current, domain }) =>
    current === undefined ? [] : clientsAfterScopes(domain.directory, current, objectsOf(app.scopes)),
  alongWithDelete: (app, domain) => [
    ...removalOf("Grant", [...grantsTo(domain.directory, app.id), ...grantsOfApp(app, domain)]),
    ...removalOf("AppRole", domain.directory.matching("AppRole", "app.value", app.id)),
    ...clientsAfterScopes(domain.directory, app, []),
  ],
  computed: {
    grantedAppRoles: (app, { directory }) =>
      rolesGrantedTo(directory, app.id).map((role) => roleSummary(directory, role, "direct")),
    userRoles: (app, domain) => rolesOf(app, domain, false),
    adminRoles: (app, domain) => rolesOf(app, domain, true),
    grants: (app, domain) =>
      grantsOfApp(app, domain).map((grant) => ({
        value: grant.id,
        $ref: locationOf("Grant", grant.id),
        granteeId: textOf(memberOf(grant, "grantee"), "value"),
        granteeType: textOf(memberOf(grant, "grantee"), "type"),
        grantMechanism: textOf(grant, "grantMechanism"),
      })),
    idcsPreventedOperations: (app) => (isOracleCreated(app) ? ["delete"] : undefined),
  },
};

function grantsOfApp(app: Resource, { directory }: DomainContext): readonly Resource[] {
  return directory.matching("Grant", "app.value", app.id);
}

function rolesOf(app: Resource, { directory }: DomainContext, adminRole: boolean): readonly JsonObject[] {
  return directory
    .matching("AppRole", "app.value", app.id)
    .filter((role) => (role.adminRole === true) === adminRole)
    .map((role) => ({
      value: role.id,
      $ref: locationOf("AppRole", role.id),
      display: displayOf(role),
      description: textOf(role, "description"),
    }));
}

function templateOf(draft: JsonObject): string | undefined {
  return textOf(memberOf(draft, "basedOnTemplate"), "value");
}

function completeTemplate(draft: Draft): void {
  const template = memberOf(draft, "basedOnTemplate");
  const id = textOf(template, "value") ?? textOf(template, "wellKnownId");
  if (template === undefined || id === undefined) return;
  draft.basedOnTemplate = {
    ...template,
    value: id,
    wellKnownId: wellKnownTemplates.includes(id) ? id : undefined,
    lastModified: "2024-01-01T00:00:00.000Z",
    $ref: `/admin/v1/AppTemplates/${id}`,
  };
}

function completePolicy(draft: Draft, name: string, defaultPolicy: string): void {
  const value = textOf(memberOf(draft, name), "value") ?? defaultPolicy;
  draft[name] = { value, $ref: `/admin/v1/Policies/${value}` };
}

function completeNetworkPerimeters(draft: Draft): void {
  if (!Array.isArray(draft.appsNetworkPerimeters)) return;
  draft.appsNetworkPerimeters = objectsOf(draft.appsNetworkPerimeters).map((entry) => ({
    ...entry,
    $ref: locationOf("NetworkPerimeter", textOf(entry, "value") ?? ""),
  }));
}

const publicTemplate = "CustomBrowserMobileTemplateId";

function completeClientType(draft: Draft): void {
  if (draft.isOAuthClient !== true || templateOf(draft) !== publicTemplate) return;
  draft.clientType ??= "public";
}

/** Browser and mobile apps cannot keep a secret (Oracle, "Creating and Activating an OAuth Client App"). */
function refuseClientType(draft: JsonObject): void {
  const isPublic = templateOf(draft) === publicTemplate;
  const clientType = textOf(draft, "clientType");
  if (!isPublic || clientType === undefined || clientType === "public") return;
  throw new ScimError("invalidValue", `clientType: ${clientType} is not one of public for ${publicTemplate}.`);
}

function refuseTokenExchange(draft: JsonObject, { domain }: Write): void {
  if (domain.settings.tokenExchangeGrant === "accept" || !listOf(draft.allowedGrants).includes(tokenExchange)) return;
  const accepted = grantTypes.filter((one) => one !== tokenExchange);
  throw new ScimError("invalidValue", `allowedGrants: ${tokenExchange} is not one of ${accepted.join(", ")}.`);
}

/** The server generates the secret when the app is a confidential or trusted client (App model: readOnly). */
function completeClientSecret(draft: Draft): void {
  if (needsClientSecret(draft)) draft.clientSecret ??= newClientSecret();
}

/** @see Oracle, "Creating and Activating an OAuth Client App" and "… Resource Server": the minimum sets */
function refuseIncomplete(draft: JsonObject): void {
  const missing: string[] = [];
  if (draft.isOAuthClient === true && textOf(draft, "clientType") === undefined) missing.push("clientType");
  if (draft.isOAuthResource === true && !textOf(draft, "audience")) missing.push("audience");
  if (missing.length > 0) throw missingAttributes(missing);
}

function refuseTemplate(draft: JsonObject): void {
  const id = templateOf(draft) ?? "";
  if (wellKnownTemplates.includes(id) || /^[0-9a-f]{32}$/i.test(id)) return;
  throw new ScimError(
    "invalidReference",
    `App.basedOnTemplate references a AppTemplate with ID ${id} that does not exist.`,
  );
}

/** Oracle's own client IDs do not follow the rule. */
function refuseClientId(draft: JsonObject, { current, domain }: Write): void {
  const name = textOf(draft, "name") ?? "";
  const extra = domain.settings.clientIdCharacters;
  const allowed = [...name].every((character) => /[A-Za-z0-9]/.test(character) || extra.includes(character));
  if (current !== undefined || draft.isOPCService === true || allowed) return;
  throw new ScimError("invalidValue", `name: ${name} may hold only letters, digits and the characters ${extra}`);
}

function refuseRedirectUris(draft: JsonObject): void {
  if (draft.allUrlSchemesAllowed === true) return;
  for (const name of ["redirectUris", "postLogoutRedirectUris"]) {
    const uris = draft[name] as readonly string[] | undefined | null;
    const withFragment = uris?.find((uri) => uri.includes("#"));
    if (withFragment !== undefined) {
      throw new ScimError("invalidValue", `${name}: ${withFragment} must have no fragment.`);
    }
    const wrong = uris?.find((uri) => !uri.startsWith("https://") || !URL.canParse(uri));
    if (wrong !== undefined) {
      throw new ScimError(
        "invalidValue",
        `${name}: ${wrong} is not an https URL. Set allUrlSchemesAllowed to allow it.`,
      );
    }
  }
}
