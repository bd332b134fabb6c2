import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Collection, IdentityDomain } from "../../identity-domain/identity-domain.ts";
import { withLocalFingerprint } from "../../setup/local-stack.mjs";
import { makeCertificate } from "../local/certificates.ts";
import { administratorOf, ours, writesSince } from "../stack/administrator.ts";
import { createWorld, outputOf, type World } from "../stack/world.ts";

// A program that knows the package by its plugin alone, as programs in other languages do. Its configuration has no right in the domain:
// everything must use the provider that the program passes.
const checkout = resolve(import.meta.dirname, "..", "..");

const project = `name: shop
runtime: { name: nodejs, options: { typescript: false } }
main: shop.mjs
plugins:
  providers:
    - { name: idcs-apps, path: ${checkout}/package }
    - { name: oci, path: ${checkout}/provider }
`;

const program = `import * as pulumi from "@pulumi/pulumi";
import * as oci from "@pulumi/oci";

const config = new pulumi.Config("shop");
const { administrator, identityDomainUrl, base64, user } = config.requireObject("given");
const providers = { oci: new oci.Provider("administrator", administrator) };

function remote(type, name, args, ...outputs) {
  const inputs = { identityDomainUrl, ...args, ...Object.fromEntries(outputs.map((one) => [one, undefined])) };
  return new pulumi.ComponentResource("idcs-apps:index:" + type, name, inputs, { providers }, true);
}

const office = remote("NetworkPerimeter", "office", { perimeterName: "office", addresses: ["203.0.113.0/24"] }, "perimeterId");
const certificate = remote("ClientCertificate", "certificate", { alias: "shop", base64 }, "certificateAlias");
const orders = remote(
  "ResourceApplication",
  "orders",
  {
    displayName: "Orders",
    audience: "https://orders.example.com/",
    scopes: [{ value: "read" }],
    roles: [{ name: "Clerk" }],
    tags: { "cost-center": "42" },
  },
  "applicationId",
  "roleIds",
  "fullyQualifiedScopes",
);
const shop = remote(
  "ConfidentialApplication",
  "shop",
  {
    displayName: "Shop",
    grantTypes: ["client_credentials"],
    scopes: [orders.fullyQualifiedScopes.read],
    networkPerimeterIds: [office.perimeterId],
    certificateAliases: [certificate.certificateAlias],
    authorizedResources: { tagged: { color: "green" } },
  },
  "applicationId",
  "clientId",
  "clientSecret",
);
remote("AppRoleAssignment", "clerk", {
  resourceApplicationId: orders.applicationId,
  roleId: orders.roleIds.Clerk,
  granteeType: "App",
  granteeId: shop.applicationId,
});
remote("AccessAssignment", "callan", { applicationId: shop.applicationId, granteeType: "User", granteeId: user });
remote("ManagedApplication", "finance", { service: "integration", instance: "finance", description: "Managed" });
const client = remote(
  "Client",
  "ledger-sync",
  {
    team: "payments",
    owner: "payments-dev@example.com",
    grantTypes: ["Client credentials", "Refresh token"],
    access: [{ service: "integration", instance: "finance", roles: ["ServiceDeveloper"] }],
  },
  "clientId",
  "clientSecret",
  "scope",
  "tokenUrl",
);
export const { clientId, clientSecret, scope, tokenUrl } = client;
export const shopSecret = shop.clientSecret;
`;

let world: World;
let administrator: IdentityDomain;

beforeAll(async () => {
  world = await createWorld({});
  world.write("Pulumi.yaml", project);
  world.write("shop.mjs", program);
  outputOf(await world.pulumiWith({ PULUMI_STACK: undefined }, "stack", "init", "dev"));
  administrator = await administratorOf(world.domain);
  const { dataFolder, url } = world.domain;
  const { base64 } = await makeCertificate("shop");
  const [user] = await find("Users", 'userName eq "callan@example.com"');
  const rightful = {
    tenancyOcid: "ocid1.tenancy.oc1..local",
    userOcid: "ocid1.user.oc1..localadmin",
    fingerprint: withLocalFingerprint({}, dataFolder).OCI_FINGERPRINT,
    privateKeyPath: join(dataFolder, "admin-key.pem"),
    region: "us-ashburn-1",
  };
  const given = { administrator: rightful, identityDomainUrl: url, base64, user: user?.id };
  const wrong = Object.entries({ ...rightful, userOcid: "ocid1.user.oc1..nobody" });
  const values = wrong.map(([key, value]) => `  oci:${key}: ${JSON.stringify(value)}\n`).join("");
  const { encryptionsalt } = parse(world.read("Pulumi.dev.yaml")) as { encryptionsalt: string };
  world.write(
    "Pulumi.dev.yaml",
    `encryptionsalt: ${encryptionsalt}\nconfig:\n${values}  shop:given: ${JSON.stringify(given)}\n`,
  );
});
afterAll(() => world?.close());

