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
