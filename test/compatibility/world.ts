import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { ConfigFileAuthenticationDetailsProvider } from "oci-common";
import { IdentityDomainsClient } from "oci-identitydomains";
import type { App, Grant } from "oci-identitydomains/lib/model/index.js";
import { allowInsecureRequests, clientCredentialsGrant, discovery } from "openid-client";
import { type RunningLocalDomain, type StartOptions, startLocalDomain } from "../../local/server.ts";

export const appSchema = "urn:ietf:params:scim:schemas:oracle:idcs:App";
export const patchSchema = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/** A page of nobody: where browsers are sent back to. Nothing listens there. */
export const callback = "https://client.example.com/callback";
export const loggedOut = "https://client.example.com/bye";

/** The scopes of `ordersApi`. */
export const readOrders = "https://orders.example.com/read";
export const writeOrders = "https://orders.example.com/write";

/** A domain whose issuer is its URL, as OpenID Connect wants it, and its administrator. */
export interface ClientWorld {
  readonly domain: RunningLocalDomain;
  readonly administrator: IdentityDomainsClient;
  /** Creates an active app and returns it, with its client ID (`name`) and secret. */
  createApp(displayName: string, attributes: Partial<App>): Promise<App & { name: string; clientSecret: string }>;
}

/** Starts a domain with a resource app, "Orders API", whose scope to write wants consent. */
export async function openClientWorld(options: StartOptions = {}): Promise<ClientWorld> {
  const port = await freePort();
  const domain = await startLocalDomain({
    port,
    issuer: `http://127.0.0.1:${port}`,
    publicSigningCert: true,
    ...options,
  });
  const administrator = administratorOf(domain);
  const createApp: ClientWorld["createApp"] = async (displayName, attributes) => {
    const { app } = await administrator.createApp({
      app: {
        schemas: [appSchema],
        displayName,
        basedOnTemplate: { value: "CustomWebAppTemplateId" },
        active: true,
        ...attributes,
      },
    });
    return app as App & { name: string; clientSecret: string };
  };
  await createApp("Orders API", {
    isOAuthResource: true,
    audience: "https://orders.example.com/",
    allowOffline: true,
    scopes: [{ value: "read" }, { value: "write", requiresConsent: true }],
  });
  return { domain, administrator, createApp };
}

/** Oracle's SDK with the profile in the domain's data folder. */
export function administratorOf(domain: RunningLocalDomain): IdentityDomainsClient {
  const client = new IdentityDomainsClient({
    authenticationDetailsProvider: new ConfigFileAuthenticationDetailsProvider(
      join(domain.dataFolder, "oci-config"),
      "DEFAULT",
    ),
  });
  client.endpoint = domain.url;
  return client;
}

/** A port of 127.0.0.1 where nothing listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** An access token of a client that holds Identity Domain Administrator. */
export async function administratorToken({ domain, administrator, createApp }: ClientWorld): Promise<string> {
  const app = await createApp("administrator client", {
    isOAuthClient: true,
    clientType: "confidential",
    allowedGrants: ["client_credentials"],
  } as object);
  const roles = await administrator.listAppRoles({
    filter: 'app.value eq "IDCSAppId" and displayName eq "Identity Domain Administrator"',
  });
  await administrator.createGrant({
    grant: {
      schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:Grant"],
      grantMechanism: "ADMINISTRATOR_TO_APP",
      grantee: { type: "App", value: app.id },
      app: { value: "IDCSAppId" },
      entitlement: { attributeName: "appRoles", attributeValue: roles.appRoles.resources?.[0]?.id },
    } as Grant,
  });
  const config = await discovery(new URL(domain.url), app.name, app.clientSecret, undefined, {
    execute: [allowInsecureRequests],
  });
  return (await clientCredentialsGrant(config, { scope: "urn:opc:idm:__myscopes__" })).access_token;
}