async function find(collection: Collection, filter: string) {
  return (await administrator.list(collection, { query: { filter, attributeSets: "all" } })).Resources;
}

describe("a program that uses the component package", () => {
  let up: string;
  beforeAll(async () => {
    up = outputOf(await world.pulumi("up", "--yes", "--skip-preview"));
  });

  it("provisions every component with the provider that it passes", async () => {
    const [shop] = await find("Apps", 'displayName eq "Shop"');
    expect(shop).toMatchObject({
      name: "shop_dev",
      trustScope: "Tags",
      allowedScopes: [{ fqs: "https://orders.example.com/read" }],
      certificates: [{ certAlias: "shop" }],
      clientIPChecking: "whitelisted",
    });
    const grants = await find("Grants", `grantee.value eq "${shop?.id}"`);
    expect(grants.map(({ entitlement }) => entitlement)).toMatchObject([{ attributeName: "appRoles" }]);
    expect(await find("Grants", `app.value eq "${shop?.id}"`)).toMatchObject([{ grantee: { type: "User" } }]);
    expect(await find("Apps", 'displayName eq "OICINST_finance"')).toMatchObject([{ description: "Managed" }]);
    expect(await find("Apps", 'displayName eq "Orders"')).toMatchObject([
      { tags: expect.arrayContaining([{ key: "cost-center", value: "42" }]) },
    ]);
  });

  it("has the outputs of a client, and its secret as a secret", async () => {
    expect(up).toMatch(/clientSecret: \[secret\]/);
    const { clientSecret, ...shown } = (await world.outputs()) as unknown as Record<string, unknown>;
    expect(clientSecret).toBe("[secret]");
    expect(shown).toMatchObject({
      clientId: "payments_ledger_sync_dev",
      tokenUrl: `${world.domain.url}/oauth2/v1/token`,
    });
  });

  it("is warned of what has no effect, at the argument", () => {
    expect(up).toContain(
      'warning: Client "ledger-sync": grantTypes[1]: "Refresh token" has no effect here: there is no refresh token with "Client credentials".',
    );
  });

  it("leaves no secret in clear in what Pulumi keeps", async () => {
    const outputs = (await world.outputs("--show-secrets")) as unknown as Record<string, unknown>;
    const kept = world.keptFiles();
    for (const secret of [outputs.clientSecret, outputs.shopSecret]) {
      expect(secret).toMatch(/^idcscs-/);
      expect(kept.filter(({ text }) => text.includes(String(secret)))).toEqual([]);
    }
  });

  it("sends no write in a second run", async () => {
    const from = world.domain.requests.length;
    outputOf(await world.pulumi("up", "--yes", "--skip-preview", "--expect-no-changes"));
    expect(writesSince(world.domain, from)).toEqual([]);
  });

  it("is told the argument that is wrong, and nothing is changed", async () => {
    world.write("shop.mjs", program.replace('"Client credentials"', '"Client credentails"'));
    const from = world.domain.requests.length;
    const { code, output } = await world.pulumi("up", "--yes", "--skip-preview");
    world.write("shop.mjs", program);
    expect(code).not.toBe(0);
    expect(output).toMatch(
      /Client "ledger-sync": grantTypes\[0\]: "Client credentails" is not a grant type .* Did you mean "Client credentials"\?/,
    );
    expect(output).not.toMatch(/^ +at /m);
    expect(writesSince(world.domain, from)).toEqual([]);
  });

  it("destroys what it created, and leaves the managed application", async () => {
    outputOf(await world.pulumi("destroy", "--yes", "--skip-preview"));
    expect(await ours(administrator)).toEqual({ apps: [], grants: [] });
    expect(await find("Apps", 'displayName eq "OICINST_finance"')).toMatchObject([{ description: "Managed" }]);
  });
});
