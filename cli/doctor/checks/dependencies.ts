import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { count } from "../../../wording/plural.ts";
import { failed, notChecked, ok, type Result } from "../check.ts";

/** Whether the packages that package.json names are installed in its versions. */
export function checkDependencies(folder: string): Result {
  if (!existsSync(join(folder, "package.json")))
    return notChecked("there is no package.json: run it in the project's folder");
  const { dependencies = {} } = json(join(folder, "package.json")) as { dependencies?: Record<string, string> };
  const wrong = Object.entries(dependencies).flatMap(([name, version]) => {
    const installed = versionOf(join(folder, "node_modules", name, "package.json"));
    if (installed === version) return [];
    return [`${name} ${installed === undefined ? "is missing" : `is ${installed}`} (${version} is needed)`];
  });
  const all = Object.keys(dependencies).length;
  if (wrong.length === 0) return ok(`${count(all, "package")}, all in the versions of package.json`);
  return failed(wrong.join("; "), "`npm ci` installs them; so does any command by `npm run`.");
}

/** The version in a package's own file; npm reads `v1.2.0` as `1.2.0`. */
function versionOf(file: string): string | undefined {
  try {
    return (json(file) as { version?: string }).version?.replace(/^v/, "");
  } catch {
    return undefined;
  }
}

function json(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}
