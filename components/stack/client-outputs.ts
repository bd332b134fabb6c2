import * as pulumi from "@pulumi/pulumi";
import { redirectGrants } from "../../manifest/oracle/grant-types.ts";
import { allApis, type Services } from "../../manifest/oracle/services.ts";
import { mayRefresh } from "../look-up/refresh-tokens.ts";
import type { ResolvedClient } from "../look-up/resolve-names.ts";
import { endpointsOf } from "../parts/endpoints.ts";
import type { DeclaredClient } from "./declare-client.ts";

/** What a developer needs to ask for tokens as a client; nothing in it is secret. */
export interface ClientOutputs {
  /** The OAuth client ID. */
  readonly clientId: pulumi.Output<string>;
  /** How it may ask for tokens: the values of the API. */
  readonly grantTypes: readonly string[];
  /** The scope to send: the fully qualified scopes of the client's first resource app. */
  readonly scope: string;
  /** The scope to send, by the display name of the resource app: a token holds the scopes of one of them. */
  readonly scopes: Readonly<Record<string, string>>;
  /** `scope` with `offline_access`, where that gives a refresh token. */
  readonly refreshScope?: string;
  /** The same by resource app: those that give refresh tokens. */
  readonly refreshScopes?: Readonly<Record<string, string>>;
  /** The token endpoint. */
  readonly tokenUrl: pulumi.Output<string>;
  /** Where users are sent to sign in (authorization code, implicit). */
  readonly authorizationUrl?: pulumi.Output<string>;
  /** Where they may be sent back to. */
  readonly redirectUrls?: readonly string[];
  /** Where users are sent to sign out, and where they may be sent afterwards. */
  readonly endSessionUrl?: pulumi.Output<string>;
  readonly postLogoutRedirectUrls?: readonly string[];
  /** Where a device asks for its code. */
  readonly deviceAuthorizationUrl?: pulumi.Output<string>;
  /** Where the client may ask about tokens. */
  readonly introspectionUrl?: pulumi.Output<string>;
  /** The document with all endpoints: clients with TLS certificates take `secure_token_endpoint` from it. */
  readonly discoveryUrl?: pulumi.Output<string>;
  /** The client's certificates: `alias` is the `kid` of the assertions that it signs; `expires` is ISO 8601, UTC. */
  readonly certificates?: readonly { readonly alias: pulumi.Output<string>; readonly expires: string }[];
  /** URL of the identity domain. */
  readonly identityDomainUrl: pulumi.Output<string>;
  /** The application's id in the domain. */
  readonly applicationId: pulumi.Output<string>;
  /** What somebody must do outside the identity domain before the API accepts the client's tokens. */
  readonly stepsOutside?: readonly pulumi.Output<string>[];
}

/** The scope for the roles that a client has in the domain itself. */
const ownScopes = "urn:opc:idm:__myscopes__";

/** The outputs of a client. */
export function clientOutputs(
  resolved: ResolvedClient,
  { application, certificates }: DeclaredClient,
  identityDomainUrl: pulumi.Input<string>,
  services: Services,
): ClientOutputs {
  const { client } = resolved;
  const { clientId, applicationId } = application;
  const endpoints = endpointsOf(identityDomainUrl);
  const has = (grantType: (typeof client.grantTypes)[number]) => client.grantTypes.includes(grantType);
  const signsIn = redirectGrants.some(has);
  const steps = stepsOutside(resolved, clientId, services);
  return {
    clientId,
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
  return {
    scope: first?.scope ?? "",
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
    .filter(({ service = "" }) => services[service]?.clientUser)
    .map(
      ({ app, service = "" }) =>
        pulumi.interpolate`In the application of "${app.displayName}" (${services[service]?.title}), create a user with the login ID ${clientId} and the user type OAuth Client, with the user groups, To Do roles and access security that the integration needs.`,
    );
}
