import { join } from "node:path";
import type { ClientOptions } from "../../identity-domain/sending/client-options.ts";
import { clientOptionsIn } from "../../identity-domain/sending/patience-settings.ts";
import { builtInServices, type Services } from "../../manifest/oracle/services.ts";
import { stringAt } from "../../manifest/yaml/plain-object.ts";
import { readYaml } from "../../manifest/yaml/yaml-file.ts";
import { identityDomainUrl } from "../../naming/identity-domain-url.ts";
import { type StackSettings, stackSettings } from "../project/stack-settings.ts";
import { asCached, type CachedApps, cachedApps, cacheFolder, keepApps } from "./cache.ts";
import { findApps, type Search } from "./find.ts";
import type { Catalog } from "./json.ts";
import { serviceOfApp } from "./service-of-app.ts";
import { usesIn } from "./uses.ts";

/** Options of `catalog`. */
export interface CatalogOptions extends Search {
  readonly stack: string;
  /** The most apps that are shown. @default all */
  readonly limit?: number | undefined;
  /** Whether the domain is asked even if the cache is fresh. */
  readonly refresh: boolean;
}

/** Where `catalog` works, and with what. */
export interface CatalogContext {
  /** The project's folder. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly now: () => Date;
  /** Takes words about the answer: how old it is, why it is not newer. */
  readonly note: (text: string) => void;
  /** Runs what may take long, and says so. */
  readonly progress: <T>(text: string, work: () => Promise<T>) => Promise<T>;
  /** Options of the client of the identity domain, in addition to the stack's settings. */
  readonly client?: ClientOptions;
}

/** How long cached apps are used without asking the domain: a day. */
export const freshFor = 24 * 60 * 60 * 1000;

/**
 * Searches the resource apps of a stack's identity domain, in a cache of their public attributes. The domain is asked, with GET
 * requests only, if there is no cache, if it is older than a day, and with `refresh`. What only that needs is loaded then.
 *
 * @throws CommandError, ManifestError or IdentityDomainError
 */
export async function catalog(options: CatalogOptions, context: CatalogContext): Promise<Catalog> {
  const { stack, limit = Number.POSITIVE_INFINITY } = options;
  const [environmentName = ""] = stack.split(".");
  const settings = stackSettings(context.folder, stack);
  const services = await servicesIn(settings, stack);
  const url = settings.identityDomainUrl ?? (await urlOf(context.folder, environmentName, services));
  const { identityDomain, readAt, apps } = await appsOf(url, settings, options.refresh, context);
  const found = findApps(apps, options);
  const shown = found.slice(0, limit);
  const usesOf = usesIn(context.folder, environmentName, services);
  return {
    identityDomain,
    readAt,
    total: found.length,
    apps: shown.map((one) => {
      const app = one.app();
      return { ...app, ...serviceOfApp(app.app, services), usedBy: usesOf(app) };
    }),
  };
}

/** The cached apps or, if they are too old, those of today. */
async function appsOf(url: string, settings: StackSettings, refresh: boolean, context: CatalogContext) {
  const { environment, note, now } = context;
  const folder = cacheFolder(environment);
  const cached = cachedApps(folder, url);
  const age = cached === undefined ? Number.POSITIVE_INFINITY : now().getTime() - Date.parse(cached.readAt);
  // A time in the future is the mistake of a clock.
  if (cached !== undefined && !refresh && age >= 0 && age < freshFor) {
    note(`${cached.apps.length} resource apps of ${url}, read ${inWords(age)} ago; --refresh reads them again.`);
    return cached;
  }
  const read = async () => readNow(url, settings, context);
  let fresh: CachedApps;
  try {
    fresh = await context.progress(`Reading the resource apps of ${url}`, read);
  } catch (error) {
    const { IdentityDomainError } = await import("../../identity-domain/identity-domain-error.ts");
    if (cached === undefined || refresh || !(error instanceof IdentityDomainError)) throw error;
    note(`${error.message}\nThe answer is from the cache, read ${inWords(Math.max(age, 0))} ago.`);
    return cached;
  }
  try {
    keepApps(folder, fresh);
  } catch (error) {
    note(
      `The apps cannot be kept in ${folder} (${(error as NodeJS.ErrnoException).code}): the next search reads them again.`,
    );
  }
  return fresh;
}

async function readNow(url: string, settings: StackSettings, { environment, now, client }: CatalogContext) {
  const { IdentityDomain } = await import("../../identity-domain/identity-domain.ts");
  const { stackCredentials } = await import("../project/stack-credentials.ts");
  const { readApps } = await import("./read-apps.ts");
  const credentials = await stackCredentials(settings, environment);
  const domain = new IdentityDomain(url, credentials, { ...clientOptionsIn(settings.patience), ...client });
  return asCached(url, now(), await readApps(domain));
}

/** The services that the stack knows; the rules for its own are loaded only if it has some. */
async function servicesIn({ services }: StackSettings, stack: string): Promise<Services> {
  if (services === undefined) return builtInServices;
  return (await import("../../manifest/load-services.ts")).servicesFrom(services, `Pulumi.${stack}.yaml`);
}

/** The URL in an environment's file. All rules for such files are loaded only if it is not there. */
async function urlOf(folder: string, environment: string, services: Services): Promise<string> {
  const { value } = readYaml(join(folder, "environments", `${environment}.yaml`));
  const checked = identityDomainUrl(stringAt((value as { identityDomain?: unknown })?.identityDomain, "url") ?? "");
  if ("url" in checked) return checked.url;
  const { loadEnvironment } = await import("../../manifest/load-environment.ts");
  return loadEnvironment(join(folder, "environments"), environment, { services }).identityDomainUrl;
}

/** A duration with its largest unit: `5 min`. */
export function inWords(milliseconds: number): string {
  const units = [
    [86_400_000, "d"],
    [3_600_000, "h"],
    [60_000, "min"],
  ] as const;
  const [size, name] = units.find(([unit]) => milliseconds >= unit) ?? [1000, "s"];
  return `${Math.floor(milliseconds / size)} ${name}`;
}
