import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import { DomainLookUp } from "../../components/look-up/domain-look-up.ts";
import type { Unresolved } from "../../components/look-up/known-names.ts";
import { resolveNames } from "../../components/look-up/resolve-names.ts";
import { declareStack } from "../../components/stack/declare-stack.ts";
import type { Team } from "../../components/stack/team.ts";
import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import { builtInServices } from "../../manifest/oracle/services.ts";
import { clientManifest, resourceApplicationManifest } from "./client-manifest.ts";
import { answer } from "./domain-of-the-mock.ts";
import { allRegistered, type Registered, registered, settled, startRecording } from "./recorder.ts";

const identityDomainUrl = "https://idcs-0123456789abcdef0123456789abcdef.identity.oraclecloud.com";
const all = "urn:opc:resource:consumer::all";
const sha256 = "0123456789abcdef".repeat(4);
const certificate = { file: "teams/ledger.pem", base64: "MIIB", sha256, expires: "2030-01-01T00:00:00.000Z" };

async function declare(clients: readonly ClientManifest[], more: Partial<Unresolved> = {}): Promise<Team> {
  const wanted = { clients, services: builtInServices, ...more };
  const resolved = await resolveNames(wanted, new DomainLookUp(identityDomainUrl));
  const part = {
    team: "payments",
    owner: "payments-dev@example.com",
    clients,
    resourceApplications: more.resourceApplications ?? [],
  };
  const stack = { identityDomainUrl, environmentName: "dev", services: builtInServices };
  const [team] = declareStack({ ...stack, teams: [part], resolved });
  if (!team) throw new Error("no team");
  await allRegistered();
  return team;
}

