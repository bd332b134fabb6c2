import { describe, expect, it } from "vitest";
import { exampleServices } from "../../local/preload/example-services.ts";
import { loadEnvironment } from "../../manifest/load-environment.ts";
import { loadServices, servicesFrom } from "../../manifest/load-services.ts";
import { loadTeams } from "../../manifest/load-teams.ts";
import { allApis, builtInServices, type Service, type Services } from "../../manifest/oracle/services.ts";
import { folderWith, messageOf } from "./world.ts";

const file = "Pulumi.dev.yaml";

describe("builtInServices", () => {
  it("has the services of Oracle's documents", () => {
    expect(Object.keys(builtInServices)).toStrictEqual([
      "integration",
      "utilities",
      "mobile-hub",
      "blockchain",
      "api-platform",
      "digital-assistant",
      "analytics",
      "fusion",
      "epm",
      "process-automation",
      "visual-builder",
      "content",
    ]);
  });

  it("derives the names of apps from those of their instances", () => {
    const { integration, analytics, content } = builtInServices;
    expect(integration.appOf("finance")).toBe("OICINST_finance");
    expect(analytics.appOf("sales-idexample01-ia")).toBe("ANALYTICSINST_sales-idexample01-ia");
    expect(content.appOf("documents")).toBe("CECSAUTO_documentsCECSAUTO");
  });

  it("has for each service values of the local domain's example of it, which has the form of Oracle's", () => {
    const apps: Record<string, string> = {
      integration: "OICINST_finance",
      utilities: "Oracle Utilities Work and Asset (dev)",
      "mobile-hub": "Mobile Hub (dev)",
      blockchain: "orders-6f1d2c3b-4a59-4e68-8b7a-9c0d1e2f3a4b",
      "api-platform": "API Platform (dev)",
      "digital-assistant": "idcs-oda-2b3c4d5e6f708192a3b4c5d6e7f80912-s0",
      analytics: "ANALYTICSINST_sales-idexample01-ia",
      fusion: "Oracle Applications Cloud (Fusion)",
      epm: "EPM Cloud Service",
      "process-automation": "Process Automation",
      "visual-builder": "Visual Builder (dev)",
      content: "CECSAUTO_documentsCECSAUTO",
    };
    for (const [name, { defaultScope, defaultRole, clientRoles, apis = {} }] of Object.entries<Service>(
      builtInServices,
    )) {
      const app = exampleServices.find(({ displayName }) => displayName === apps[name]);
      const scopes = app?.scopes?.map(({ value }) => value) ?? [];
      const roles = app?.roles?.map(({ displayName }) => displayName) ?? [];
      // Instances of Process Automation that were created in 2026 or later have the scope of all APIs instead.
      const named = Object.values(apis).filter((scope) => name !== "process-automation" || scope !== allApis);
      expect([name, scopes]).toEqual([name, expect.arrayContaining([defaultScope ?? named[0] ?? allApis, ...named])]);
      const wanted = [...(defaultRole === undefined ? [] : [defaultRole]), ...Object.keys(clientRoles ?? {})];
      expect([name, roles]).toEqual([name, expect.arrayContaining(wanted)]);
    }
  });
});

