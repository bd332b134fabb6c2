import { cpSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorld, type World } from "../stack/world.ts";

const checkout = resolve(import.meta.dirname, "../..");

const team = `team: payments
owner: payments-dev@example.com
clients:
  - name: portal
    grantTypes: [Resource owner, Authorization code]
    redirectUrls: [https://s3cr3t-host.example.com/callback]
    access: [{ service: integration, instance: finance }]
    bypassConsent: true
  - name: admin
    grantTypes: [client_credentials]
    domainRoles: [User Administrator]
  - name: plain
    grantTypes: [client_credentials]
    access: []
`;

let world: World;
beforeAll(async () => {
  world = await createWorld({ "teams/payments.yaml": team });
  world.write(
    "environments/dev.yaml",
    `identityDomain: { url: "${world.domain.url}" }\nallowedDomainRoles: [User Administrator]\n`,
  );
  const project = join(world.folder, "project");
  for (const name of ["policy", "wording"]) symlinkSync(join(checkout, name), join(project, name));
});
afterAll(() => world?.close());

describe("pulumi preview --policy-pack", () => {
  it("stops at what the rules forbid, with places and without a value, and lets pass what is configured", async () => {
    const config = join(world.folder, "policy.json");
    const strict = { exceptEnvironments: [] };
    const names = ["grant-types", "redirects", "bypass-consent", "domain-roles", "all-resources", "on-behalf-of"];
    writeFileSync(
      config,
      JSON.stringify({
        ...Object.fromEntries(names.map((name) => [name, strict])),
        owner: { owners: ["*@acme.example"], allowed: ["payments/plain"] },
        redirects: { ...strict, schemes: ["com.example.shop"] },
      }),
    );
    const PATH = [process.env.PATH, join(checkout, "setup/engine/policy-host")].join(delimiter);
    const { code, output } = await world.pulumiWith(
      { PATH },
      "preview",
      "--policy-pack",
      join(checkout, "policy"),
      "--policy-pack-config",
      config,
    );
    console.log(output);
    expect(code).not.toBe(0);
  });
});
