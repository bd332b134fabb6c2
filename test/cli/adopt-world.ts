import { join } from "node:path";
import { chooseCredentials } from "../../identity-domain/credentials/choose-credentials.ts";
import { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import { type RunningLocalDomain, startLocalDomain } from "../../local/server.ts";

/** The seed with odd applications that were created by hand. */
export const oddSeed = join(import.meta.dirname, "adopt-odd.yaml");

/** A client of a portal with pages of its own, which a seed cannot have. */
export const portal = {
  schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:App"],
  displayName: "Portal",
  name: "portal",
  description: "Pages of its own",
  basedOnTemplate: { value: "CustomWebAppTemplateId" },
  active: true,
  isOAuthClient: true,
  clientType: "confidential",
  allowedGrants: ["authorization_code", "refresh_token"],
  redirectUris: ["https://portal.example.com/callback"],
  postLogoutRedirectUris: ["https://portal.example.com/bye"],
  logoutUri: "https://portal.example.com/logout",
  showInMyApps: true,
  allowAccessControl: true,
  idTokenEncAlgo: "A128CBC-HS256",
  landingPageUrl: "https://portal.example.com/",
  icon: "https://portal.example.com/icon.png",
  loginPageUrl: "https://portal.example.com/sign-in",
  logoutPageUrl: "https://portal.example.com/sign-out",
  errorPageUrl: "https://portal.example.com/error",
  privacyPolicyUrl: "https://portal.example.com/privacy",
  termsOfServiceUrl: "https://portal.example.com/terms",
  contactEmailAddress: "portal@example.com",
};

/** The settings with which a program authenticates to a local domain. */
export function environmentOf(domain: RunningLocalDomain): NodeJS.ProcessEnv {
  return { OCI_CONFIG_FILE: join(domain.dataFolder, "oci-config") };
}

/** A local domain with the odd applications and the portal. */
export async function oddDomain(): Promise<RunningLocalDomain> {
  const domain = await startLocalDomain({ seed: oddSeed });
  await administratorOf(domain).then((administrator) => administrator.create("Apps", portal));
  return domain;
}

export async function administratorOf(domain: RunningLocalDomain): Promise<IdentityDomain> {
  return new IdentityDomain(domain.url, await chooseCredentials({}, environmentOf(domain)));
}
