import type { Draft } from "../scim/json.ts";

/** An app that Oracle created, with the roles that it defines. */
export interface PreloadedApp {
  readonly id: string;
  readonly app: Draft;
  readonly roles: readonly string[];
  /** Whether the roles are administrator roles of the domain. */
  readonly adminRoles: boolean;
}

/** A user, and what it may do: administrator roles of the domain. */
export interface PreloadedUser {
  readonly id: string;
  readonly ocid?: string;
  readonly userName: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly adminRoles: readonly string[];
}

/** A group and the user names of its members. */
export interface PreloadedGroup {
  readonly id: string;
  readonly displayName: string;
  readonly members: readonly string[];
}

const webApp = { value: "CustomWebAppTemplateId" };

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

function integrationInstance(id: string, name: string, host: string): PreloadedApp {
  return {
    id,
    adminRoles: false,
    roles: integrationRoles,
    app: {
      displayName: `OICINST_${name}`,
      description: `Oracle Integration instance ${name}`,
      name: `${host}_APPID`,
      basedOnTemplate: webApp,
      active: true,
      isOPCService: true,
      isOAuthClient: true,
      clientType: "confidential",
      isOAuthResource: true,
      allowOffline: true,
      serviceTypeURN: "INTEGRATIONCAUTO",
      audience: `https://${host}.integration.ocp.oraclecloud.com:443`,
      scopes: [
        { value: "urn:opc:resource:consumer::all", description: "All APIs of the instance", requiresConsent: false },
        { value: "/ic/api/", description: "Developer API", requiresConsent: false },
      ],
    },
  };
}

/** The apps that are there before anybody creates one (facts 5 and 11). */
export const preloadedApps: readonly PreloadedApp[] = [
  {
    id: "IDCSAppId",
    adminRoles: true,
    app: {
      displayName: "IDCS Application",
      description: "The identity domain itself",
      name: "IDCSApp",
      basedOnTemplate: webApp,
      active: true,
      infrastructure: true,
    },
    roles: [
      "Identity Domain Administrator",
      "Security Administrator",
      "Application Administrator",
      "User Administrator",
      "User Manager",
      "Help Desk Administrator",
      "Audit Administrator",
      "Me",
      "Me Password Validator",
      "Cloud Gate",
      "Kerberos Administrator",
      "DB Administrator",
      "MFA Client",
      "Authenticator Client",
      "Posix Viewer",
      "Change Password",
      "Reset Password",
      "Forgot Password",
      "Self Registration",
      "Verify Email",
      "Signin",
    ],
  },
  integrationInstance("a0000000000000000000000000000001", "finance", "0F1E2D3C4B5A69788796A5B4C3D2E1F0"),
  integrationInstance("a0000000000000000000000000000002", "hr", "1A2B3C4D5E6F708192A3B4C5D6E7F809"),
  {
    id: "a0000000000000000000000000000003",
    adminRoles: false,
    app: {
      displayName: "Oracle Utilities Work and Asset (dev)",
      description: "Oracle Utilities Work and Asset Cloud Service, development environment",
      name: "WACS_DEV_APPID",
      basedOnTemplate: webApp,
      active: true,
      isOPCService: true,
      isOAuthClient: true,
      clientType: "confidential",
      isOAuthResource: true,
      allowOffline: true,
      serviceTypeURN: "OUWACS",
      audience: "https://wacs-dev.utilities.example.com",
      scopes: [
        { value: "/rest/*", description: "REST web services", requiresConsent: false },
        { value: "/soap/*", description: "SOAP web services", requiresConsent: false },
        { value: "/*", description: "All web services", requiresConsent: false },
      ],
    },
    roles: ["ServiceUser", "AppWebServices"],
  },
];

/** The users that are there from the start. The first one holds the key of `admin-key.pem`. */
export const preloadedUsers: readonly PreloadedUser[] = [
  {
    id: "b0000000000000000000000000000001",
    ocid: "ocid1.user.oc1..localadmin",
    userName: "ana.admin@example.com",
    givenName: "Ana",
    familyName: "Admin",
    adminRoles: ["Identity Domain Administrator"],
  },
  {
    id: "b0000000000000000000000000000002",
    userName: "callan@example.com",
    givenName: "Callan",
    familyName: "Park",
    adminRoles: [],
  },
  {
    id: "b0000000000000000000000000000003",
    userName: "bjensen@example.com",
    givenName: "Barbara",
    familyName: "Jensen",
    adminRoles: [],
  },
  {
    id: "b0000000000000000000000000000004",
    userName: "mia@example.com",
    givenName: "Mia",
    familyName: "Lopez",
    adminRoles: [],
  },
];

/** The groups that are there from the start. */
export const preloadedGroups: readonly PreloadedGroup[] = [
  {
    id: "c0000000000000000000000000000001",
    displayName: "integration-testers",
    members: ["callan@example.com", "bjensen@example.com"],
  },
  { id: "c0000000000000000000000000000002", displayName: "integration-admins", members: ["ana.admin@example.com"] },
  { id: "c0000000000000000000000000000003", displayName: "qa", members: ["mia@example.com"] },
];
