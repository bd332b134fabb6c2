// npm test: every test, with the real engine and other people's clients. Arguments go to vitest: npm test -- test/manifest
import { main, runNode } from "./command.mjs";
import { prepareEngine } from "./prepare.mjs";

await main(async () => {
  const { node, env } = await prepareEngine();
  return runNode(node, ["node_modules/vitest/vitest.mjs", "run", ...process.argv.slice(2)], env);
});
