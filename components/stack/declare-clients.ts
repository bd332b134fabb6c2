import * as pulumi from "@pulumi/pulumi";
import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import type { Services } from "../../manifest/oracle/services.ts";
import { derivedClientId } from "../../naming/client-id.ts";
import {
  certificateSuffix,
  domainAppId,
  fingerprintOf,
  secondClientId,
  secondDisplayName,
  secondSuffix,
  userSuffix,
} from "../../naming/resource-names.ts";
import { AccessAssignment } from "../access-assignment.ts";
import { AppRoleAssignment } from "../app-role-assignment.ts";
import { ClientCertificate } from "../client-certificate.ts";
import { ClientUser } from "../client-user.ts";
import { ConfidentialApplication } from "../confidential-application.ts";
import type { ResolvedClient } from "../look-up/resolve-names.ts";
import type { RotationPlan } from "../parts/rotation-plan.ts";
import { ownershipOfHalf } from "../parts/rotation-tags.ts";
import type { SecretTags } from "../parts/secret-tags.ts";
import { clientOutputs } from "./client-outputs.ts";
import { declareDelivery, hasSecretInState, secretDeliveryOf } from "./declare-delivery.ts";
import type { DeclaredClient, DeclaredHalves } from "./declared-client.ts";
import { type DeclaredResources, idOfApp, idOfPerimeter, idOfRole, scopesOf } from "./declared-resources.ts";
import { formerNames } from "./former-names.ts";
import { grantees } from "./grantees.ts";
import { pairOutputs, rotationOutputs } from "./rotation-outputs.ts";
import { type ClientsParent, scopesOf as fullyQualifiedScopes } from "./team.ts";

/**
 * Declares clients, whose outputs their parent has then. Clients come after all resource applications, because they may
 * use what other teams declare.
 *
 * @param clients as `resolveNames` returns them
 * @param declared what the program has already declared, and they may use; the APIs that clients are too are added to it
 * @param services the known services
 */
export function declareClients(
  team: ClientsParent,
  clients: readonly ResolvedClient[],
  declared: DeclaredResources,
  services: Services = {},
): void {
  for (const resolved of clients) {
    const name = `${team.name}/${resolved.client.name}`;
    const { rotation } = resolved;
    if (rotation === undefined) {
      const client = declareClient(name, resolved, team, declared);
      const outputs = clientOutputs(resolved, client, team.identityDomainUrl, services);
      const secret = resolved.secretTags ?? firstSecret(resolved.client);
      team.clients[name] = { ...outputs, ...declareDelivery(name, resolved, client, secret, outputs, team) };
      if (hasSecretInState(resolved.client)) team.clientSecrets[name] = client.application.clientSecret;
    } else {
      const halves = declareHalves(name, resolved, rotation, team, declared);
      const shown = halves[rotation.current];
      const outputs = clientOutputs(resolved, shown, team.identityDomainUrl, services, halves);
      const secret = ownershipOfHalf(rotation.current, rotation[rotation.current]);
      team.clients[name] = {
        ...outputs,
        rotation: rotationOutputs(halves, rotation),
        ...declareDelivery(name, resolved, shown, secret, outputs, team),
      };
      if (!hasSecretInState(resolved.client)) continue;
      team.clientSecrets[name] = shown.application.clientSecret;
      team.clientPairs[name] = pairOutputs(halves, rotation);
    }
  }
}

/** Shows what a client is as an API, and lets other clients, and itself, use it. */
function showApi(
  name: string,
  { displayName, api }: ClientManifest,
  { api: declaredApi }: ConfidentialApplication,
  team: ClientsParent,
  declared: DeclaredResources,
): void {
  if (api === undefined || declaredApi === undefined) return;
  declared.applications.set(displayName, declaredApi);
  const { applicationId, audience } = declaredApi;
  team.resourceApplications[name] = { applicationId, audience, scopes: fullyQualifiedScopes(api) };
}

/** Declares both applications of a rotated client. A is the one that it has without rotation. */
function declareHalves(
  name: string,
  resolved: ResolvedClient,
  rotation: RotationPlan,
  team: ClientsParent,
  declared: DeclaredResources,
): DeclaredHalves {
  const { adopted: _, ...created } = resolved;
  const { client } = resolved;
  const A = declareClient(name, { ...resolved, secretTags: ownershipOfHalf("A", rotation.A) }, team, declared);
  const clientId = secondClientId(client.clientId ?? derivedClientId(name, pulumi.getStack()));
  const second = { ...client, displayName: secondDisplayName(client.displayName), clientId };
  const B = declareClient(
    name,
    { ...created, client: second, secretTags: ownershipOfHalf("B", rotation.B) },
    team,
    declared,
    { suffix: secondSuffix, certificates: A.certificates },
  );
  return { A, B };
}

/** What distinguishes the second application of a client from the first. */
interface Second {
  /** The suffix of the logical names. */
  readonly suffix: string;
  /** The first one's, which both have. */
  readonly certificates: readonly ClientCertificate[];
}

/**
 * Declares a client's application, its certificates, user, app roles and assignments. Their names begin with
 * `<team>/<client>`; a client that is renamed or moved (`was`) keeps its application, its client ID and its secret.
 */
