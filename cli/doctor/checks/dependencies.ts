import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { satisfies, validRange } from "semver";
import { isPackage } from "../../../setup/places.mjs";
import { count } from "../../../wording/plural.ts";
import { failed, notChecked, ok, type Result } from "../check.ts";

/** Whether the packages that package.json names are installed in its versions. */
export function checkDependencies(folder: string): Result {
  if (!existsSync(join(folder, "package.json")))
    return notChecked("there is no package.json: run it in the project's folder");
  const {
    dependencies = {},
    devDependencies = {},
    peerDependencies = {},
  } = json(join(folder, "package.json")) as PackageFile;
  // What a user of the package installs next to it, a checkout has for its development.
  const peers = Object.entries(devDependencies).filter(([name]) => name in peerDependencies);
  const needed = [...Object.entries(dependencies), ...peers];
  const wrong = needed.flatMap(([name, version]) => {
    const installed = versionOf(join(folder, "node_modules", name, "package.json"));
    if (installed !== undefined && isIn(installed, version)) return [];
    return [`${name} ${installed === undefined ? "is missing" : `is ${installed}`} (${version} is needed)`];
  });
  if (wrong.length === 0) return ok(`${count(needed.length, "package")}, all in the versions of package.json`);
  return failed(wrong.join("; "), `\`npm ci\` installs them${isPackage ? "" : "; so does any command by `npm run`"}.`);
}

type PackageFile = Readonly<
  Partial<Record<"dependencies" | "devDependencies" | "peerDependencies", Readonly<Record<string, string>>>>
>;

/** Whether a version is one that package.json asks for; of a file, a folder or a repository any is. */
function isIn(version: string, wanted: string): boolean {
  return validRange(wanted) === null || satisfies(version, wanted);
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
