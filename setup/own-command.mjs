import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { isPackage } from "./places.mjs";

/** Scripts of package.json that are no commands of `idcs-apps`: the command runs them by their name. */
const programs = ["pulumi", "local-domain", "forge"];

/**
 * A command of this project as its user writes it here: `npm run …` in a checkout, `npx idcs-apps …` where the npm package is used.
 *
 * @param {string} script a script of package.json, such as `check`, `pulumi` or `idcs-apps`
 * @param {string} [args] what follows
 * @param {boolean} [inPackage]
 */
export function ownCommand(script, args = "", inPackage = isPackage) {
  const words = inPackage
    ? ["npx idcs-apps", script === "idcs-apps" ? "" : script, args]
    : [script === "start" ? "npm" : "npm run", script, args && `-- ${args}`];
  return words.filter((word) => word !== "").join(" ");
}

/** Commands that need no project in the working directory. */
const anywhere = ["init", "completion", "inspect", "explain", "export-seed", "local-domain", "help"];

/**
 * Why a command cannot work in a folder: there is no project.
 *
 * @param {readonly string[]} args what follows `idcs-apps`
 * @param {string} folder
 * @returns {string | undefined} with the next command
 */
export function missingProject([name = "", ...rest], folder) {
  const isOther = name === "" || name.startsWith("-") || anywhere.includes(name);
  if (isOther || rest.some((arg) => arg === "--help" || arg === "-h")) return undefined;
  const isHere = (/** @type {string} */ at) => existsSync(join(at, "Pulumi.yaml"));
  if (isHere(folder) || ["teams", "environments"].some((part) => existsSync(join(folder, part)))) return undefined;
  let above = dirname(folder);
  while (!isHere(above) && above !== dirname(above)) above = dirname(above);
  const next = isHere(above)
    ? `The project is in ${above}: run the command there.`
    : "`npx idcs-apps init` writes one; or run the command in the folder of one.";
  return `${folder} has no project of idcs-apps: neither Pulumi.yaml nor teams/. ${next}`;
}

/**
 * What `idcs-apps <arguments>` runs: a program of `setup/commands.mjs`, and its arguments.
 *
 * @param {readonly string[]} args
 * @returns {{ name: string, args: readonly string[] }}
 */
export function programOf(args) {
  const [name = "", ...rest] = args;
  if (!programs.includes(name)) return { name: "idcs-apps", args };
  return { name, args: rest[0] === "--" ? rest.slice(1) : rest };
}
