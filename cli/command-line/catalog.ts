import { Command, InvalidArgumentError, Option } from "commander";
import { heading, note, print, progress, stack } from "./common.ts";

export const catalog = new Command("catalog")
  .argument("[words...]", "what the app's name, audience, scopes or roles contain; a typo in each is forgiven")
  .description("search the resource apps of the identity domain: audience, scopes, roles, and who uses them already")
  .option(...stack)
  .option("--app <text>", "only apps whose display name contains this")
  .option("--scope <text>", "only apps with a scope that contains this")
  .option("--role <text>", "only apps with an app role whose name contains this")
  .option("--limit <number>", "the most apps that are shown (default: 10; with --json, all)", atLeastOne)
  .option("--refresh", "ask the identity domain, even if the cache is less than a day old", false)
  .addOption(new Option("--json", "print JSON instead of text").default(false).conflicts("manifest"))
  .option("--manifest", "print the part of a manifest that gives a client access", false)
  .addHelpText(
    "after",
    `
Exit code: 0 apps are found, 2 none is found, 1 error.

Examples:
  idcs-apps catalog finance
  idcs-apps catalog --role ServiceInvoker --json
  idcs-apps catalog --app OICINST_finance --scope /ic/api/ --role ServiceDeveloper --manifest`,
  )
  .action(async (words: string[], { json, manifest, ...options }: CatalogFlags) => {
    const { catalog } = await import("../catalog/catalog.ts");
    const found = await catalog(
      { limit: json ? undefined : 10, ...options, words },
      { folder: ".", environment: process.env, now: () => new Date(), note, progress },
    );
    if (found.total === 0) process.exitCode = 2;
    if (json) print(JSON.stringify(found, undefined, 2));
    else if (manifest && found.total > 0) print((await import("../catalog/snippet.ts")).snippet(found.apps, options));
    else print((await import("../catalog/text.ts")).renderCatalog(found, heading));
  });

function atLeastOne(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError("It must be a whole number of at least 1.");
  return Number(text);
}

/** The flags of `catalog`. */
interface CatalogFlags {
  readonly stack: string;
  readonly app?: string;
  readonly scope?: string;
  readonly role?: string;
  readonly limit?: number;
  readonly refresh: boolean;
  readonly json: boolean;
  readonly manifest: boolean;
}
