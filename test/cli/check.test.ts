import { describe, expect, it } from "vitest";
import { schema } from "../../cli/check/json.ts";
import { check, checked } from "../../cli/check.ts";
import { folderWith, messageOf } from "../manifest/world.ts";

const environment = "identityDomain: { url: https://idcs-1.identity.oraclecloud.com }\n";
const another = environment.replace("idcs-1", "idcs-2");
const team = (access: string) => `team: payments
owner: payments@example.com
clients:
  - name: ledger
    grantTypes: [client_credentials, refresh_token]
    access: [${access}]
    environments:
      dev: {}
      test: { access: [{ service: integration, instance: finance }] }
`;

describe("check", () => {
  it("reports each warning once, at its place, whatever the number of environments", () => {
    const folder = folderWith({
      "environments/dev.yaml": environment,
      "environments/test.yaml": another,
      "teams/payments.yaml": team("{ service: integration, instance: finance, roles: [ServiceDeveloper] }"),
    });
    expect(check(folder).replaceAll(folder, "here")).toBe(
      [
        "1 team with 1 client, 2 environments: no problems found",
        "",
        "Warnings:",
        'here/teams/payments.yaml:5:38  clients[0].grantTypes[1]: "Refresh token" has no effect here: there is no refresh token with "Client credentials". The client asks for a new token instead.',
        'here/teams/payments.yaml:9:24  clients[0].environments.test.access[0]: gives the client no role in Oracle Integration, which therefore refuses its tokens: write "roles: [ServiceInvoker]" to call integrations, "roles: [ServiceDeveloper]" for the design-time APIs, or "roles: []" if that is intended.',
      ].join("\n"),
    );
  });

  it("warns of two environments with the same identity domain and the same application", () => {
    const folder = folderWith({
      "environments/dev.yaml": environment,
      "environments/test.yaml": environment,
      "teams/payments.yaml": team("{ service: integration, instance: finance, roles: [] }"),
    });
    expect(check(folder).replaceAll(folder, "here")).toContain(
      'here/environments/test.yaml:1:24  identityDomain.url: is also the identity domain of environment "dev" (here/environments/dev.yaml): it would contain payments/ledger twice, but display names are unique in a domain. Give the environment its own domain, or use "environments" to say where each application exists.',
    );
  });

  it("reports the problems of every file, including those of environments", () => {
    const folder = folderWith({
      "environments/dev.yaml": "identityDomain: { url: idcs-1 }\n",
      "environments/test.yaml": "identityDomain: {}\n",
      "teams/payments.yaml": team("{ service: integratoin, instance: finance }"),
    });
    expect(
      messageOf(() => check(folder), folder, "here")
        .split("\n")
        .map((line) => line.split("  ")[0]),
    ).toEqual(["here/environments/dev.yaml:1:24", "here/environments/test.yaml:1:17", "here/teams/payments.yaml:6:25"]);
  });

  it("reports only a summary without problems and warnings", () => {
    const folder = folderWith({
      "environments/dev.yaml": environment,
      "teams/payments.yaml": "team: payments\nowner: payments@example.com\nclients: []\n",
    });
    expect(check(folder)).toBe("1 team with 0 clients, 1 environment: no problems found");
  });

  it("knows the services of every stack's configuration", () => {
    const files = {
      "environments/dev.yaml": environment,
      "environments/test.yaml": another,
      "teams/payments.yaml": team("{ service: shop, instance: eu }"),
      "Pulumi.test.payments.yaml":
        "config:\n  idcs-apps:services:\n    shop: { app: 'SHOP_{instance}', defaultScope: /all }\n",
      "Pulumi.yaml": "name: idcs-apps\nconfig: {}\n",
    };
    expect(check(folderWith(files))).toMatch(/^1 team with 1 client, 2 environments: no problems found\n/);
  });

  it("refuses settings of a team's own app in the file of an environment", () => {
    const folder = folderWith({
      "environments/dev.yaml": `${environment}resourceApplications:\n  - { app: shop-api, manage: true, allowRefresh: true }\n`,
      "environments/test.yaml": `${another}resourceApplications:\n  - { app: shop-api, manage: true }\n`,
      "teams/shop.yaml":
        "team: shop\nowner: shop@example.com\nclients: []\nresourceApplications:\n  - name: api\n    audience: https://api.example.com/\n    scopes: [{ value: read }]\n    environments: { dev: {} }\n",
    });
    expect(messageOf(() => check(folder), folder, "here")).toBe(
      'here/environments/dev.yaml:3:12  resourceApplications[0].app: "shop-api" is a resource application of team "shop", declared at here/teams/shop.yaml:5:11: write its settings there, and remove this entry.',
    );
  });

  it("refuses a domain role that one of the environments does not allow", () => {
    const folder = folderWith({
      "environments/dev.yaml": `${environment}allowedDomainRoles: [Audit Administrator]\n`,
      "environments/test.yaml": another,
      "teams/payments.yaml":
        "team: payments\nowner: payments@example.com\nclients:\n  - name: a\n    grantTypes: [client_credentials]\n    domainRoles: [Audit Administrator]\n",
    });
    expect(messageOf(() => check(folder), folder, "here")).toBe(
      'here/teams/payments.yaml:6:19  clients[0].domainRoles[0]: "Audit Administrator" is not a role of the domain that environment "test" allows (it allows none). To allow it, write "allowedDomainRoles: [Audit Administrator]" in here/environments/test.yaml. Rule: domain-roles (docs/rules.md).',
    );
  });
});

describe("check --json", () => {
  it("has the numbers and the warnings with their places, in the documented form", () => {
    const folder = folderWith({
      "environments/dev.yaml": environment,
      "environments/test.yaml": another,
      "teams/payments.yaml": team("{ service: integration, instance: finance, roles: [] }"),
    });
    const { warnings, ...numbers } = schema.parse(checked(folder));
    expect(numbers).toEqual({ teams: 1, clients: 1, environments: 2 });
    expect(warnings.map((line) => line.replace(folder, "here").split("  ")[0])).toEqual([
      "here/teams/payments.yaml:5:38",
      "here/teams/payments.yaml:9:24",
    ]);
  });

  it("is an error if there are problems, with all of them", () => {
    const folder = folderWith({ "environments/dev.yaml": "identityDomain: {}\n", "teams/payments.yaml": "team: x\n" });
    expect(messageOf(() => checked(folder), folder, "here").split("\n").length).toBeGreaterThan(1);
  });
});
