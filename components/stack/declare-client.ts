import * as pulumi from "@pulumi/pulumi";
import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import type { FormerName } from "../../manifest/keys-and-defaults/names-and-environments.ts";
import { derivedClientId } from "../../naming/client-id.ts";
import { certificateSuffix, componentTypes, fingerprintOf } from "../../naming/resource-names.ts";
import { AccessAssignment } from "../access-assignment.ts";
import { AppRoleAssignment } from "../app-role-assignment.ts";
import { ClientCertificate } from "../client-certificate.ts";
import { ConfidentialApplication } from "../confidential-application.ts";
import type { ResolvedClient } from "../look-up/resolve-names.ts";
import { domainAppId } from "../parts/app-schemas.ts";
import { type DeclaredResources, idOfApp, idOfPerimeter, idOfRole, scopesOf } from "./declared-resources.ts";
import { grantees } from "./grantees.ts";

/** The team of a client, and what the client is declared in. */
export interface ClientContext {
  /** The team's component: the parent. */
  readonly parent: pulumi.ComponentResource;
  readonly team: string;
  readonly owner: pulumi.Input<string>;
  readonly identityDomainUrl: pulumi.Input<string>;
  readonly declared: DeclaredResources;
}

/** The resources of a declared client. */
export interface DeclaredClient {
  readonly application: ConfidentialApplication;
  readonly certificates: readonly ClientCertificate[];
}

/**
 * Declares a client's application, its certificates, app roles and assignments. Their names begin with
 * `<team>/<client>`; a client that is renamed or moved (`was`) keeps its application, its client ID and its secret.
 */
export function declareClient(resolved: ResolvedClient, context: ClientContext): DeclaredClient {
  const { client } = resolved;
  const name = `${context.team}/${client.name}`;
  const certificates = declareCertificates(name, resolved, context);
  const application = new ConfidentialApplication(
    name,
    {
      ...client,
      identityDomainUrl: context.identityDomainUrl,
      allowHttpUrls: client.allowHttpUrls || usesHttp(client),
      scopes: resolved.access.flatMap(({ app, scopes }) => scopesOf(app, scopes, context.declared)),
      networkPerimeterIds: resolved.networkPerimeters.map((perimeter) => idOfPerimeter(perimeter, context.declared)),
      certificateAliases: certificates.map(({ certificateAlias }) => certificateAlias),
      ownership: { team: context.team, client: client.name, owner: context.owner, secretVersion: client.secretVersion },
    },
    { parent: context.parent, aliases: formerNames(client.was) },
  );
  declareRoles(name, application, resolved, context);
  declareAssignments(name, application, resolved, context);
  return { application, certificates };
}

/**
 * A domain accepts http URLs only with "Allow HTTP URLs", even those of localhost, which manifests may use without it.
 */
function usesHttp({ redirectUrls, postLogoutRedirectUrls, logoutUrl = "https:" }: ClientManifest): boolean {
  return [...redirectUrls, ...postLogoutRedirectUrls, logoutUrl].some((url) => !/^https:/i.test(url));
}

/** Aliases for the former names of a resource, each under the team that it belonged to. */
export function formerNames(was: readonly FormerName[], suffix = ""): pulumi.Alias[] {
  return was.map(({ team, client }) => ({
    name: `${team}/${client}${suffix}`,
    parent: pulumi.createUrn(team, componentTypes.team),
  }));
}

/**
 * Declares the client's certificates. A new file is a new certificate, created before the old one is deleted. A derived
 * alias never changes: it is the `kid` by which keys are found.
 */
function declareCertificates(
  name: string,
  { client }: ResolvedClient,
  { parent, identityDomainUrl }: ClientContext,
): ClientCertificate[] {
  return client.certificates.map(({ alias, base64, sha256 }) => {
    const suffix = certificateSuffix(sha256);
    // Aliases are case-insensitive in the domain.
    const prefix = alias?.toLowerCase() ?? client.clientId ?? derivedClientId(name, pulumi.getStack());
    return new ClientCertificate(
      `${name}${suffix}`,
      { identityDomainUrl, alias: `${prefix}_${fingerprintOf(sha256)}`, base64 },
      {
        parent,
        aliases: formerNames(client.was, suffix),
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
  resolved: ResolvedClient,
  { identityDomainUrl }: ClientContext,
): void {
  for (const { name: grantee, ...args } of grantees(resolved)) {
    new AccessAssignment(
      `${name}/${grantee}`,
      { identityDomainUrl, applicationId: application.applicationId, ...args },
      { parent: application },
    );
  }
}
