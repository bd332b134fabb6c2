import { readFileSync, statSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import type { Environment } from "../../manifest/keys-and-defaults/environment.ts";
import { unreadable } from "../../manifest/yaml/files.ts";
import { isPlainObject } from "../../manifest/yaml/plain-object.ts";
import { identityDomainUrl } from "../../naming/identity-domain-url.ts";
import type { Catalog, CatalogApp } from "../../plan/names-in-catalog.ts";
import { quote } from "../../wording/quote.ts";
import { CommandError } from "../errors/command-error.ts";

/** The largest catalogue: 256 MiB, about a hundred thousand applications. */
const largest = 256 * 1_048_576;

const text = z.string();
const texts = z.array(text).default([]);
const flag = z.boolean().default(true);

const app = z.object({
  displayName: text,
  clientId: text.default(""),
  audience: text.optional(),
  isOAuthResource: z.boolean().optional(),
  scopes: z.array(z.object({ value: text })).default([]),
  allowOffline: z.boolean().default(false),
  allowedGrants: texts,
  secondaryAudiences: texts,
  roles: z
    .array(z.object({ displayName: text, availableToUsers: flag, availableToGroups: flag, availableToClients: flag }))
    .default([]),
  tags: z.array(z.object({ key: text, value: text })).default([]),
});

const seed = z.object({
  identityDomain: text.optional(),
  apps: z.array(app).default([]),
  users: z.array(z.object({ userName: text })).default([]),
  groups: z.array(z.object({ displayName: text })).default([]),
  networkPerimeters: z.array(z.object({ name: text })).default([]),
});

/**
 * Reads a catalogue: a seed file that `export-seed` wrote. It is a file of the trusted branch.
 *
 * @param environment the environment whose domain it is to be of; a file that does not say which domain it is of is taken for that
 * @throws CommandError if it cannot be read, is none, or is of another domain
 */
export function readCatalog(file: string, environment: Pick<Environment, "name" | "identityDomainUrl">): Catalog {
  const content = contentOf(file);
  const { data, error } = seed.safeParse(content);
  const issue = error?.issues[0];
  const { identityDomain: _, ...lists } = seed.shape;
  const isSeed = isPlainObject(content) && Object.keys(content).some((key) => Object.hasOwn(lists, key));
  if (data === undefined || !isSeed) {
    const place = issue === undefined || issue.path.length === 0 ? "" : `${z.core.toDotPath(issue.path)}: `;
    const why = issue?.message ?? `it has none of ${Object.keys(lists).join(", ")}`;
    throw new CommandError(`--catalog: ${file} is not a seed file: ${place}${why}. ${writeAgain(file)}`);
  }
  refuseOtherDomain(file, data.identityDomain, environment);
  return {
    apps: data.apps.map(catalogApp),
    users: data.users.map(({ userName }) => userName),
    groups: data.groups.map(({ displayName }) => displayName),
    networkPerimeters: data.networkPerimeters.map(({ name }) => name),
  };
}

/** @throws CommandError if the catalogue says that it is of another domain than the environment's */
function refuseOtherDomain(
  file: string,
  written: string | undefined,
  { name, identityDomainUrl: url }: Pick<Environment, "name" | "identityDomainUrl">,
): void {
  if (written === undefined) return;
  const checked = identityDomainUrl(written);
  if ("url" in checked && checked.url === url) return;
  throw new CommandError(
    `--catalog: ${file} is of ${quote(written)}, but the identity domain of ${quote(name)} is ${url}: idcs-apps export-seed ${file} --url ${url}.`,
  );
}

/**
 * The catalogues that are written as `<environment>=<file>`, by environment.
 *
 * @throws CommandError if one is written in another way, or twice
 */
export function catalogFiles(written: readonly string[]): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const one of written) {
    const [, environment, file] = /^([^=]+)=(.+)$/s.exec(one) ?? [];
    if (environment === undefined || file === undefined)
      throw new CommandError(`--catalog: ${quote(one)} is not <environment>=<file>, such as dev=catalog/dev.json.`);
    if (files.has(environment)) throw new CommandError(`--catalog: ${quote(environment)} is given twice.`);
    files.set(environment, file);
  }
  return files;
}

function contentOf(file: string): unknown {
  let content: string;
  try {
    if (statSync(file).size > largest)
      throw new CommandError(`--catalog: ${file} is larger than ${largest / 1_048_576} MiB.`);
    content = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`--catalog: ${file} ${unreadable(error)} ${writeAgain(file)}`);
  }
  const isJson = /\.json$/i.test(file);
  try {
    return isJson ? JSON.parse(content) : parse(content);
  } catch {
    throw new CommandError(`--catalog: ${file} cannot be read as ${isJson ? "JSON" : "YAML"}. ${writeAgain(file)}`);
  }
}

function writeAgain(file: string): string {
  return `Write it again: idcs-apps export-seed ${file} --url <domain>.`;
}

function catalogApp({ audience, isOAuthResource, scopes, roles, tags, ...one }: z.infer<typeof app>): CatalogApp {
  const { displayName, clientId, allowOffline, allowedGrants, secondaryAudiences } = one;
  return {
    displayName,
    clientId,
    ...(audience !== undefined && isOAuthResource !== false && { audience }),
    scopes: scopes.map(({ value }) => value),
    allowsRefresh: allowOffline,
    grantTypes: allowedGrants,
    secondaryAudiences,
    roles: roles.map((role) => ({
      displayName: role.displayName,
      availableTo: [
        ...(role.availableToClients ? (["clients"] as const) : []),
        ...(role.availableToUsers ? (["users"] as const) : []),
        ...(role.availableToGroups ? (["groups"] as const) : []),
      ],
    })),
    tags: new Map(tags.map(({ key, value }) => [key, value])),
  };
}
