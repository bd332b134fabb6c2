import { domainsApp } from "./app/domains-app.ts";
import { domainsAppRole } from "./domains-app-role.ts";
import { domainsGrant } from "./domains-grant.ts";
import { domainsNetworkPerimeter } from "./domains-network-perimeter.ts";
import { domainsOauthClientCertificate } from "./domains-oauth-client-certificate.ts";
import { domainsUser } from "./domains-user.ts";
import type { ResourceType } from "./resource-type.ts";

/** The resource types that the plugin knows. */
export const resourceTypes: readonly ResourceType[] = [
  domainsApp,
  domainsAppRole,
  domainsGrant,
  domainsNetworkPerimeter,
  domainsOauthClientCertificate,
  domainsUser,
];
