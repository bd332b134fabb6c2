import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Environment } from "../../manifest/keys-and-defaults/environment.ts";
import { clientsIn } from "../../manifest/keys-and-defaults/in-environment.ts";
import { loadEnvironment } from "../../manifest/load-environment.ts";
import { loadTeams } from "../../manifest/load-teams.ts";
import type { Path } from "../../manifest/yaml/position.ts";
import { problemAt, renderProblem } from "../../manifest/yaml/problem.ts";
import { folderWith, messageOf } from "./world.ts";

const everything = join(import.meta.dirname, "valid-environments");

describe("loadEnvironment", () => {
  it("returns exactly the data of the file, with defaults, sorted", () => {
    expect(loadEnvironment(everything, "everything")).toStrictEqual({
      name: "everything",
      identityDomainUrl: "https://idcs-1.identity.oraclecloud.com",
      deletion: "after-retirement",
      rules: {
        forbiddenGrantTypes: ["password", "urn:ietf:params:oauth:grant-type:device_code"],
        redirectSchemes: ["https", "com.example.shop"],
        owners: ["*@example.com"],
        clientNames: ["*-sync"],
        displayNames: ["{team}-*"],
        expiry: { required: false, longest: 366 },
        secretAge: 90,
        networkPerimeters: ["office"],
        approval: [
          { app: "OICINST_finance", roles: ["ServiceAdministrator"], scopes: [] },
          { roles: [], scopes: ["urn:opc:resource:consumer::all"] },
        ],
        approvers: ["@example/security"],
        allResources: ["platform/*"],
        onBehalfOf: "any",
        bypassConsent: [],
        adoptedApis: [],
        longestException: 90,
      },
      allowedDomainRoles: ["User Administrator", "Audit Administrator"],
      networkPerimeters: [
        {
          name: "home",
          addresses: [
            { value: "2001:db8::/32", type: "CIDR", version: "IPV6" },
            { value: "2001:db8::1-2001:db8::ff", type: "RANGE", version: "IPV6" },
            { value: "::1", type: "EXACT", version: "IPV6" },
          ],
        },
        {
          name: "office",
          addresses: [
            { value: "203.0.113.0/24", type: "CIDR", version: "IPV4" },
            { value: "10.0.0.1-10.0.0.9", type: "RANGE", version: "IPV4" },
            { value: "198.51.100.7", type: "EXACT", version: "IPV4" },
          ],
        },
      ],
      roleAssignments: [
        { app: "OICINST_finance", role: "ServiceUser", users: ["callan@example.com"], groups: ["qa"] },
        { app: "OICINST_finance", role: "ServiceUser", users: [], groups: ["testers"] },
        { app: "Oracle Utilities Billing", role: "AppWebServices", users: ["callan@example.com"], groups: [] },
      ],
      resourceApplications: [
        { app: "OICINST_people", allowRefresh: false, secondaryAudiences: [], scopes: [] },
        {
          app: "Oracle Utilities Billing",
          description: "Billing of the test system",
          allowRefresh: true,
          accessTokenExpiry: 1800,
          refreshTokenExpiry: 86400,
          redirectUrls: ["https://billing.example.com/callback", "http://localhost:8080/"],
          secondaryAudiences: ["https://billing.internal.example.com"],
          scopes: [
            { value: "/reports/*", description: "Reports", requiresConsent: true },
            { value: "/batch/*", requiresConsent: false },
          ],
        },
      ],
    });
  });

  it.each([
    ["dev", "", "direct"],
    ["dev", "deletion: after-retirement", "after-retirement"],
    ["prod", "", "after-retirement"],
    ["prod", "deletion: direct", "direct"],
    ["development", "", "after-retirement"],
  ])("deletes directly only in dev, unless the file has another rule: %s, %s", (name, line, deletion) => {
    const folder = folderWith({
      [`${name}.yaml`]: `identityDomain: { url: "https://idcs-1.identity.oraclecloud.com" }\n${line}\n`,
    });
    expect(loadEnvironment(folder, name).deletion).toBe(deletion);
  });

  it("returns only the domain for a minimal file", () => {
    expect(environmentWith("")).toStrictEqual({
      name: "dev",
      identityDomainUrl: "https://idcs-1.identity.oraclecloud.com",
      deletion: "direct",
      rules: {
        forbiddenGrantTypes: [],
        redirectSchemes: "any",
        approval: [],
        approvers: [],
        allResources: "any",
        onBehalfOf: "any",
        bypassConsent: "any",
        adoptedApis: "any",
        longestException: 366,
      },
      allowedDomainRoles: [],
      networkPerimeters: [],
      roleAssignments: [],
      resourceApplications: [],
    });
  });

  it.each<[string, (environment: Environment) => object | undefined, Path, string]>([
    [
      "a perimeter",
      ({ networkPerimeters }) => networkPerimeters[0],
      ["addresses", 1],
      "9:34  networkPerimeters[1].addresses[1]",
    ],
    [
      "an app that its service names",
      ({ roleAssignments }) => roleAssignments[0],
      ["app"],
      "11:39  roleAssignments[0].instance",
    ],
    ["a group", ({ roleAssignments }) => roleAssignments[1], ["groups", 0], "12:57  roleAssignments[1].groups[0]"],
    ["an app", ({ resourceApplications }) => resourceApplications[1], ["app"], "16:10  resourceApplications[1].app"],
    [
      "a setting",
      (environment) => environment,
      ["resourceApplications", 0, "allowRefresh"],
      "15:75  resourceApplications[0].allowRefresh",
    ],
  ])("shows a problem with %s where it is written", (_, nodeOf, path, place) => {
    const problem = problemAt(nodeOf(loadEnvironment(everything, "everything")) ?? {}, path, "is wrong");
    expect(renderProblem({ ...problem, file: "f" })).toBe(`f:${place}: is wrong`);
  });
});

