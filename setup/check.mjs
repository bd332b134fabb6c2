// npm run check: format, lint, types, unused code, manifests; all of them run, whatever the others say.
import { main, runNode, say } from "./command.mjs";
import { prepareNode } from "./prepare.mjs";

const checks = {
  "format and lint": ["node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings", "."],
  imports: ["node_modules/dependency-cruiser/bin/dependency-cruiser.mjs", "--config", ".dependency-cruiser.mjs", "."],
  types: ["node_modules/typescript/bin/tsc", "--noEmit"],
  "unused code": ["node_modules/knip/bin/knip.js"],
  manifests: ["cli/main.ts", "check"],
};

await main(async () => {
  const { node, env } = await prepareNode();
  const failed = [];
  for (const [name, args] of Object.entries(checks)) {
    say(`checking ${name} …`);
    if ((await runNode(node, args, env)) !== 0) failed.push(name);
  }
  say(failed.length > 0 ? `failed: ${failed.join(", ")}` : "all checks passed");
  return failed.length > 0 ? 1 : 0;
});