function declareClient(
  firstName: string,
  resolved: ResolvedClient,
  team: ClientsParent,
  declared: DeclaredResources,
  second?: Second,
): DeclaredClient {
  const { client, adopted, secretTags, revoked } = resolved;
  const { adopt: _, deliver: __, ...settings } = client;
  const { suffix = "" } = second ?? {};
  const name = `${firstName}${suffix}`;
  const certificates = second?.certificates ?? declareCertificates(name, resolved, team);
  const application = new ConfidentialApplication(
    name,
    {
      ...settings,
      ...(adopted !== undefined && { adopt: adopted }),
      identityDomainUrl: team.identityDomainUrl,
      allowHttpUrls: client.allowHttpUrls || usesHttp(client),
      scopes: resolved.access.flatMap(({ app, scopes }) => scopesOf(app, scopes, declared)),
      networkPerimeterIds: resolved.networkPerimeters.map((perimeter) => idOfPerimeter(perimeter, declared)),
      certificateAliases: certificates.map(({ certificateAlias }) => certificateAlias),
      active: client.active && client.state !== "retired",
      ownership: {
        team: team.name,
        client: client.name,
        owner: team.owner,
        state: client.state,
        secretDelivery: secretDeliveryOf(client),
        ...(client.clientType === "public" ? {} : (secretTags ?? firstSecret(client))),
        revokedGrants: revoked?.[second ? "B" : "A"] ?? [],
      },
    },
    { parent: team.component, aliases: formerNames(client, team, suffix) },
  );
  showApi(name, client, application, team, declared);
  const user = declareUser(name, suffix, application, resolved, team);
  const domainRoles = declareRoles(name, { application, user }, resolved, team, declared);
  declareAssignments(name, application, resolved, team);
  return { application, certificates, domainRoles };
}

function firstSecret({ secret }: ClientManifest): SecretTags {
  return { secretVersion: secret.version };
}

/**
 * A domain accepts http URLs only with "Allow HTTP URLs", even those of localhost, which manifests may use without it.
 */
function usesHttp({ redirectUrls, postLogoutRedirectUrls, logoutUrl = "https:" }: ClientManifest): boolean {
  return [...redirectUrls, ...postLogoutRedirectUrls, logoutUrl].some((url) => !/^https:/i.test(url));
}

/**
 * Declares the client's certificates. A new file is a new certificate, created before the old one is deleted. A derived
 * alias never changes: it is the `kid` by which keys are found. For the same reason an adopted client's certificate keeps its alias.
 */
function declareCertificates(
  name: string,
  { client, adopted }: ResolvedClient,
  team: ClientsParent,
): ClientCertificate[] {
  return client.certificates.map(({ alias, base64, sha256 }) => {
    const suffix = certificateSuffix(sha256);
    // Aliases are case-insensitive in the domain.
    const prefix = alias?.toLowerCase() ?? client.clientId ?? derivedClientId(name, pulumi.getStack());
    const kept = alias === undefined && adopted?.certificates.find((one) => one.base64 === base64);
    return new ClientCertificate(
      `${name}${suffix}`,
      {
        identityDomainUrl: team.identityDomainUrl,
        alias: kept ? kept.alias : `${prefix}_${fingerprintOf(sha256)}`,
        base64,
      },
      {
        parent: team.component,
        aliases: formerNames(client, team, suffix),
        ignoreChanges: alias === undefined ? ["certificateAlias"] : [],
      },
    );
  });
}

/** Declares the client's user, if an access entry needs one: one for all of them. */
function declareUser(
  name: string,
  suffix: string,
  { clientId }: ConfidentialApplication,
  { client, access }: ResolvedClient,
  team: ClientsParent,
): ClientUser | undefined {
  if (!access.some(({ clientUser }) => clientUser)) return undefined;
  return new ClientUser(
    `${name}${userSuffix}`,
    {
      identityDomainUrl: team.identityDomainUrl,
      clientId,
      displayName: client.displayName,
      ownership: { team: team.name, client: client.name, owner: team.owner },
    },
    { parent: team.component, aliases: formerNames(client, team, `${suffix}${userSuffix}`) },
  );
}

/** @returns those in the domain itself */
function declareRoles(
  name: string,
  { application, user }: { readonly application: ConfidentialApplication; readonly user: ClientUser | undefined },
  { access, domainRoles }: ResolvedClient,
  { identityDomainUrl }: ClientsParent,
  declared: DeclaredResources,
): AppRoleAssignment[] {
  const roles = [
    ...access.flatMap(({ app, roles: ofApp, clientUser }) =>
      ofApp.map((role) => ({
        name: `${app.displayName}/${role.displayName}`,
        app: idOfApp(app, declared),
        id: idOfRole(role, app, declared),
        user: clientUser && user,
      })),
    ),
    ...domainRoles.map(({ displayName, id = "" }) => ({
      name: `IDCSApp/${displayName}`,
      app: domainAppId,
      id,
      user: undefined,
    })),
  ];
  return roles.flatMap((role) => {
    const assignment = new AppRoleAssignment(
      `${name}/${role.name}`,
      {
        identityDomainUrl,
        resourceApplicationId: role.app,
        roleId: role.id,
        granteeType: role.user ? "User" : "App",
        granteeId: role.user?.id ?? application.applicationId,
      },
      { parent: application },
    );
    return role.app === domainAppId ? [assignment] : [];
  });
}

function declareAssignments(
  name: string,
  application: ConfidentialApplication,
  resolved: ResolvedClient,
  { identityDomainUrl }: ClientsParent,
): void {
  for (const { name: grantee, ...args } of grantees(resolved)) {
    new AccessAssignment(
      `${name}/${grantee}`,
      { identityDomainUrl, applicationId: application.applicationId, ...args },
      { parent: application },
    );
  }
}
