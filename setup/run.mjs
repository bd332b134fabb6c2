// Runs a TypeScript program of this project with a Node that is new enough: node setup/run.mjs <file.ts> [argument …]
import { main, passThrough } from "./command.mjs";
import { prepareNode } from "./prepare.mjs";

await main(async () => {
  const { node, env } = await prepareNode();
  return passThrough(node, ["--disable-warning=ExperimentalWarning", ...process.argv.slice(2)], env);
});
