import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { isPackage } from "../../setup/places.mjs";

const name = "idcs-apps";

/**
 * The folder of the code as a project names it in its files: the project itself if it is a checkout, else `dist` of the npm package
 * in the nearest `node_modules`. A workspace has its packages in the `node_modules` of its root.
 */
export function codeOf(project: string, inPackage: boolean = isPackage): string {
  if (!inPackage) return project;
  for (let folder = resolve(project); ; folder = dirname(folder)) {
    const found = join(folder, "node_modules", name, "dist");
    if (existsSync(found)) return found;
    if (folder === dirname(folder)) return join(project, "node_modules", name, "dist");
  }
}

/**
 * The line by which an editor finds the JSON Schema of a file: a comment with a path that is relative to the file, as all editors
 * with the YAML language server read it.
 *
 * @param file its path, in the project
 */
export function schemaLine(
  kind: "team" | "environment",
  file: string,
  project: string,
  inPackage: boolean = isPackage,
): string {
  const schema = join(codeOf(project, inPackage), "manifest", `${kind}.schema.json`);
  return `# yaml-language-server: $schema=${relative(dirname(file), schema)}\n`;
}
