import { beforeEach, describe, expect, it } from "vitest";
import { ConfidentialApplication } from "../../components/confidential-application.ts";
import { ResourceApplication } from "../../components/resource-application.ts";
import { registered, registeredOne, settled, startRecording } from "./recorder.ts";

const identityDomainUrl = "https://idcs-0123456789abcdef0123456789abcdef.identity.oraclecloud.com";
const appType = "oci:Identity/domainsApp:DomainsApp";
const roleType = "oci:Identity/domainsAppRole:DomainsAppRole";

describe("ResourceApplication", () => {
  beforeEach(() => startRecording());

  it("declares one active application that is a resource but not a client, with exactly these attributes", async () => {
    const orders = new ResourceApplication("orders/api", {
      identityDomainUrl,
      displayName: "Orders API",
      description: "Orders of the shop",
      audience: "https://orders.example.com/",
      scopes: [{ value: "read" }, { value: "write", description: "change orders", requiresConsent: true }],
      allowRefresh: true,
      accessTokenExpiry: 600,
      refreshTokenExpiry: 86_400,
      secondaryAudiences: ["https://orders-eu.example.com/"],
      tags: [{ key: "cost-center", value: "42" }],
    });
    await settled(orders.applicationId);
    expect(registeredOne(appType).inputs).toEqual({
      idcsEndpoint: identityDomainUrl,
      schemas: [
        "urn:ietf:params:scim:schemas:oracle:idcs:App",
        "urn:ietf:params:scim:schemas:oracle:idcs:extension:requestable:App",
      ],
      attributeSets: ["default", "request"],
      basedOnTemplate: { value: "CustomWebAppTemplateId" },
      name: "orders_api_dev",
      displayName: "Orders API",
      description: "Orders of the shop",
      active: true,
      showInMyApps: false,
      isUnmanagedApp: true,
      isOauthResource: true,
      audience: "https://orders.example.com/",
      scopes: [
        { value: "read", requiresConsent: false },
        { value: "write", description: "change orders", requiresConsent: true },
      ],
      allowOffline: true,
      accessTokenExpiry: 600,
      refreshTokenExpiry: 86_400,
      protectableSecondaryAudiences: [{ value: "https://orders-eu.example.com/" }],
      tags: [
        { key: "managed-by", value: "idcs-apps" },
        { key: "stack", value: "idcs-apps/dev" },
        { key: "urn", value: expect.stringMatching(/^[0-9a-f]{32}$/) },
        { key: "cost-center", value: "42" },
      ],
    });
  });

  it('declares no omitted description: the official plugin would send it as "" in each update', async () => {
    const orders = new ResourceApplication("orders", {
      identityDomainUrl,
      displayName: "Orders API",
      audience: "https://orders.example.com/",
      scopes: [{ value: "read" }],
    });
    await settled(orders.applicationId);
    expect(JSON.stringify(registeredOne(appType).inputs)).not.toContain('""');
  });

  it("uses the console's default lifetimes of tokens", async () => {
    const orders = new ResourceApplication("orders", {
      identityDomainUrl,
      displayName: "Orders API",
      audience: "https://orders.example.com/",
      scopes: [{ value: "read" }],
    });
    await settled(orders.applicationId);
    const { inputs } = registeredOne(appType);
    expect(inputs).toMatchObject({ allowOffline: false, accessTokenExpiry: 3600, refreshTokenExpiry: 604_800 });
  });

  it("declares no lifetime that is none", async () => {
    const orders = new ResourceApplication("orders", {
      identityDomainUrl,
      displayName: "Orders API",
      audience: "https://orders.example.com/",
      scopes: [{ value: "read", displayName: "Reading" }],
      accessTokenExpiry: "none",
      refreshTokenExpiry: "none",
    });
    await settled(orders.applicationId);
    const { inputs } = registeredOne(appType);
    expect(Object.keys(inputs).filter((name) => name.endsWith("Expiry"))).toEqual([]);
    expect(inputs.scopes).toEqual([{ value: "read", displayName: "Reading", requiresConsent: false }]);
  });

  it("declares each app role with what it can be given to, and shows its id", async () => {
    const orders = new ResourceApplication("orders", {
      identityDomainUrl,
      displayName: "Orders API",
      audience: "https://orders.example.com/",
      scopes: [{ value: "read" }],
      roles: [
        { name: "OrdersReader", description: "May read" },
        { name: "OrdersBot", availableTo: ["clients"] },
      ],
    });
    expect(await settled(orders.roleIds.OrdersReader as typeof orders.applicationId)).toBe("orders/ordersreader-id");
    expect(await settled(orders.roleIds.OrdersBot as typeof orders.applicationId)).toBe("orders/ordersbot-id");
    const roles = registered.filter(({ type }) => type === roleType).map(({ inputs }) => inputs);
    expect(roles.sort((one, other) => (one.displayName > other.displayName ? -1 : 1))).toEqual([
      {
        idcsEndpoint: identityDomainUrl,
        schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:AppRole"],
        attributeSets: ["default"],
        attributes: "tags",
        app: { value: "orders-id" },
        displayName: "OrdersReader",
        description: "May read",
        availableToClients: true,
        availableToUsers: true,
        availableToGroups: true,
        tags: [
          { key: "managed-by", value: "idcs-apps" },
          { key: "stack", value: "idcs-apps/dev" },
        ],
      },
      expect.objectContaining({
        displayName: "OrdersBot",
        availableToClients: true,
        availableToUsers: false,
        availableToGroups: false,
      }),
    ]);
  });

  it("gives fully qualified scopes to clients of the same program", async () => {
    const orders = new ResourceApplication("orders", {
      identityDomainUrl,
      displayName: "Orders API",
      audience: "https://orders.example.com/",
      scopes: [{ value: "read" }],
    });
    const reader = new ConfidentialApplication("reader", {
      identityDomainUrl,
      displayName: "reader",
      grantTypes: ["client_credentials"],
      scopes: [orders.scope("read")],
    });
    expect(await settled(reader.scope)).toBe("https://orders.example.com/read");
    await settled(reader.clientId);
    const { inputs } = registered.find(({ type, name }) => type === appType && name === "reader") ?? { inputs: {} };
    expect(inputs.allowedScopes).toEqual([{ fqs: "https://orders.example.com/read" }]);
  });
});
