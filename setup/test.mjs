// npm test: every test, with the real engine and other people's clients. Arguments go to vitest: npm test -- test/manifest
import { areClientsNamed, ensureClients } from "./clients.mjs";
import { main, runNode } from "./command.mjs";
import { prepareEngine } from "./prepare.mjs";

await main(async () => {
  const { node, env } = await prepareEngine();
  const args = process.argv.slice(2);
  const clients = areClientsNamed(args) ? { IDCS_APPS_CLIENTS: JSON.stringify(await ensureClients()) } : {};
  return runNode(node, ["node_modules/vitest/vitest.mjs", "run", ...args], { ...env, ...clients });
});
