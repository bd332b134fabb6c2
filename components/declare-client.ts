import * as pulumi from "@pulumi/pulumi";
import { derivedClientId } from "../manifest/client-id.ts";
import type { ClientManifest, FormerName } from "../manifest/team.ts";
import { AccessAssignment } from "./access-assignment.ts";
import { AppRoleAssignment } from "./app-role-assignment.ts";
import { domainAppId } from "./application.ts";
import { ClientCertificate } from "./client-certificate.ts";
import { ConfidentialApplication } from "./confidential-application.ts";
import { type Declared, idOfApp, idOfPerimeter, idOfRole, scopesOf } from "./declared.ts";
import type { ResolvedClient } from "./resolve.ts";

/** Whose client it is, and where. */
export interface ClientContext {
  /** The team's component: the parent. */
  readonly parent: pulumi.ComponentResource;
  readonly team: string;
  /** URN type of a team's component, for the names that a client had. */
  readonly teamType: string;
  readonly owner: pulumi.Input<string>;
  readonly identityDomainUrl: pulumi.Input<string>;
  readonly declared: Declared;
}

/** A client that was declared. */
export interface DeclaredClient {
  readonly application: ConfidentialApplication;
  readonly certificates: readonly ClientCertificate[];
}

/**
 * Declares a client's application, its certificates, app roles and assignments. Their names begin with `<team>/<client>`,
 * so a client that moves or is renamed (`was`) keeps its application, its client ID and its secret.
 */
export function declareClient(resolved: ResolvedClient, context: ClientContext): DeclaredClient {
  const { client } = resolved;
  const name = `${context.team}/${client.name}`;
  const certificates = declareCertificates(name, resolved, context);
  const application = new ConfidentialApplication(
    name,
    {
      identityDomainUrl: context.identityDomainUrl,
      displayName: client.displayName,
      ...(client.description !== undefined && { description: client.description }),
      ...(client.clientId !== undefined && { clientId: client.clientId }),
      ...(client.logoutUrl !== undefined && { logoutUrl: client.logoutUrl }),
      ...(client.idTokenEncryption !== undefined && { idTokenEncryption: client.idTokenEncryption }),
      tags: client.tags,
      clientType: client.clientType,
      active: client.active,
      showInMyApps: client.showInMyApps,
      grantTypes: [...client.grantTypes],
      redirectUrls: [...client.redirectUrls],
      postLogoutRedirectUrls: [...client.postLogoutRedirectUrls],
      allowHttpUrls: client.allowHttpUrls || usesHttp(client),
      authorizedResources: client.authorizedResources,
      scopes: resolved.access.flatMap(({ app, scopes }) => scopesOf(app, scopes, context.declared)),
      networkPerimeterIds: resolved.networkPerimeters.map((perimeter) => idOfPerimeter(perimeter, context.declared)),
      certificateAliases: certificates.map(({ certificateAlias }) => certificateAlias),
      allowedOperations: [...client.allowedOperations],
      bypassConsent: client.bypassConsent,
      enforceGrants: client.enforceGrants,
      ownership: {
        team: context.team,
        client: client.name,
        owner: context.owner,
        secretVersion: client.secretVersion,
      },
    },
    { parent: context.parent, aliases: formerNames(client.was, context.teamType) },
  );
  declareRoles(name, application, resolved, context);
  declareAssignments(name, application, resolved, context);
  return { application, certificates };
}

/** A domain takes any URL that is not https only with "Allow HTTP URLs": also those of the own machine, which manifests may use without. */
function usesHttp({ redirectUrls, postLogoutRedirectUrls, logoutUrl = "https:" }: ClientManifest): boolean {
  return [...redirectUrls, ...postLogoutRedirectUrls, logoutUrl].some((url) => !/^https:/i.test(url));
}

/** The names that something had, each under the team of that time. */
export function formerNames(was: readonly FormerName[], teamType: string, suffix = ""): pulumi.Alias[] {
  return was.map(({ team, client }) => ({
    name: `${team}/${client}${suffix}`,
    parent: pulumi.createUrn(team, teamType),
  }));
}

/** Another file is another certificate, made before the old one goes. An alias that nobody chose stays: keys are found by it. */
function declareCertificates(
  name: string,
  { client }: ResolvedClient,
  { parent, identityDomainUrl, teamType }: ClientContext,
): ClientCertificate[] {
  return client.certificates.map(({ alias, base64, sha256 }) => {
    const fingerprint = sha256.slice(0, 8);
    const suffix = `/certificate/${fingerprint}`;
    // To the domain, two aliases that differ in case are one.
    const prefix = alias?.toLowerCase() ?? client.clientId ?? derivedClientId(name, pulumi.getStack());
    return new ClientCertificate(
      `${name}${suffix}`,
      { identityDomainUrl, alias: `${prefix}_${fingerprint}`, base64 },
      {
        parent,
        aliases: formerNames(client.was, teamType, suffix),
        ignoreChanges: alias === undefined ? ["certificateAlias"] : [],
      },
    );
  });
}

function declareRoles(
  name: string,
  application: ConfidentialApplication,
  { access, domainRoles }: ResolvedClient,
  { identityDomainUrl, declared }: ClientContext,
): void {
  const roles = [
    ...access.flatMap(({ app, roles: ofApp }) =>
      ofApp.map((role) => ({
        name: `${app.displayName}/${role.displayName}`,
        app: idOfApp(app, declared),
        id: idOfRole(role, app, declared),
      })),
    ),
    ...domainRoles.map(({ displayName, id = "" }) => ({ name: `IDCSApp/${displayName}`, app: domainAppId, id })),
  ];
  for (const role of roles) {
    new AppRoleAssignment(
      `${name}/${role.name}`,
      {
        identityDomainUrl,
        resourceApplicationId: role.app,
        roleId: role.id,
        granteeType: "App",
        granteeId: application.applicationId,
      },
      { parent: application },
    );
  }
}

function declareAssignments(
  name: string,
  application: ConfidentialApplication,
  { users, groups }: ResolvedClient,
  { identityDomainUrl }: ClientContext,
): void {
  for (const [granteeType, principals] of [
    ["User", users],
    ["Group", groups],
  ] as const) {
    for (const principal of principals) {
      new AccessAssignment(
        `${name}/${granteeType.toLowerCase()}/${principal.name}`,
        { identityDomainUrl, applicationId: application.applicationId, granteeType, granteeId: principal.id },
        { parent: application },
      );
    }
  }
}
