import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorld, outputOf, type World } from "../stack/world.ts";

const checkout = resolve(import.meta.dirname, "..", "..");

/** A program without the project's code: it knows the package by its plugin alone. */
const pulumiYaml = `name: shop
runtime: { name: nodejs, options: { typescript: false } }
main: shop.mjs
plugins:
  providers:
    - { name: idcs-apps, path: ${checkout}/package }
    - { name: oci, path: ${checkout}/provider }
`;

const remote = `import * as pulumi from "@pulumi/pulumi";
class Remote extends pulumi.ComponentResource {
  constructor(type, name, args, options) {
    super("idcs-apps:index:" + type, name, args, options, true);
  }
}
const identityDomainUrl = new pulumi.Config("shop").require("url");
`;

const ledgerSync = `
const client = new Remote("Client", "ledger-sync", {
  identityDomainUrl,
  team: "payments",
  owner: "payments-dev@example.com",
  grantTypes: ["Client credentials"],
  access: [{ service: "integration", instance: "finance", roles: ["ServiceDeveloper"] }],
  clientId: undefined, clientSecret: undefined, scope: undefined, tokenUrl: undefined,
});
export const { clientId, clientSecret, scope, tokenUrl } = client;
`;

let world: World;

beforeAll(async () => {
  world = await createWorld({});
  world.write("Pulumi.yaml", pulumiYaml);
  outputOf(await world.pulumiWith({ PULUMI_STACK: undefined }, "stack", "init", "dev"));
  outputOf(await world.pulumi("config", "set", "shop:url", world.domain.url));
});
afterAll(() => world.close());

describe("Client of the component package", () => {
  it("provisions", async () => {
    world.write("shop.mjs", remote + ledgerSync);
    const said = await world.pulumi("up", "--yes");
    console.log(said.output);
    expect(said.code).toBe(0);
    console.log(await world.outputs());
    world.write(
      "shop.mjs",
      remote + ledgerSync.replace('"Client credentials"', '"Client credentails"').replace("ServiceDeveloper", "X"),
    );
    console.log((await world.pulumi("preview")).output);
    world.write("shop.mjs", remote + ledgerSync.replace("ServiceDeveloper", "ServiceDeveloppr"));
    console.log((await world.pulumi("preview")).output);
  });
});
