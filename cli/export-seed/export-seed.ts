import { writeFileSync } from "node:fs";
import { stringify } from "yaml";
import type { AuthenticationSettings } from "../../identity-domain/credentials/authentication-settings.ts";
import { chooseCredentials } from "../../identity-domain/credentials/choose-credentials.ts";
import { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import { ownCommand } from "../../setup/own-command.mjs";
import { count } from "../../wording/plural.ts";
import { readDomain } from "./read-domain.ts";
import { type SeedLists, seedOf } from "./seed-of.ts";

/** Options of `exportSeed`. */
export interface ExportSeedOptions {
  /** The identity domain's URL. */
  readonly url: string;
  /** How to authenticate; completed from environment variables and the profile file, as for the plugin. */
  readonly authentication: AuthenticationSettings;
  readonly environment?: NodeJS.ProcessEnv;
}

/**
 * Writes a seed file of a live domain for the local one, and as a catalogue for reviews. It changes nothing in the domain. The seed
 * contains no secrets, but names and e-mail addresses of people.
 *
 * A file that ends with `.json` has one entry on a line: two of them are compared line by line, and a domain that did not change
 * gives the same bytes. It says which domain it is of. Any other file is YAML. The file is written when everything is read.
 *
 * @returns a summary of the seed
 * @throws IdentityDomainError
 */
export async function exportSeed(file: string, options: ExportSeedOptions): Promise<string> {
  const { url, authentication, environment = process.env } = options;
  const domain = new IdentityDomain(url, await chooseCredentials(authentication, environment));
  const seed = seedOf(await readDomain(domain));
  const heading = `# ${domain.url} as a seed: ${ownCommand("local-domain", "serve --seed <this file>")}\n\n`;
  const content = /\.json$/i.test(file)
    ? jsonLines(domain.url, seed)
    : heading + stringify({ identityDomain: domain.url, ...seed });
  writeFileSync(file, content, { mode: 0o600 });
  const counts = Object.entries(seed).map(([name, list]) => count(list.length, called(name)));
  return `${file}: ${counts.join(", ")}`;
}

/** One entry of a list of the seed, in words: `networkPerimeters` is a "network perimeter". */
function called(list: string): string {
  return list.replace(/s$/, "").replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** A seed as JSON with one entry on each line. */
function jsonLines(url: string, seed: SeedLists): string {
  const lists = Object.entries(seed).map(([name, list]) => {
    const lines = list.map((entry) => JSON.stringify(entry)).join(",\n");
    return `${JSON.stringify(name)}: [\n${lines}\n]`;
  });
  return `{\n${[`"identityDomain": ${JSON.stringify(url)}`, ...lists].join(",\n")}\n}\n`;
}