function named(kind: string): Registered[] {
  return registered
    .filter(({ type }) => type.endsWith(`:${kind}`))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

describe("declareStack", () => {
  beforeEach(() => startRecording(answer));

  it("declares nothing for an environment that declares nothing", async () => {
    await declare([clientManifest()]);
    expect(named("EnvironmentResources")).toEqual([]);
  });

  it("declares the environment's perimeters, which clients use by name", async () => {
    const addresses = [{ value: "203.0.113.0/24", type: "CIDR", version: "IPV4" } as const];
    const environment = {
      networkPerimeters: [{ name: "Branch", addresses }],
      roleAssignments: [],
      resourceApplications: [],
    };
    await declare([clientManifest({ networkPerimeters: ["branch", "office"] })], { environment });
    expect(named("DomainsNetworkPerimeter").map(({ name, inputs }) => [name, inputs])).toEqual([
      [
        "dev/perimeter/branch",
        {
          idcsEndpoint: identityDomainUrl,
          schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:NetworkPerimeter"],
          attributeSets: ["default", "request"],
          name: "Branch",
          ipAddresses: addresses,
          tags: [
            { key: "managed-by", value: "idcs-apps" },
            { key: "stack", value: "idcs-apps/dev" },
            { key: "urn", value: expect.stringMatching(/^[0-9a-f]{32}$/) },
          ],
        },
      ],
    ]);
    expect(named("DomainsApp")[0]?.inputs).toMatchObject({
      clientIpChecking: "whitelisted",
      appsNetworkPerimeters: [{ value: "dev/perimeter/branch-id" }, { value: "id of office" }],
    });
  });

  it("gives app roles to the users and groups of the environment", async () => {
    const assignment = {
      app: "OICINST_finance",
      role: "ServiceDeveloper",
      users: ["mia@example.com"],
      groups: ["qa"],
    };
    const environment = { networkPerimeters: [], roleAssignments: [assignment], resourceApplications: [] };
    await declare([], { environment });
    expect(
      named("DomainsGrant").map(({ name, inputs: { grantee, app, entitlement } }) => [name, grantee, app, entitlement]),
    ).toEqual(
      [
        ["Group", "id of qa", "qa"],
        ["User", "id of mia@example.com", "mia@example.com"],
      ].map(([type = "", value, name]) => [
        `OICINST_finance/ServiceDeveloper/${type.toLowerCase()}/${name}`,
        { type, value },
        { value: "finance-app" },
        { attributeName: "appRoles", attributeValue: "finance-app-ServiceDeveloper" },
      ]),
    );
  });

  it("adopts an existing application with only the managed settings, and adds to its scopes and audiences", async () => {
    const settings = {
      app: "OICINST_hr",
      allowRefresh: true,
      accessTokenExpiry: 600,
      scopes: [{ value: "/orders", requiresConsent: true }],
      secondaryAudiences: ["https://hr.example.com"],
    };
    const environment = { networkPerimeters: [], roleAssignments: [], resourceApplications: [settings] };
    await declare([], { environment });
    expect(named("DomainsApp").map(({ name, inputs }) => [name, inputs])).toEqual([
      [
        "dev/application/OICINST_hr",
        {
          idcsEndpoint: identityDomainUrl,
          schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:App"],
          attributeSets: ["default"],
          attributes: "tags",
          ocid: "ocid1.domainapp.oc1..hr-app",
          displayName: "OICINST_hr",
          name: "hr-app_APPID",
          basedOnTemplate: { value: "CustomWebAppTemplateId" },
          allowOffline: true,
          accessTokenExpiry: 600,
          scopes: [
            { value: all, requiresConsent: false },
            { value: "/ic/api/", requiresConsent: false },
            { value: "/orders", requiresConsent: true },
          ],
          protectableSecondaryAudiences: [{ value: "https://hr.example.com" }],
        },
      ],
    ]);
  });

  it("lets a client use a resource application of the same program, with its roles", async () => {
    const own = resourceApplicationManifest({ roles: [{ name: "OrdersReader", availableTo: ["clients"] }] });
    const client = clientManifest({ access: [{ app: "orders api", scopes: ["read"], roles: ["OrdersReader"] }] });
    const team = await declare([client], { resourceApplications: [own] });
    const apps = named("DomainsApp");
    expect(apps.map(({ name }) => name)).toEqual(["payments/ledger-sync", "payments/orders-api"]);
    expect(apps[0]?.inputs.allowedScopes).toEqual([{ fqs: "https://orders.example.com/read" }]);
    expect(named("DomainsGrant").map(({ inputs: { app, entitlement } }) => [app, entitlement])).toEqual([
      [
        { value: "payments/orders-api-id" },
        { attributeName: "appRoles", attributeValue: "payments/orders-api/ordersreader-id" },
      ],
    ]);
    expect(await settled(pulumi.output(team.resourceApplications))).toEqual({
      "payments/orders-api": {
        applicationId: "payments/orders-api-id",
        audience: "https://orders.example.com/",
        scopes: { read: "https://orders.example.com/read" },
      },
    });
  });

  it("gives a client roles of the domain itself", async () => {
    await declare([clientManifest({ access: [], domainRoles: ["User Administrator"] })]);
    expect(named("DomainsGrant").map(({ name, inputs: { app, entitlement } }) => [name, app, entitlement])).toEqual([
      [
        "payments/ledger-sync/IDCSApp/User Administrator",
        { value: "IDCSAppId" },
        { attributeName: "appRoles", attributeValue: "IDCSAppId-User Administrator" },
      ],
    ]);
  });

  it("gives a client one user with its client ID as name, which holds the roles instead of the client", async () => {
    await declare([
      clientManifest({
        access: [
          { app: "OICINST_finance", service: "blockchain", scopes: [all], roles: ["ServiceEndUser"], clientUser: true },
          { app: "Utilities (dev)", service: "blockchain", scopes: ["/*"], roles: ["ServiceUser"], clientUser: true },
          { app: "OICINST_hr", service: "integration", scopes: [all], roles: ["ServiceInvoker"] },
        ],
      }),
    ]);
    expect(named("DomainsUser").map(({ name, inputs }) => [name, inputs])).toEqual([
      [
        "payments/ledger-sync/user",
        {
          idcsEndpoint: identityDomainUrl,
          schemas: [
            "urn:ietf:params:scim:schemas:core:2.0:User",
            "urn:ietf:params:scim:schemas:oracle:idcs:extension:user:User",
          ],
          attributeSets: ["default"],
          attributes: "tags",
          userName: "payments_ledger_sync_dev",
          active: true,
          name: { familyName: "payments-ledger-sync" },
          urnietfparamsscimschemasoracleidcsextensionuserUser: { serviceUser: true },
          tags: [
            { key: "managed-by", value: "idcs-apps" },
            { key: "stack", value: "idcs-apps/dev" },
            { key: "urn", value: expect.stringMatching(/^[0-9a-f]{32}$/) },
            { key: "team", value: "payments" },
            { key: "client", value: "ledger-sync" },
            { key: "owner", value: "payments-dev@example.com" },
          ],
        },
      ],
    ]);
    const user = { type: "User", value: "payments/ledger-sync/user-id" };
    expect(named("DomainsGrant").map(({ name, inputs }) => [name, inputs.grantMechanism, inputs.grantee])).toEqual([
      ["payments/ledger-sync/OICINST_finance/ServiceEndUser", "ADMINISTRATOR_TO_USER", user],
      [
        "payments/ledger-sync/OICINST_hr/ServiceInvoker",
        "ADMINISTRATOR_TO_APP",
        { type: "App", value: "payments/ledger-sync-id" },
      ],
      ["payments/ledger-sync/Utilities (dev)/ServiceUser", "ADMINISTRATOR_TO_USER", user],
    ]);
  });

  describe("with a client that is an API too", () => {
    const api = {
      audience: "https://ledger.example.com/",
      scopes: [
        { value: "read", requiresConsent: false },
        { value: "write", requiresConsent: false },
      ],
      secondaryAudiences: [],
      allowRefresh: false,
      roles: [{ name: "Clerk", availableTo: ["clients" as const] }],
    };
    const uses = (app: string, scope: string, roles: string[] = []) => ({ access: [{ app, scopes: [scope], roles }] });
    const ledger = clientManifest({ name: "ledger", displayName: "Ledger", api, ...uses("Ledger", "read", ["Clerk"]) });
    const scopesOf = (name: string) => named("DomainsApp").find((one) => one.name === name)?.inputs.allowedScopes;

    it("lets clients that come before it, and itself, request its scopes and hold its app roles", async () => {
      const caller = clientManifest({ name: "caller", displayName: "Caller", ...uses("Ledger", "write", ["Clerk"]) });
      const team = await declare([caller, ledger]);
      expect(scopesOf("payments/caller")).toEqual([{ fqs: "https://ledger.example.com/write" }]);
      expect(scopesOf("payments/ledger")).toEqual([{ fqs: "https://ledger.example.com/read" }]);
      expect(
        named("DomainsGrant").map(({ inputs: { grantee, app, entitlement } }) => [
          grantee.value,
          app.value,
          entitlement.attributeValue,
        ]),
      ).toEqual([
        ["payments/caller-id", "payments/ledger-id", "payments/ledger/clerk-id"],
        ["payments/ledger-id", "payments/ledger-id", "payments/ledger/clerk-id"],
      ]);
      const { scopes } = team.resourceApplications["payments/ledger"] ?? {};
      expect(scopes).toEqual({
        read: "https://ledger.example.com/read",
        write: "https://ledger.example.com/write",
      });
    });

    it("lets two of them request each other's scopes, and refuses app roles in both directions", async () => {
      const other = { ...api, audience: "https://other.example.com/" };
      const from = (roles: string[]) =>
        clientManifest({ name: "other", displayName: "Other", api: other, ...uses("Ledger", "write", roles) });
      const to = (roles: string[]) => ({ ...ledger, ...uses("Other", "read", roles) });
      await declare([from([]), to([])]);
      expect(scopesOf("payments/other")).toEqual([{ fqs: "https://ledger.example.com/write" }]);
      expect(scopesOf("payments/ledger")).toEqual([{ fqs: "https://other.example.com/read" }]);
      startRecording(answer);
      await expect(declare([from(["Clerk"]), to(["Clerk"])])).rejects.toThrow(
        '"Other" and a client that has app roles of it use each other\'s APIs: declare the API of "Other" under resourceApplications instead of `api`, or remove one of the two.',
      );
    });
  });

  it("shows no secret of a public client, and says that it is one", async () => {
    const shop = clientManifest({ name: "shop", clientType: "public", grantTypes: ["authorization_code"] });
    const team = await declare([clientManifest(), shop]);
    expect(Object.keys(team.clientSecrets)).toEqual(["payments/ledger-sync"]);
    expect(team.clients["payments/shop"]).toMatchObject({ clientType: "public" });
    expect(team.clients["payments/ledger-sync"]).not.toHaveProperty("clientType");
  });

  it("imports a client's certificates under an alias that changes with the file", async () => {
    await declare([
      clientManifest({
        clientType: "trusted",
        certificates: [certificate, { ...certificate, alias: "ledger", sha256: `f${sha256.slice(1)}` }],
      }),
    ]);
    expect(named("DomainsOauthClientCertificate").map(({ name, inputs }) => [name, inputs.certificateAlias])).toEqual([
      ["payments/ledger-sync/certificate/01234567", "payments_ledger_sync_dev_01234567"],
      ["payments/ledger-sync/certificate/f1234567", "ledger_f1234567"],
    ]);
    expect(named("DomainsApp")[0]?.inputs.certificates).toEqual([
      { certAlias: "payments_ledger_sync_dev_01234567" },
      { certAlias: "ledger_f1234567" },
    ]);
  });
});
