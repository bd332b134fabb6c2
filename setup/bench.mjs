// npm run bench: what the tool costs, as a table (docs/performance.md).
import { main, passThrough } from "./command.mjs";
import { prepareEngine } from "./prepare.mjs";

await main(async () => {
  const { node, env } = await prepareEngine();
  return passThrough(node, ["--disable-warning=ExperimentalWarning", "bench/main.ts", ...process.argv.slice(2)], env);
});
