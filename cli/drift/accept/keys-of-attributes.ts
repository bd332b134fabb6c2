import { unchanged } from "../../adopt/convert/client-of.ts";

/** The key of a client that expresses an attribute of its application, in the spelling of `@pulumi/oci`. */
const ofClients: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(unchanged).map(([key, [attribute]]) => [attribute, key])),
  displayName: "displayName",
  allowedGrants: "grantTypes",
  allowedScopes: "access",
  allUrlSchemesAllowed: "allowHttpUrls",
  trustScope: "authorizedResources",
  allowedTags: "authorizedResources",
  clientIpChecking: "networkPerimeters",
  appsNetworkPerimeters: "networkPerimeters",
  ...Object.fromEntries(
    ["isOauthResource", "audience", "scopes", "protectableSecondaryAudiences", "allowOffline"].map((name) => [
      name,
      "api",
    ]),
  ),
  accessTokenExpiry: "api",
  refreshTokenExpiry: "api",
  tags: "tags",
};

const ofResourceApplications: Readonly<Record<string, string>> = {
  active: "active",
  displayName: "displayName",
  description: "description",
  audience: "audience",
  scopes: "scopes",
  protectableSecondaryAudiences: "secondaryAudiences",
  allowOffline: "allowRefresh",
  accessTokenExpiry: "accessTokenExpiry",
  refreshTokenExpiry: "refreshTokenExpiry",
  tags: "tags",
};

/** The key that expresses an attribute of an application; undefined if no key does. */
export function keyOfAttribute(list: "clients" | "resourceApplications", attribute: string): string | undefined {
  const keys = list === "clients" ? ofClients : ofResourceApplications;
  return Object.hasOwn(keys, attribute) ? keys[attribute] : undefined;
}
