import { describe, expect, it } from "vitest";
import { loadEnvironment } from "../../manifest/load-environment.ts";
import { loadServices, servicesFrom } from "../../manifest/load-services.ts";
import { loadTeams } from "../../manifest/load-teams.ts";
import { builtInServices, type Services } from "../../manifest/oracle/services.ts";
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
    ]);
  });

  it("derives the name of Oracle Integration's app from its instance", () => {
    expect(builtInServices.integration.appOf("finance")).toBe("OICINST_finance");
  });
});

describe("servicesFrom", () => {
  const commerce = {
    title: "Oracle Commerce",
    app: "COMMERCE_{instance}_APP",
    defaultScope: "/all",
    defaultRole: "Caller",
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

  it.each([undefined, null, {}])("returns the built-in services for %j", (value) => {
    expect(servicesFrom(value, file)).toStrictEqual(builtInServices);
  });

  it("refuses a configuration with everything that is wrong", () => {
    const wrong = {
      Shop: {},
      shop: { titel: "Shop", app: "SHOP", apis: { REST: "/" } },
      other: "Other",
      last: { title: 5 },
    };
    expect(messageOf(() => servicesFrom(wrong, file))).toBe(
      [
        'Pulumi.dev.yaml  config["idcs-apps:services"].Shop: "Shop" cannot be the name of a service (lower-case letters, digits and "-", beginning with a letter, at most 40 characters). Did you mean "shop"?',
        'Pulumi.dev.yaml  config["idcs-apps:services"].shop.app: "SHOP" does not say where the name of the instance goes: write {instance} once, for example "COMMERCE_{instance}".',
        'Pulumi.dev.yaml  config["idcs-apps:services"].shop.apis.REST: "REST" cannot be the name of an API (lower-case letters, digits and "-", beginning with a letter, at most 40 characters). Did you mean "rest"?',
        'Pulumi.dev.yaml  config["idcs-apps:services"].shop.titel: "titel" is not a key of a service (it has title, app, defaultScope, defaultRole, apis). Did you mean "title"?',
        'Pulumi.dev.yaml  config["idcs-apps:services"].other: "Other" is a string, but an object is expected, for example {title: Oracle Commerce, app: "COMMERCE_{instance}"}.',
        'Pulumi.dev.yaml  config["idcs-apps:services"].last.title: 5 is a number, but a string is expected: put it in quotes, "5".',
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
      'here/Pulumi.test.yaml:3:13  config["idcs-apps:services"].shop.titel: "titel" is not a key of a service (it has title, app, defaultScope, defaultRole, apis). Did you mean "title"?',
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
