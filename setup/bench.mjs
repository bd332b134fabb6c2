// npm run bench: what the tool costs, as a table (docs/performance.md).
import { main, runNode } from "./command.mjs";
import { prepareEngine } from "./prepare.mjs";

await main(async () => {
  const { node, env } = await prepareEngine();
  return runNode(node, ["bench/main.ts", ...process.argv.slice(2)], env);
});
