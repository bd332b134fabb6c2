import type { SeedEntry } from "../seed/seed-schema.ts";

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
      { value: "urn:opc:resource:consumer::all", description: "All APIs of the instance", requiresConsent: false },
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

/** The app of a service whose names Oracle does not publish: everything about it is assumed. */
function assumedService(
  app: Pick<SeedEntry<"apps">, "id" | "displayName" | "clientId" | "audience" | "allowOffline">,
  ...scopes: readonly string[]
): SeedEntry<"apps"> {
  return {
    ...app,
    description: `${app.displayName}: an example, its names are assumed`,
    oracleCreated: true,
    clientType: "confidential",
    scopes: scopes.map((value) => ({ value, requiresConsent: false })),
  };
}

/**
 * Apps of Oracle's services as they register (identity-domains-api.md 11); what is not published about them is assumed.
 */
export const exampleServices: readonly SeedEntry<"apps">[] = [
  integrationInstance("a0000000000000000000000000000001", "finance", "0F1E2D3C4B5A69788796A5B4C3D2E1F0"),
  integrationInstance("a0000000000000000000000000000002", "hr", "1A2B3C4D5E6F708192A3B4C5D6E7F809"),
  utilities,
  assumedService(
    {
      id: "a0000000000000000000000000000004",
      displayName: "Digital Assistant (dev)",
      clientId: "DIGITAL_ASSISTANT_DEV_APPID",
      audience: "https://digital-assistant-dev.example.com",
      allowOffline: true,
    },
    "urn:opc:resource:consumer::all",
  ),
  assumedService(
    {
      id: "a0000000000000000000000000000005",
      displayName: "Blockchain Platform (dev)",
      clientId: "BLOCKCHAIN_DEV_APPID",
      audience: "https://blockchain-dev.example.com",
      allowOffline: true,
    },
    "/restproxy",
    "/console",
  ),
  assumedService(
    {
      id: "a0000000000000000000000000000006",
      displayName: "API Platform (dev)",
      clientId: "API_PLATFORM_DEV_APPID",
      audience: "https://apiplatform-dev.example.com:443",
      allowOffline: true,
    },
    "urn:opc:resource:consumer::all",
  ),
  assumedService(
    {
      id: "a0000000000000000000000000000007",
      displayName: "Mobile Hub (dev)",
      clientId: "MOBILE_HUB_DEV_APPID",
      audience: "https://mobile-hub-dev.mobile.ocp.oraclecloud.com:443",
      allowOffline: false,
    },
    "urn:opc:resource:consumer::all",
  ),
];
