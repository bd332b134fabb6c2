import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { gte } from "semver";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorld, outputOf, type World } from "../stack/world.ts";

// `pulumi do` (engine 3.257) asks a plugin for its schema and for lists, without a program or a stack.

const version = spawnSync("pulumi", ["version"], { encoding: "utf8" }).stdout?.trim() || "v0.0.0";
const tooOld = gte(version, "3.257.0") ? "" : ` (skipped: it needs engine 3.257.0, and ${version} is on PATH)`;
const plugin = resolve(import.meta.dirname, "..", "..", "provider", "pulumi-resource-oci");
const type = "oci:Identity:DomainsApp";

describe.skipIf(tooOld)(`pulumi do${tooOld}`, () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld({
      "teams/payments.yaml": `
team: payments
owner: payments-dev@example.com
clients:
  - name: ledger
    grantTypes: [client_credentials]
    access: []
`,
    });
    outputOf(await world.pulumi("up", "--yes", "--skip-preview"));
  });
  afterAll(() => world?.close());

  const pulumiDo = async (...args: string[]): Promise<string> => {
    const env = { OCI_CONFIG_FILE: join(world.domain.dataFolder, "oci-config") };
    return outputOf(await world.pulumiWith(env, "do", "--package", plugin, ...args));
  };

  it("lists the domain's applications, reads one without its secret in clear, and imports it by the id of the list", async () => {
    const listed = await pulumiDo(
      type,
      "list",
      "--display-name",
      "payments-ledger",
      "--idcs-endpoint",
      world.domain.url,
    );
    const { clients } = await world.outputs();
    const application = clients["payments/ledger"]?.applicationId;
    const id = `idcsEndpoint/${world.domain.url}/apps/${application}`;
    expect(JSON.parse(listed)).toEqual([{ id, name: "payments-ledger" }]);

    const read = await pulumiDo(type, "read", id);
    const secret = (await world.outputs("--show-secrets")).clientSecrets["payments/ledger"];
    expect(secret).toMatch(/.{20}/);
    expect(read).toMatch(/clientSecret +: \[secret\]/);
    expect(read).not.toContain(secret);

    const token = "oci:Identity/domainsApp:DomainsApp";
    const flags = ["--generate-code=false", "--protect=false", "--yes", "--skip-preview"];
    outputOf(await world.pulumi("import", token, "listed", id, ...flags));
    expect(outputOf(await world.pulumi("stack", "--show-ids"))).toContain(String(application));
  });

  it("refuses a list without the domain, as its schema says", async () => {
    await expect(pulumiDo(type, "list")).rejects.toThrow('Missing required input "idcsEndpoint"');
  });
});
