import { join } from "node:path";
import { chooseCredentials } from "../../../identity-domain/credentials/choose-credentials.ts";
import { type Collection, IdentityDomain, type StoredResource } from "../../../identity-domain/identity-domain.ts";
import type { JsonObject } from "../../../identity-domain/json.ts";
import { type RunningLocalDomain, startLocalDomain } from "../../../local/server.ts";
import { type Issuer, startIssuer } from "./issuer.ts";

const schemas = (name: string) => [`urn:ietf:params:scim:schemas:oracle:idcs:${name}`];
const userExtension = "urn:ietf:params:scim:schemas:oracle:idcs:extension:user:User";

/** A local domain that trusts a pipeline, as docs/keyless.md sets it up. */
export interface TrustingDomain {
  readonly local: RunningLocalDomain;
  readonly issuer: Issuer;
  readonly administrator: IdentityDomain;
  readonly serviceUser: StoredResource;
  readonly clientSecret: string;
  /** What a job has in its environment, besides what the pipeline sets. */
  readonly environment: Readonly<Record<string, string>>;
  /** Changes attributes of the trust. */
  readonly changeTrust: (attributes: JsonObject) => Promise<void>;
  /** How many session tokens were asked for. */
  readonly exchanges: () => number;
  readonly close: () => Promise<void>;
}

export const clientId = "pipeline_exchange";

/** Starts the domain and the pipeline; the pipeline's service user is an Application Administrator. */
export async function startTrustingDomain(): Promise<TrustingDomain> {
  const issuer = await startIssuer();
  const local = await startLocalDomain();
  const key = {
    tenancyOcid: "ocid1.tenancy.oc1..local",
    userOcid: "ocid1.user.oc1..localadmin",
    privateKeyPath: join(local.dataFolder, "admin-key.pem"),
  };
  const administrator = new IdentityDomain(local.url, await chooseCredentials(key, {}));
  const serviceUser = await administrator.create("Users", {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:User", userExtension],
    userName: "pipeline",
    name: { familyName: "Pipeline" },
    [userExtension]: { serviceUser: true },
  });
  const query = { filter: 'displayName eq "Application Administrator"' };
  const [role] = await administrator.listAll("AppRoles", { query });
  await administrator.create("Grants", {
    schemas: schemas("Grant"),
    grantMechanism: "ADMINISTRATOR_TO_USER",
    grantee: { type: "User", value: serviceUser.id },
    app: { value: (role?.app as { value: string }).value },
    entitlement: { attributeName: "appRoles", attributeValue: role?.id ?? "" },
  });
  const app = await administrator.create("Apps", {
    schemas: schemas("App"),
    displayName: "Pipeline token exchange",
    name: clientId,
    basedOnTemplate: { value: "CustomWebAppTemplateId" },
    isOAuthClient: true,
    clientType: "confidential",
    allowedGrants: ["client_credentials"],
    active: true,
  });
  const trusts = "IdentityPropagationTrusts" as Collection;
  const trust = await administrator.create(trusts, {
    schemas: schemas("IdentityPropagationTrust"),
    name: "pipeline",
    type: "JWT",
    issuer: issuer.url,
    publicKeyEndpoint: issuer.keysUrl,
    active: true,
    oauthClients: [clientId],
    clientClaimName: "aud",
    clientClaimValues: ["https://cloud.oracle.com"],
    subjectType: "User",
    allowImpersonation: true,
    impersonationServiceUsers: [{ rule: `sub eq ${issuer.claims.sub}`, value: serviceUser.id }],
  });
  return {
    local,
    issuer,
    administrator,
    serviceUser,
    clientSecret: String(app.clientSecret),
    environment: {
      OCI_AUTH: "workload_identity",
      OCI_TOKEN_EXCHANGE_DOMAIN_URL: local.url,
      OCI_TOKEN_EXCHANGE_CLIENT_ID: clientId,
      OCI_TOKEN_EXCHANGE_CLIENT_SECRET: String(app.clientSecret),
      OCI_WORKLOAD_IDENTITY_AUDIENCE: "https://cloud.oracle.com",
    },
    async changeTrust(attributes) {
      const query = { attributes: "impersonationServiceUsers", attributeSets: ["default"] };
      const present = await administrator.read(trusts, trust.id, { query });
      await administrator.replace(trusts, trust.id, { ...present, ...attributes });
    },
    exchanges: () => local.requests.filter(({ path }) => path.startsWith("/oauth2/v1/token")).length,
    async close() {
      issuer.service.stop();
      await local.close();
    },
  };
}
