import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureLanguages } from "./languages.ts";
import { startProgramWorld, withPath } from "./program-world.ts";
const languages = await ensureLanguages();
console.log(JSON.stringify(languages));
const manifest = `
team: payments
owner: payments-dev@example.com
clients:
  - name: ledger-sync
    description: Posts the nightly ledger to Oracle Integration
    grantTypes: [client_credentials]
    access:
      - { service: integration, instance: finance, roles: [ServiceDeveloper] }
    enforceGrants: true
    assign: { groups: [integration-testers] }
    tags: { cost-center: "4711" }
`;
it("x", async () => {
  const world = await startProgramWorld(manifest);
  try {
    const ran = await world.up(".");
    console.log(JSON.stringify(ran, null, 1));
    console.log(JSON.stringify(await world.destroy(".")));
    if ("missing" in languages.yaml) throw new Error("x");
    const env = withPath(languages.yaml.path);
    const y = await world.up("yaml", env);
    console.log("YAML", JSON.stringify(y, null, 1));
    console.log(JSON.stringify(await world.destroy("yaml", env)));
  } finally { await world.close(); }
});
