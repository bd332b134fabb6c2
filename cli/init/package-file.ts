import { CommandError } from "../errors/command-error.ts";

type PackageFile = Record<string, unknown> & {
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
};

/** What the repository calls by `npm run`, as in this project's own checkout: the pipelines do. */
const scripts = {
  start: "idcs-apps start",
  check: "idcs-apps check",
  "idcs-apps": "idcs-apps",
  pulumi: "idcs-apps pulumi",
  "local-domain": "idcs-apps local-domain",
  forge: "idcs-apps forge",
};

/** Whether a package.json says that its JavaScript is ES modules. @throws CommandError if it is no JSON object */
export function isModule(text: string | undefined): boolean {
  return text !== undefined && parsed(text).type === "module";
}

/**
 * A package.json with what the repository needs in addition. What it says already stays as it is.
 *
 * @param text what it is today; undefined if there is none
 * @param version of this package
 * @throws CommandError if it is no JSON object
 */
export function withDependency(text: string | undefined, version: string): string {
  const today = text === undefined ? { private: true } : parsed(text);
  const isThere = "idcs-apps" in { ...today.dependencies, ...today.devDependencies };
  const dependencies = isThere ? {} : { dependencies: { ...today.dependencies, "idcs-apps": version } };
  return `${JSON.stringify({ ...today, scripts: { ...scripts, ...today.scripts }, ...dependencies }, null, 2)}\n`;
}

function parsed(text: string): PackageFile {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as PackageFile;
  } catch {}
  throw new CommandError("package.json is no JSON object: correct it, and run the command again.");
}
