import type { SeedEntry, SeedInput } from "../seed/seed-schema.ts";

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

/** Apps of Oracle's services as they register (facts 11), and an organisation's users and groups. Ids never change. */
export const exampleOrganisation: SeedInput = {
  users: [
    { id: "b0000000000000000000000000000002", userName: "callan@example.com", givenName: "Callan", familyName: "Park" },
    {
      id: "b0000000000000000000000000000003",
      userName: "bjensen@example.com",
      givenName: "Barbara",
      familyName: "Jensen",
    },
    { id: "b0000000000000000000000000000004", userName: "mia@example.com", givenName: "Mia", familyName: "Lopez" },
  ],
  groups: [
    {
      id: "c0000000000000000000000000000001",
      displayName: "integration-testers",
      members: ["callan@example.com", "bjensen@example.com"],
    },
    { id: "c0000000000000000000000000000002", displayName: "integration-admins", members: ["ana.admin@example.com"] },
    { id: "c0000000000000000000000000000003", displayName: "qa", members: ["mia@example.com"] },
  ],
  apps: [
    integrationInstance("a0000000000000000000000000000001", "finance", "0F1E2D3C4B5A69788796A5B4C3D2E1F0"),
    integrationInstance("a0000000000000000000000000000002", "hr", "1A2B3C4D5E6F708192A3B4C5D6E7F809"),
    {
      id: "a0000000000000000000000000000003",
      displayName: "Oracle Utilities Work and Asset (dev)",
      description: "Oracle Utilities Work and Asset Cloud Service, development environment",
      clientId: "WACS_DEV_APPID",
      oracleCreated: true,
      clientType: "confidential",
      allowOffline: true,
      serviceTypeURN: "OUWACS",
      audience: "https://wacs-dev.utilities.example.com",
      scopes: [
        { value: "/rest/*", description: "REST web services", requiresConsent: false },
        { value: "/soap/*", description: "SOAP web services", requiresConsent: false },
        { value: "/*", description: "All web services", requiresConsent: false },
      ],
      roles: [{ displayName: "ServiceUser" }, { displayName: "AppWebServices" }],
    },
  ],
};
