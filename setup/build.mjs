// npm run build: writes dist/, what the npm package has: TypeScript compiled with its declarations, everything else as it is.
import { cpSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { main, runNode } from "./command.mjs";
import { codeFolder } from "./places.mjs";

const dist = join(codeFolder, "dist");
const { include } = JSON.parse(readFileSync(join(codeFolder, "tsconfig.build.json"), "utf8"));

/** What a new repository begins with: `idcs-apps init` copies it. */
const samples = ["Pulumi.dev.yaml", "environments/dev.yaml", "teams/payments.yaml"];

/** Files that no compiler emits: schemas, styles, launchers, modules of Go. @param {string} folder @returns {string[]} */
function assetsIn(folder) {
  return readdirSync(join(codeFolder, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !/\.(ts|mjs)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(codeFolder.length + 1));
}

await main(async () => {
  rmSync(dist, { recursive: true, force: true });
  const compiler = join(codeFolder, "node_modules/typescript/bin/tsc");
  const code = await runNode(process.execPath, [compiler, "--project", "tsconfig.build.json"], process.env);
  if (code !== 0) return code;
  const folders = include.filter((/** @type {string} */ path) => !path.includes("."));
  for (const file of [...folders.flatMap(assetsIn), ...samples]) cpSync(join(codeFolder, file), join(dist, file));
  return 0;
});
