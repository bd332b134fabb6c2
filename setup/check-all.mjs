// npm run check:all: format, lint, imports, types, unused code, manifests; all of them run, whatever the others say.
import { main, runNode, say } from "./command.mjs";

const checks = {
  manifests: ["cli/main.ts", "check"],
  "format and lint": ["node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings", "."],
  imports: ["node_modules/dependency-cruiser/bin/dependency-cruiser.mjs", "--config", ".dependency-cruiser.mjs", "."],
  types: ["node_modules/typescript/bin/tsc", "--noEmit"],
  "unused code": ["node_modules/knip/bin/knip.js"],
};

await main(async () => {
  const failed = [];
  for (const [name, args] of Object.entries(checks)) {
    say(`checking ${name} …`);
    if ((await runNode(process.execPath, args, process.env)) !== 0) failed.push(name);
  }
  say(failed.length > 0 ? `failed: ${failed.join(", ")}` : "all checks passed");
  return failed.length > 0 ? 1 : 0;
});
