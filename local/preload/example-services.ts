import type { SeedEntry } from "../seed/seed-schema.ts";

const allApis = "urn:opc:resource:consumer::all";

const integrationRoles = [
  "ServiceAdministrator",
  "ServiceDeveloper",
  "ServiceMonitor",
  "ServiceDeployer",
  "ServiceUser",
  "ServiceEndUser",
  "ServiceInvoker",
  "ServiceViewer",
];

function integrationInstance(id: string, name: string, host: string): SeedEntry<"apps"> {
  return {
    id,
    displayName: `OICINST_${name}`,
    description: `Oracle Integration instance ${name}`,
    clientId: `${host}_APPID`,
    oracleCreated: true,
    clientType: "confidential",
    allowOffline: true,
    serviceTypeURN: "INTEGRATIONCAUTO",
    audience: `https://${host}.integration.ocp.oraclecloud.com:443`,
    scopes: [
      { value: allApis, description: "All APIs of the instance", requiresConsent: false },
      { value: "/ic/api/", description: "Developer API", requiresConsent: false },
    ],
    roles: integrationRoles.map((displayName) => ({ displayName })),
  };
}

const utilities: SeedEntry<"apps"> = {
  id: "a0000000000000000000000000000003",
  displayName: "Oracle Utilities Work and Asset (dev)",
  description: "Oracle Utilities Work and Asset Cloud Service, development environment",
  clientId: "WACS_DEV_APPID",
  oracleCreated: true,
  clientType: "confidential",
  allowedGrants: [
    "client_credentials",
    "password",
    "refresh_token",
    "authorization_code",
    "urn:ietf:params:oauth:grant-type:jwt-bearer",
  ],
  allowOffline: true,
  serviceTypeURN: "OUWACS",
  audience: "https://wacs-dev.utilities.example.com",
  scopes: [
    { value: "/rest/*", description: "REST web services", requiresConsent: false },
    { value: "/soap/*", description: "SOAP web services", requiresConsent: false },
    { value: "/*", description: "All web services", requiresConsent: false },
  ],
  roles: [{ displayName: "ServiceUser" }, { displayName: "AppWebServices" }],
};

type Registered = Pick<SeedEntry<"apps">, "id" | "displayName" | "clientId" | "audience" | "allowOffline"> &
  Partial<Pick<SeedEntry<"apps">, "serviceTypeURN" | "secondaryAudiences" | "editableAttributes">>;

/** The app that an instance of a service registers. */
function registeredApp(
  title: string,
  app: Registered,
  scopes: readonly string[],
  roles: readonly string[] = [],
): SeedEntry<"apps"> {
  return {
    ...app,
    description: `${title}, an example`,
    oracleCreated: true,
    clientType: "confidential",
    scopes: scopes.map((value) => ({ value, requiresConsent: false })),
    roles: roles.map((displayName) => ({ displayName })),
  };
}

const assistant = "idcs-oda-2b3c4d5e6f708192a3b4c5d6e7f80912-s0";

/**
 * Apps of Oracle's services, in the form in which they register (identity-domains-api.md 11). The page
 * docs/local-domain/services.md says what of each is assumed.
 */