describe("servicesFrom", () => {
  const commerce = {
    title: "Oracle Commerce",
    app: "COMMERCE_{instance}_APP",
    defaultScope: "/all",
    defaultRole: "Caller",
    userTokensOnly: true,
    clientUser: "domain",
    apis: { rest: "/rest/*" },
  };

  it("adds services to the built-in ones", () => {
    const { commerce: added, ...others } = servicesFrom({ commerce }, file);
    const { app: _, ...plain } = commerce;
    expect(others).toStrictEqual(builtInServices);
    expect(added).toStrictEqual({ ...plain, appOf: expect.any(Function) });
    expect(added?.appOf?.("$&")).toBe("COMMERCE_$&_APP");
  });

  it("replaces single keys of a built-in service", () => {
    const { utilities } = servicesFrom({ utilities: { app: "OU_{instance}" } }, file);
    expect(utilities).toStrictEqual({ ...builtInServices.utilities, appOf: expect.any(Function) });
    expect(utilities?.appOf?.("billing")).toBe("OU_billing");
  });

  it("says nothing of what the built-in roles are for, if the role is another", () => {
    const { integration } = servicesFrom({ integration: { defaultRole: "ServiceUser" } }, file);
    const { clientRoles: _, ...kept } = builtInServices.integration;
    expect(integration).toStrictEqual({ ...kept, defaultRole: "ServiceUser" });
  });

  it.each([undefined, null, {}])("returns the built-in services for %j", (value) => {
    expect(servicesFrom(value, file)).toStrictEqual(builtInServices);
  });

  it("refuses a configuration with everything that is wrong", () => {
    const wrong = {
      Shop: {},
      shop: { titel: "Shop", app: "SHOP", apis: { REST: "/" } },
      other: "Other",
      last: { title: 5 },
      user: { clientUser: "stack" },
    };
    expect(messageOf(() => servicesFrom(wrong, file))).toBe(
      [
        'Pulumi.dev.yaml  config["idcs-apps:services"].Shop: "Shop" cannot be the name of a service (lower-case letters, digits and "-", beginning with a letter, at most 40 characters). Did you mean "shop"?',
        'Pulumi.dev.yaml  config["idcs-apps:services"].shop.app: "SHOP" does not say where the name of the instance goes: write {instance} once, for example "COMMERCE_{instance}".',
        'Pulumi.dev.yaml  config["idcs-apps:services"].shop.apis.REST: "REST" cannot be the name of an API (lower-case letters, digits and "-", beginning with a letter, at most 40 characters). Did you mean "rest"?',
        'Pulumi.dev.yaml  config["idcs-apps:services"].shop.titel: "titel" is not a key of a service (it has title, app, defaultScope, defaultRole, userTokensOnly, clientUser, apis). Did you mean "title"?',
        'Pulumi.dev.yaml  config["idcs-apps:services"].other: "Other" is a string, but an object is expected, for example {title: Oracle Commerce, app: "COMMERCE_{instance}"}.',
        'Pulumi.dev.yaml  config["idcs-apps:services"].last.title: 5 is a number, but a string is expected: put it in quotes, "5".',
        'Pulumi.dev.yaml  config["idcs-apps:services"].user.clientUser: "stack" has no users for clients: service or domain.',
      ].join("\n"),
    );
  });

  it("is applied by loadServices to a stack's configuration file, with places in messages", () => {
    const folder = folderWith({
      "Pulumi.dev.yaml":
        "config:\n  oci:region: a\n  idcs-apps:services:\n    shop: { title: Shop, app: 'SHOP_{instance}' }\n",
      "Pulumi.test.yaml": "config:\n  idcs-apps:services:\n    shop: { titel: Shop }\n",
      "Pulumi.prod.yaml": "encryptionsalt: v1\n",
    });
    expect(loadServices(`${folder}/Pulumi.dev.yaml`).shop?.appOf?.("a")).toBe("SHOP_a");
    expect(loadServices(`${folder}/Pulumi.prod.yaml`)).toStrictEqual(builtInServices);
    expect(messageOf(() => loadServices(`${folder}/Pulumi.test.yaml`), folder, "here")).toBe(
      'here/Pulumi.test.yaml:3:13  config["idcs-apps:services"].shop.titel: "titel" is not a key of a service (it has title, app, defaultScope, defaultRole, userTokensOnly, clientUser, apis). Did you mean "title"?',
    );
  });

  it("returns services that manifests and environments can name like built-in ones", () => {
    const services: Services = servicesFrom({ commerce }, file);
    const teams = folderWith({
      "a.yaml": `team: a
owner: a@example.com
clients:
  - name: b
    grantTypes: [client_credentials]
    access: [{ service: commerce, instance: shop }]
  - name: c
    grantTypes: [client_credentials]
    access: [{ service: commerce, instance: shop, apis: rest }]
`,
    });
    expect(loadTeams(teams, { services })[0]?.clients.map(({ access }) => access[0])).toStrictEqual([
      { app: "COMMERCE_shop_APP", service: "commerce", scopes: ["/all"], roles: [] },
      { app: "COMMERCE_shop_APP", service: "commerce", scopes: ["/rest/*"], roles: [] },
    ]);
    const environments = folderWith({
      "dev.yaml":
        "identityDomain: { url: https://a }\nroleAssignments: [{ service: commerce, instance: shop, role: r, users: [u] }]\n",
    });
    expect(loadEnvironment(environments, "dev", { services }).roleAssignments[0]?.app).toBe("COMMERCE_shop_APP");
  });
});
