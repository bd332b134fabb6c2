// npm test: every test, with the real engine. Arguments go to vitest: npm test -- test/manifest
import { main, passThrough } from "./command.mjs";
import { prepareEngine } from "./prepare.mjs";

await main(async () => {
  const { node, env } = await prepareEngine();
  return passThrough(
    node,
    ["--disable-warning=ExperimentalWarning", "node_modules/vitest/vitest.mjs", "run", ...process.argv.slice(2)],
    env,
  );
});
