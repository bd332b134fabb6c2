import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import { ConfidentialApplication } from "../../components/confidential-application.ts";
import { registered, registeredOne, settled, startRecording } from "./recorder.ts";

const identityDomainUrl = "https://idcs-0123456789abcdef0123456789abcdef.identity.oraclecloud.com";
const scope = "https://0123.integration.ocp.oraclecloud.com:443urn:opc:resource:consumer::all";
const appType = "oci:Identity/domainsApp:DomainsApp";

describe("ConfidentialApplication", () => {
  beforeEach(() => startRecording());

  it("declares one active, confidential application with exactly these attributes", async () => {
    const app = new ConfidentialApplication("ledger", {
      identityDomainUrl,
      displayName: "payments-ledger",
      grantTypes: ["client_credentials"],
      scopes: [scope],
    });
    await settled(app.clientId);

    expect(registeredOne(appType).inputs).toEqual({
      idcsEndpoint: identityDomainUrl,
      schemas: [
        "urn:ietf:params:scim:schemas:oracle:idcs:App",
        "urn:ietf:params:scim:schemas:oracle:idcs:extension:requestable:App",
      ],
      attributeSets: ["default", "request"],
      basedOnTemplate: { value: "CustomWebAppTemplateId" },
      name: "ledger_dev",
      displayName: "payments-ledger",
      active: true,
      showInMyApps: false,
      isOauthClient: true,
      clientType: "confidential",
      allowedGrants: ["client_credentials"],
      redirectUris: [],
      postLogoutRedirectUris: [],
      allUrlSchemesAllowed: false,
      bypassConsent: false,
      allowAccessControl: false,
      trustScope: "Explicit",
      allowedTags: [],
      allowedScopes: [{ fqs: scope }],
      clientIpChecking: "anywhere",
      appsNetworkPerimeters: [],
      certificates: [],
      allowedOperations: [],
      isOauthResource: false,
      scopes: [],
      allowOffline: false,
      protectableSecondaryAudiences: [],
      tags: [
        { key: "managed-by", value: "idcs-apps" },
        { key: "stack", value: "idcs-apps/dev" },
        { key: "urn", value: expect.stringMatching(/^[0-9a-f]{32}$/) },
      ],
    });
  });

  it("declares a public client from the template of browsers and mobile devices, without the number of a secret", async () => {
    const ownership = { team: "payments", client: "shop", owner: "payments@example.com" };
    const args = { identityDomainUrl, displayName: "Shop", grantTypes: ["authorization_code"], ownership } as const;
    const app = new ConfidentialApplication("shop", { ...args, clientType: "public" });
    await settled(app.clientId);
    const { basedOnTemplate, clientType, tags } = registeredOne(appType).inputs;
    expect([basedOnTemplate, clientType]).toEqual([{ value: "CustomBrowserMobileTemplateId" }, "public"]);
    expect(tags.map(({ key }: { key: string }) => key)).toEqual([
      ...["managed-by", "stack", "urn", "team", "client", "owner"],
    ]);
  });

  it("declares what it is as an API, with its app roles, and shows its scopes", async () => {
    const app = new ConfidentialApplication("ledger", {
      identityDomainUrl,
      displayName: "payments-ledger",
      grantTypes: ["client_credentials"],
      api: {
        audience: "https://ledger.example.com/",
        scopes: [{ value: "read", displayName: "Reading" }],
        accessTokenExpiry: "none",
        refreshTokenExpiry: 60,
        roles: [{ name: "Clerk", availableTo: ["users"] }],
      },
    });
    const api = app.api as NonNullable<typeof app.api>;
    expect(await settled(api.scope("read"))).toBe("https://ledger.example.com/read");
    expect(await settled(api.roleIds.Clerk as typeof app.scope)).toBe("ledger/clerk-id");
    const { inputs } = registeredOne(appType);
    expect(inputs).toMatchObject({
      isOauthClient: true,
      isOauthResource: true,
      isUnmanagedApp: true,
      audience: "https://ledger.example.com/",
      scopes: [{ value: "read", displayName: "Reading", requiresConsent: false }],
      allowOffline: false,
      refreshTokenExpiry: 60,
      protectableSecondaryAudiences: [],
    });
    expect(inputs).not.toHaveProperty("accessTokenExpiry");
    expect(registeredOne("oci:Identity/domainsAppRole:DomainsAppRole").inputs).toMatchObject({
      app: { value: "ledger-id" },
      displayName: "Clerk",
      availableToUsers: true,
      availableToClients: false,
    });
  });

  it("declares omitted lists as empty, because a list that a program does not give keeps its value", async () => {
    const app = new ConfidentialApplication("ledger", { identityDomainUrl, displayName: "x", grantTypes: [] });
    await settled(app.clientId);
    const { allowedScopes, redirectUris, certificates } = registeredOne(appType).inputs;
    expect({ allowedScopes, redirectUris, certificates }).toEqual({
      allowedScopes: [],
      redirectUris: [],
      certificates: [],
    });
  });

  it('declares no omitted string: the official plugin would send it as "" in each update', async () => {
    const app = new ConfidentialApplication("ledger", { identityDomainUrl, displayName: "x", grantTypes: [] });
    await settled(app.clientId);
    expect(Object.entries(registeredOne(appType).inputs).filter(([, value]) => value === "")).toEqual([]);
  });

  it("sends every argument as its attribute of the API", async () => {
    const app = new ConfidentialApplication("portal", {
      identityDomainUrl,
      displayName: "portal",
      tags: [{ key: "cost-center", value: "42" }],
      clientType: "trusted",
      active: false,
      showInMyApps: true,
      grantTypes: ["authorization_code", "refresh_token"],
      redirectUrls: ["https://portal.example.com/callback"],
      postLogoutRedirectUrls: ["https://portal.example.com/bye"],
      logoutUrl: "https://portal.example.com/logout",
      allowHttpUrls: true,
      authorizedResources: { kind: "tagged", tags: [{ key: "color", value: "green" }] },
      networkPerimeterIds: ["p1", "p2"],
      certificateAliases: ["portal_12345678"],
      allowedOperations: ["introspect", "onBehalfOfUser"],
      bypassConsent: true,
      idTokenEncryption: "A128GCM",
      landingPageUrl: "https://portal.example.com/",
      iconUrl: "https://portal.example.com/icon.png",
      customSignInUrl: "https://portal.example.com/sign-in",
      customSignOutUrl: "https://portal.example.com/sign-out",
      customErrorUrl: "https://portal.example.com/error",
      privacyPolicyUrl: "https://portal.example.com/privacy",
      termsOfServiceUrl: "https://portal.example.com/terms",
      contactEmailAddress: "help@portal.example.com",
    });
    await settled(app.clientId);
    const { inputs } = registeredOne(appType);
    expect(inputs).toMatchObject({
      clientType: "trusted",
      active: false,
      showInMyApps: true,
      allowedGrants: ["authorization_code", "refresh_token"],
      redirectUris: ["https://portal.example.com/callback"],
      postLogoutRedirectUris: ["https://portal.example.com/bye"],
      logoutUri: "https://portal.example.com/logout",
      allUrlSchemesAllowed: true,
      trustScope: "Tags",
      allowedTags: [{ key: "color", value: "green" }],
      clientIpChecking: "whitelisted",
      appsNetworkPerimeters: [{ value: "p1" }, { value: "p2" }],
      certificates: [{ certAlias: "portal_12345678" }],
      allowedOperations: ["introspect", "onBehalfOfUser"],
      bypassConsent: true,
      idTokenEncAlgo: "A128GCM",
      landingPageUrl: "https://portal.example.com/",
      icon: "https://portal.example.com/icon.png",
      loginPageUrl: "https://portal.example.com/sign-in",
      logoutPageUrl: "https://portal.example.com/sign-out",
      errorPageUrl: "https://portal.example.com/error",
      privacyPolicyUrl: "https://portal.example.com/privacy",
      termsOfServiceUrl: "https://portal.example.com/terms",
      contactEmailAddress: "help@portal.example.com",
    });
    expect(inputs.tags.slice(3)).toEqual([{ key: "cost-center", value: "42" }]);
  });

  it("shows its DomainsApp as nodes.app", async () => {
    const { nodes } = new ConfidentialApplication("ledger", { identityDomainUrl, displayName: "x", grantTypes: [] });
    expect(await settled(nodes.app.urn)).toMatch(/\$oci:Identity\/domainsApp:DomainsApp::ledger$/);
  });

  it("derives a client ID of letters, digits and _ from the name and the stack", async () => {
    const app = new ConfidentialApplication("payments/ledger-sync", {
      identityDomainUrl,
      displayName: "x",
      grantTypes: [],
    });
    expect(await settled(app.clientId)).toBe("payments_ledger_sync_dev");
  });

  it("uses a given client ID", async () => {
    const app = new ConfidentialApplication("ledger", {
      identityDomainUrl,
      displayName: "x",
      grantTypes: [],
      clientId: "LEDGER_1",
    });
    expect(await settled(app.clientId)).toBe("LEDGER_1");
  });

  it("marks the client secret as a secret", async () => {
    const app = new ConfidentialApplication("ledger", { identityDomainUrl, displayName: "x", grantTypes: [] });
    expect(await pulumi.isSecret(app.clientSecret)).toBe(true);
    expect(await pulumi.isSecret(app.clientId)).toBe(false);
  });

  it("enforces grants through allowAccessControl", async () => {
    const app = new ConfidentialApplication("ledger", {
      identityDomainUrl,
      displayName: "x",
      grantTypes: [],
      enforceGrants: true,
    });
    await settled(app.clientId);
    expect(registeredOne(appType).inputs.allowAccessControl).toBe(true);
  });

  it("tags the application with its team, client and owner", async () => {
    const app = new ConfidentialApplication("payments/ledger", {
      identityDomainUrl,
      displayName: "x",
      grantTypes: [],
      ownership: { team: "payments", client: "ledger", owner: "dev@example.com", secretVersion: 2 },
    });
    await settled(app.clientId);
    expect(registeredOne(appType).inputs.tags.slice(3)).toEqual([
      { key: "team", value: "payments" },
      { key: "client", value: "ledger" },
      { key: "owner", value: "dev@example.com" },
      { key: "secret-version", value: "2" },
    ]);
  });

  it("tags two resources of one stack differently", async () => {
    const one = new ConfidentialApplication("one", { identityDomainUrl, displayName: "1", grantTypes: [] });
    const two = new ConfidentialApplication("two", { identityDomainUrl, displayName: "2", grantTypes: [] });
    await Promise.all([settled(one.clientId), settled(two.clientId)]);
    const urns = registered.filter(({ type }) => type === appType).map(({ inputs }) => inputs.tags[2].value);
    expect(new Set(urns).size).toBe(2);
  });

  it("accepts Outputs everywhere", async () => {
    const app = new ConfidentialApplication("ledger", {
      identityDomainUrl: pulumi.output(identityDomainUrl),
      displayName: pulumi.output("shown"),
      description: pulumi.output("why"),
      clientId: pulumi.output("ID_1"),
      grantTypes: pulumi.output(["client_credentials" as const]),
      scopes: pulumi.output([scope, `${scope}2`]),
      enforceGrants: pulumi.output(true),
    });
    expect(await settled(app.scope)).toBe(`${scope} ${scope}2`);
    expect(await settled(app.tokenUrl)).toBe(`${identityDomainUrl}/oauth2/v1/token`);
    await settled(app.clientId);
    const { displayName, description, name, allowedGrants } = registeredOne(appType).inputs;
    expect({ displayName, description, name, allowedGrants }).toEqual({
      displayName: "shown",
      description: "why",
      name: "ID_1",
      allowedGrants: ["client_credentials"],
    });
  });
});