describe("loadTeams, for a role of the domain itself", () => {
  const team = `team: payments
owner: payments@example.com
clients:
  - name: admin
    grantTypes: [client_credentials]
    domainRoles: [User administrator, Audit Administrator]
  - name: auditor
    grantTypes: [client_credentials]
    domainRoles: [Me]
    environments:
      dev: { domainRoles: [Audit Administrator] }
      test: {}
`;

  it("refuses a role that the environment does not allow, with its file and the key to add", () => {
    const folder = folderWith({ "payments.yaml": team });
    const dev = environmentWith("allowedDomainRoles: [User Administrator, Audit Viewer]");
    expect(messageOf(() => loadTeams(folder, { environments: [dev, "test"] }), folder)).toBe(
      [
        `teams/payments.yaml:6:39  clients[0].domainRoles[1]: "Audit Administrator" is not a role of the domain that environment "dev" allows (it allows User Administrator, Audit Viewer). Did you mean "User Administrator"? To allow it, write "allowedDomainRoles: [Audit Administrator]" in ENVIRONMENT. Rule: domain-roles (docs/rules.md).`,
        `teams/payments.yaml:11:28  clients[1].environments.dev.domainRoles[0]: "Audit Administrator" is not a role of the domain that environment "dev" allows (it allows User Administrator, Audit Viewer). Did you mean "User Administrator"? To allow it, write "allowedDomainRoles: [Audit Administrator]" in ENVIRONMENT. Rule: domain-roles (docs/rules.md).`,
      ]
        .join("\n")
        .replaceAll("ENVIRONMENT", problemAt(dev, [], "").file),
    );
  });

  it("accepts a role that the environment allows, case-insensitively", () => {
    const folder = folderWith({ "payments.yaml": team });
    const dev = environmentWith("allowedDomainRoles: [USER ADMINISTRATOR, audit administrator]");
    const [loaded] = loadTeams(folder, { environments: [dev, "test"] });
    expect(loaded && clientsIn(loaded, "dev").map(({ domainRoles }) => domainRoles)).toStrictEqual([
      ["User administrator", "Audit Administrator"],
      ["Audit Administrator"],
    ]);
  });

  it("refuses any role in an environment that allows none", () => {
    const folder = folderWith({ "payments.yaml": team.replace(/ {2}- name: auditor[\s\S]*/, "") });
    const dev = environmentWith("");
    expect(messageOf(() => loadTeams(folder, { environments: [dev] }), folder)).toContain(
      '"User administrator" is not a role of the domain that environment "dev" allows (it allows none). To allow it, write "allowedDomainRoles: [User administrator]" in ',
    );
  });
});

function environmentWith(more: string): Environment {
  const content = `identityDomain: { url: https://idcs-1.identity.oraclecloud.com }\n${more}\n`;
  return loadEnvironment(folderWith({ "dev.yaml": content }), "dev");
}
