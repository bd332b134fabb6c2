import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createWorld, type World } from "./world.ts";

const launcher = resolve(import.meta.dirname, "..", "..", "provider", "pulumi-resource-oci");
let world: World;

beforeAll(async () => {
  world = await createWorld({
    "teams/payments.yaml": `
team: payments
owner: payments-dev@example.com
clients:
  - name: ledger-sync
    grantTypes: [client_credentials]
    access: [{ service: integration, instance: finance, roles: [] }]
`,
  });
});
afterAll(() => world?.close());

it("uses the plugin of the folder OCI_PROVIDER_PLUGIN in place of this project's", async () => {
  const folder = join(world.folder, "plugin");
  const used = join(folder, "used");
  mkdirSync(folder);
  writeFileSync(
    join(folder, "pulumi-resource-oci"),
    `#!/bin/sh\necho used >> "${used}"\nunset OCI_PROVIDER_PLUGIN\nexec "${launcher}" "$@"\n`,
  );
  chmodSync(join(folder, "pulumi-resource-oci"), 0o755);

  const { code, output } = await world.pulumiWith({ OCI_PROVIDER_PLUGIN: folder }, "preview");
  expect({ code, output }).toMatchObject({ code: 0 });
  expect(readFileSync(used, "utf8")).toBe("used\n");
  expect(output).toContain("The domain keeps them, and this preview does not show it.");
  expect((await world.pulumi("preview")).output).not.toContain("OCI_PROVIDER_PLUGIN");
});

it("says where it looked when that folder holds no plugin", async () => {
  const { code, output } = await world.pulumiWith({ OCI_PROVIDER_PLUGIN: world.folder }, "preview");
  expect(code).not.toBe(0);
  expect(output).toContain(`OCI_PROVIDER_PLUGIN=${world.folder}: there is no pulumi-resource-oci in that folder.`);
});
