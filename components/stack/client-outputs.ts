import * as pulumi from "@pulumi/pulumi";
import { redirectGrants, userGrants } from "../../manifest/oracle/grant-types.ts";
import { allApis, type Services } from "../../manifest/oracle/services.ts";
import type { ClientOutputs } from "../../naming/stack-outputs.ts";
import { userInService } from "../../wording/user-in-service.ts";
import { mayRefresh } from "../look-up/refresh-tokens.ts";
import type { ResolvedClient } from "../look-up/resolve-names.ts";
import { endpointsOf } from "../parts/endpoints.ts";
import type { DeclaredClient, DeclaredHalves } from "./declared-client.ts";

/** The outputs of a client in the stack program. */
export type ProgramClientOutputs = ClientOutputs<pulumi.Output<string>>;

/** The scope for the roles that a client has in the domain itself. */
const ownScopes = "urn:opc:idm:__myscopes__";

/** The outputs of a client. */
export function clientOutputs(
  resolved: ResolvedClient,
  { application, certificates }: DeclaredClient,
  identityDomainUrl: pulumi.Input<string>,
  services: Services,
  halves?: DeclaredHalves,
): ProgramClientOutputs {
  const { client } = resolved;
  const { clientId, applicationId } = application;
  const endpoints = endpointsOf(identityDomainUrl);
  const has = (grantType: (typeof client.grantTypes)[number]) => client.grantTypes.includes(grantType);
  const signsIn = redirectGrants.some(has);
  const applications = halves ? [halves.A.application, halves.B.application] : [application];
  const steps = applications.flatMap((one) => stepsOutside(resolved, one.clientId, services));
  return {
    clientId,
    ...(client.clientType === "public" && { clientType: "public" as const }),
    grantTypes: client.grantTypes,
    ...scopesOf(resolved),
    tokenUrl: endpoints.token,
    ...(signsIn && { authorizationUrl: endpoints.authorization, redirectUrls: client.redirectUrls }),
    ...(client.postLogoutRedirectUrls.length > 0 && {
      endSessionUrl: endpoints.endSession,
      postLogoutRedirectUrls: client.postLogoutRedirectUrls,
    }),
    ...(has("urn:ietf:params:oauth:grant-type:device_code") && {
      deviceAuthorizationUrl: endpoints.deviceAuthorization,
    }),
    ...(client.allowedOperations.includes("introspect") && { introspectionUrl: endpoints.introspection }),
    ...(has("tls_client_auth") && { discoveryUrl: endpoints.discovery }),
    ...(certificates.length > 0 && {
      certificates: certificates.map(({ certificateAlias }, index) => ({
        alias: certificateAlias,
        expires: client.certificates[index]?.expires ?? "",
      })),
    }),
    identityDomainUrl: pulumi.output(identityDomainUrl),
    applicationId,
    ...(client.state === "retired" && { retired: true }),
    ...(steps.length > 0 && { stepsOutside: steps }),
  };
}

function scopesOf({ client, access, domainRoles }: ResolvedClient) {
  const refreshes = mayRefresh(client);
  const apps = access.map(({ app, scopes }) => ({
    name: app.displayName,
    scope: scopes.join(" "),
    refresh: refreshes && app.allowsRefresh,
  }));
  const { kind } = client.authorizedResources;
  if (kind !== "specific")
    apps.unshift({ name: kind === "all" ? "All" : "Tagged", scope: allApis, refresh: refreshes });
  if (domainRoles.length > 0) apps.push({ name: "IDCSApp", scope: ownScopes, refresh: false });
  const withRefresh = apps.filter(({ refresh }) => refresh).map(({ name, scope }) => [name, `${scope} offline_access`]);
  const [first] = apps;
  const signIn = client.grantTypes.some((one) => userGrants.includes(one)) ? "openid" : "";
  return {
    scope: first?.scope ?? signIn,
    scopes: Object.fromEntries(apps.map(({ name, scope }) => [name, scope])),
    ...(first?.refresh && { refreshScope: `${first.scope} offline_access` }),
    ...(withRefresh.length > 0 && { refreshScopes: Object.fromEntries(withRefresh) }),
  };
}

function stepsOutside(
  { client, access }: ResolvedClient,
  clientId: pulumi.Output<string>,
  services: Services,
): pulumi.Output<string>[] {
  if (!client.grantTypes.includes("client_credentials")) return [];
  return access
    .filter(({ service = "" }) => services[service]?.clientUser === "service")
    .map(({ app, service = "" }) =>
      clientId.apply((id) => userInService(app.displayName, services[service]?.title ?? "", id)),
    );
}