export const exampleServices: readonly SeedEntry<"apps">[] = [
  integrationInstance("a0000000000000000000000000000001", "finance", "0F1E2D3C4B5A69788796A5B4C3D2E1F0"),
  integrationInstance("a0000000000000000000000000000002", "hr", "1A2B3C4D5E6F708192A3B4C5D6E7F809"),
  utilities,
  registeredApp(
    "Oracle Digital Assistant",
    {
      id: "a0000000000000000000000000000004",
      displayName: assistant,
      clientId: `${assistant}_APPID`,
      serviceTypeURN: "BotSaaSAuto",
      audience: `https://${assistant}.data.digitalassistant.oci.oraclecloud.com`,
      allowOffline: true,
    },
    ["/api/v1", "/process"],
    ["ServiceAdministrator"],
  ),
  registeredApp(
    "Oracle Blockchain Platform",
    {
      id: "a0000000000000000000000000000005",
      displayName: "orders-6f1d2c3b-4a59-4e68-8b7a-9c0d1e2f3a4b",
      clientId: "3C4D5E6F708192A3B4C5D6E7F8091A2B_APPID",
      serviceTypeURN: "AUTOBLOCKCHAIN",
      audience: "https://orders-idexample01-iad.blockchain.ocp.oraclecloud.com:7443",
      allowOffline: false,
      editableAttributes: ["showInMyApps"],
    },
    ["/restproxy"],
    ["ADMIN", "REST_CLIENT", "USER", "CA_USER"],
  ),
  registeredApp(
    "Oracle API Platform",
    {
      id: "a0000000000000000000000000000006",
      displayName: "API Platform (dev)",
      clientId: "4D5E6F708192A3B4C5D6E7F8091A2B3C_APPID",
      serviceTypeURN: "APICSAUTO",
      audience: "https://4D5E6F708192A3B4C5D6E7F8091A2B3C.apiplatform.ocp.oraclecloud.com:443",
      allowOffline: true,
    },
    [".apiplatform"],
  ),
  registeredApp(
    "Oracle Mobile Hub",
    {
      id: "a0000000000000000000000000000007",
      displayName: "Mobile Hub (dev)",
      clientId: "5E6F708192A3B4C5D6E7F8091A2B3C4D_APPID",
      serviceTypeURN: "MobileStandard",
      audience: "https://5E6F708192A3B4C5D6E7F8091A2B3C4D.mobile.ocp.oraclecloud.com:443",
      allowOffline: false,
    },
    [allApis],
  ),
  registeredApp(
    "Oracle Analytics",
    {
      id: "a0000000000000000000000000000008",
      displayName: "ANALYTICSINST_sales-idexample01-ia",
      clientId: "6F708192A3B4C5D6E7F8091A2B3C4D5E_APPID",
      serviceTypeURN: "AUTOANALYTICSINST",
      audience: "https://sales-idexample01-ia.analytics.ocp.oraclecloud.com",
      secondaryAudiences: ["https://abcdefghijklmnopqrstuvwxyz234567.analytics.ocp.oraclecloud.com"],
      allowOffline: true,
    },
    [allApis],
    ["BI Service Administrator"],
  ),
  registeredApp(
    "Oracle Fusion Applications",
    {
      id: "a0000000000000000000000000000009",
      displayName: "Oracle Applications Cloud (Fusion)",
      clientId: "708192A3B4C5D6E7F8091A2B3C4D5E6F_APPID",
      serviceTypeURN: "ERP",
      audience: "urn:opc:resource:fa:instanceid=501234567",
      allowOffline: true,
    },
    [allApis],
  ),
  registeredApp(
    "Oracle EPM Cloud",
    {
      id: "a000000000000000000000000000000a",
      displayName: "EPM Cloud Service",
      clientId: "8192A3B4C5D6E7F8091A2B3C4D5E6F70_APPID",
      audience: "urn:opc:serviceInstanceID=601234567",
      allowOffline: false,
    },
    [allApis],
  ),
  registeredApp(
    "Oracle Process Automation",
    {
      id: "a000000000000000000000000000000b",
      displayName: "Process Automation",
      clientId: "92A3B4C5D6E7F8091A2B3C4D5E6F7081_APPID",
      audience: "https://process-automation-dev.example.com",
      allowOffline: true,
    },
    ["/process", "/decision"],
  ),
  registeredApp(
    "Oracle Visual Builder",
    {
      id: "a000000000000000000000000000000c",
      displayName: "Visual Builder (dev)",
      clientId: "A3B4C5D6E7F8091A2B3C4D5E6F708192_APPID",
      serviceTypeURN: "VISUALBUILDERAUTO",
      audience: "https://visual-builder-dev.example.com",
      allowOffline: true,
    },
    [allApis, "/"],
  ),
  registeredApp(
    "Oracle Content Management",
    {
      id: "a000000000000000000000000000000d",
      displayName: "CECSAUTO_documentsCECSAUTO",
      clientId: "B4C5D6E7F8091A2B3C4D5E6F708192A3_APPID",
      serviceTypeURN: "CECSAUTO",
      audience: "https://B4C5D6E7F8091A2B3C4D5E6F708192A3.cec.ocp.oraclecloud.com:443/",
      allowOffline: true,
    },
    ["urn:opc:cec:all"],
  ),
];
