import { beforeEach, describe, expect, it } from "vitest";
import { DomainLookUp } from "../../components/look-up/domain-look-up.ts";
import type { Unresolved } from "../../components/look-up/known-names.ts";
import { type Resolved, resolveNames } from "../../components/look-up/resolve-names.ts";
import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import { builtInServices } from "../../manifest/oracle/services.ts";
import { clientManifest, resourceApplicationManifest } from "./client-manifest.ts";
import { answer } from "./domain-of-the-mock.ts";
import { lookedUp, startRecording } from "./recorder.ts";

const url = "https://idcs-0123456789abcdef0123456789abcdef.identity.oraclecloud.com";
const all = "urn:opc:resource:consumer::all";
const finance = "https://F1.integration.ocp.oraclecloud.com:443";

function resolve(client: Partial<ClientManifest>, more: Partial<Unresolved> = {}): Promise<Resolved> {
  const wanted = { clients: [clientManifest(client)], services: builtInServices, ...more };
  return resolveNames(wanted, new DomainLookUp(url));
}

describe("resolveNames", () => {
  beforeEach(() => startRecording(answer));

  it("finds resource apps by fully qualified scopes, one entry for each", async () => {
    const scopes = [`${finance}${all}`, "https://assistant.example.com/all", `${finance}/ic/api/`];
    const { clients, warnings } = await resolve({ access: [{ scopes, roles: [] }] });
    expect(warnings.map(({ path, message }) => ({ path, message }))).toEqual([
      {
        path: ["access", 0, "scopes"],
        message:
          "scopes of 2 resource apps (OICINST_finance, Assistant (dev)): a token holds the scopes of one app only. The outputs have a scope for each app; request a token for each.",
      },
    ]);
    expect(clients[0]?.access.map(({ app, scopes: found }) => [app.displayName, found])).toEqual([
      ["OICINST_finance", [`${finance}${all}`, `${finance}/ic/api/`]],
      ["Assistant (dev)", ["https://assistant.example.com/all"]],
    ]);
  });

  it("merges scopes of one app, however many entries name them", async () => {
    const { clients, warnings } = await resolve({
      access: [
        { scopes: [`${finance}/ic/api/`], roles: [] },
        { app: "OICINST_finance", service: "integration", scopes: [all, "/ic/api/"], roles: ["ServiceDeveloper"] },
      ],
    });
    expect(warnings).toEqual([]);
    expect(clients[0]?.access).toMatchObject([
      {
        scopes: [`${finance}/ic/api/`, `${finance}${all}`],
        service: "integration",
        roles: [{ displayName: "ServiceDeveloper" }],
      },
    ]);
  });

  it("refuses a fully qualified scope that no app has", async () => {
    await expect(resolve({ access: [{ scopes: [`${finance}/ic/apis/`], roles: [] }] })).rejects.toMatchObject({
      unknown: [
        {
          path: ["access", 0, "scopes", 0],
          message: expect.stringContaining(`is not a fully qualified scope of the identity domain (it has ${finance}`),
        },
      ],
    });
  });

  it("accepts a fully qualified scope of an app", async () => {
    const access = [{ app: "OICINST_finance", scopes: [`${finance}/ic/api/`], roles: [] }];
    expect((await resolve({ access })).clients[0]?.access[0]?.scopes).toEqual([`${finance}/ic/api/`]);
  });

  it("uses the only scope of a service without a default one, and reports it", async () => {
    const access = [{ app: "Assistant (dev)", service: "visual-builder", roles: [] }];
    const { clients, information } = await resolve({ access });
    expect(clients[0]?.access[0]?.scopes).toEqual(["https://assistant.example.com/all"]);
    expect(information.map(({ path, message }) => ({ path, message }))).toEqual([
      {
        path: ["access", 0],
        message:
          'no default scope of Oracle Visual Builder is known: "/all" of "Assistant (dev)" is used. To keep it, write scopes: ["/all"].',
      },
    ]);
  });

  it("requires scopes if a service without a default one has several", async () => {
    const access = [{ app: "Utilities (dev)", service: "visual-builder", roles: [] }];
    await expect(resolve({ access })).rejects.toMatchObject({
      unknown: [
        {
          path: ["access", 0, "scopes"],
          message:
            'missing: no default scope of Oracle Visual Builder is known; write those of "Utilities (dev)" (it has /rest/*, /soap/*, /*).',
        },
      ],
    });
  });

  it("refuses a flow that the service's own app does not support", async () => {
    const access = [{ app: "Utilities (dev)", service: "utilities", scopes: ["/rest/*"], roles: [] }];
    await expect(resolve({ access, grantTypes: ["password", "authorization_code"] })).rejects.toMatchObject({
      unknown: [
        {
          path: ["grantTypes", 1],
          message:
            '"Utilities (dev)" does not support authorization_code: its own grant types are client_credentials, password. Use one of those, or have this one enabled there.',
        },
      ],
    });
  });

  it("prefers what the program declares to what the domain contains, without requests for its roles", async () => {
    const own = resourceApplicationManifest({
      displayName: "oicinst_finance",
      roles: [{ name: "Reader", availableTo: ["clients"] }],
    });
    const { clients } = await resolve(
      { access: [{ app: "OICINST_finance", scopes: ["read"], roles: ["reader"] }] },
      { resourceApplications: [own] },
    );
    expect(clients[0]?.access[0]).toMatchObject({
      app: { displayName: "oicinst_finance" },
      scopes: ["https://orders.example.com/read"],
      roles: [{ displayName: "Reader", availableTo: ["clients"] }],
    });
    expect(clients[0]?.access[0]?.app.id).toBeUndefined();
    expect(lookedUp.map(({ type }) => type.split(":").at(-1))).toEqual(["getDomainsApps"]);
  });

  it("finds roles of the domain itself and network perimeters, without requests for unused resource apps", async () => {
    const { clients } = await resolve({
      access: [],
      domainRoles: ["user administrator"],
      networkPerimeters: ["Office"],
    });
    expect(clients[0]?.domainRoles.map(({ id }) => id)).toEqual(["IDCSAppId-User Administrator"]);
    expect(clients[0]?.networkPerimeters).toEqual([{ id: "id of office", name: "office" }]);
    expect(lookedUp.map(({ type }) => type.split(":").at(-1)).sort()).toEqual([
      "getDomainsAppRoles",
      "getDomainsNetworkPerimeters",
    ]);
  });

  it("refuses roles of the domain and perimeters that do not exist", async () => {
    await expect(resolve({ domainRoles: ["User Admin"], networkPerimeters: ["offise"] })).rejects.toMatchObject({
      unknown: [
        {
          path: ["domainRoles", 0],
          message:
            '"User Admin" is not an app role of the identity domain itself (it has Audit Administrator, User Administrator).',
        },
        {
          path: ["networkPerimeters", 0],
          message: '"offise" is not a network perimeter of the identity domain (it has office). Did you mean "office"?',
        },
      ],
    });
  });

  it("warns of refresh_token for an app that gives no refresh tokens, and says where to enable them", async () => {
    const access = [
      { app: "OICINST_finance", scopes: [all], roles: [] },
      { app: "OICINST_hr", scopes: [all], roles: [] },
    ];
    const { warnings } = await resolve({ access, grantTypes: ["password", "refresh_token"] });
    expect(warnings.map(({ path, message }) => ({ path, message }))).toEqual([
      {
        path: ["access", 1],
        message:
          '"OICINST_hr" gives no refresh tokens, so refresh_token has no effect there: enable "Allow token refresh" of "OICINST_hr" in the console (its OAuth configuration, resource server), or, unless a team declares it, write { app: "OICINST_hr", manage: true, allowRefresh: true } under resourceApplications of environments/dev.yaml.',
      },
    ]);
    expect((await resolve({ access, grantTypes: ["client_credentials", "refresh_token"] })).warnings).toEqual([]);
  });

  it("does not warn if the environment enables refresh tokens", async () => {
    const settings = { app: "oicinst_HR", allowRefresh: true, scopes: [], secondaryAudiences: [] };
    const environment = { networkPerimeters: [], roleAssignments: [], resourceApplications: [settings] };
    const access = [{ app: "OICINST_hr", scopes: [all], roles: [] }];
    const resolved = await resolve({ access, grantTypes: ["password", "refresh_token"] }, { environment });
    expect(resolved.warnings).toEqual([]);
    expect(resolved.environment.managedApplications.map(({ app }) => app.id)).toEqual(["hr-app"]);
  });

  it("uses the environment's settings of a scope that an existing app has", async () => {
    const scope = { value: "/ic/api/", description: "Developer API", requiresConsent: true };
    const settings = { app: "OICINST_hr", scopes: [scope], secondaryAudiences: [] };
    const environment = { networkPerimeters: [], roleAssignments: [], resourceApplications: [settings] };
    const { environment: resolved } = await resolve({}, { environment });
    expect(resolved.managedApplications[0]?.app.scopes).toEqual([
      expect.objectContaining({ value: all, requiresConsent: false }),
      expect.objectContaining(scope),
    ]);
  });

  it("lets clients use a scope that the environment adds to an existing app", async () => {
    const added = { value: "/orders", requiresConsent: false };
    const settings = { app: "OICINST_hr", scopes: [added], secondaryAudiences: [] };
    const environment = { networkPerimeters: [], roleAssignments: [], resourceApplications: [settings] };
    const { clients } = await resolve(
      { access: [{ app: "OICINST_hr", scopes: ["/orders"], roles: [] }] },
      { environment },
    );
    expect(clients[0]?.access[0]?.scopes).toEqual(["https://47.integration.ocp.oraclecloud.com:443/orders"]);
  });

  it("refuses an app role that users or groups cannot hold", async () => {
    const assignment = { app: "OICINST_finance", role: "ServiceInvoker", users: ["mia@example.com"], groups: ["qa"] };
    const environment = { networkPerimeters: [], roleAssignments: [assignment], resourceApplications: [] };
    await expect(resolve({}, { environment })).rejects.toMatchObject({
      unknown: [
        {
          node: assignment,
          path: ["role"],
          message:
            '"ServiceInvoker" is not an app role that "OICINST_finance" gives to groups (it has ServiceDeveloper, ServiceEndUser). Did you mean "ServiceEndUser"?',
        },
      ],
    });
  });
});
