// Runs a TypeScript program of this project with a Node that is new enough: node setup/run.mjs <file.ts> [argument …]
import { main, runNode } from "./command.mjs";
import { prepareNode } from "./prepare.mjs";

await main(async () => {
  const { node, env } = await prepareNode();
  return runNode(node, process.argv.slice(2), env);
});
