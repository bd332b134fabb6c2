import type { AuthenticationSettings } from "../../identity-domain/credentials/authentication-settings.ts";
import { IdentityDomain, normalUrl } from "../../identity-domain/identity-domain.ts";
import { IdentityDomainError } from "../../identity-domain/identity-domain-error.ts";
import type { ClientOptions } from "../../identity-domain/sending/client-options.ts";
import type { IdentityDomainType } from "../../identity-domain/sending/pace.ts";
import { clientOptionsIn } from "../../identity-domain/sending/patience-settings.ts";
import { loadStack, type StackManifest } from "../../manifest/load-stack.ts";
import { filesIn } from "../../manifest/yaml/files.ts";
import { stackCredentials } from "../project/stack-credentials.ts";
import { stackSettings } from "../project/stack-settings.ts";
import type { ResourceApp } from "./domain-facts.ts";

/** Where a domain, its manifests and the credentials are found. */
export interface Place {
  readonly stack: string;
  /** The domain's URL, without any manifest. @default that of the stack */
  readonly domainUrl?: string | undefined;
  /** The project's folder. @default the working directory */
  readonly folder?: string;
  readonly authentication?: AuthenticationSettings;
  readonly environment?: NodeJS.ProcessEnv;
  /** Options of the client of the identity domain, in addition to the stack's settings. */
  readonly client?: ClientOptions;
}

/** A domain, and the manifests that belong to it. */
export interface Surroundings {
  readonly domainUrl: string;
  /** Absent if only the domain's URL was given. */
  readonly stack?: StackManifest;
  /** How fast the domain may be asked. */
  readonly identityDomainType: IdentityDomainType;
  /** Opens the domain with credentials. Rejects with an IdentityDomainError. */
  readonly asAdministrator: () => Promise<IdentityDomain>;
}

/**
 * The domain and the manifests of a stack, or a domain alone.
 *
 * @throws ManifestError, CommandError, or IdentityDomainError `ENDPOINT`
 */
export function surroundingsOf(place: Place): Surroundings {
  const { stack: name, folder = ".", authentication = {}, environment = process.env, client = {} } = place;
  const { domainUrl } = place;
  const settings = domainUrl === undefined ? stackSettings(folder, name) : undefined;
  const stack =
    domainUrl === undefined ? loadStack(name, { services: settings?.services, files: filesIn(folder) }) : undefined;
  const url = normalUrl(domainUrl ?? settings?.identityDomainUrl ?? stack?.identityDomainUrl ?? "");
  const options = { ...clientOptionsIn(settings?.patience ?? {}), ...client };
  let opened: Promise<IdentityDomain> | undefined;
  return {
    domainUrl: url,
    identityDomainType: options.identityDomainType ?? "premium",
    ...(stack && { stack }),
    asAdministrator: () => {
      opened ??= stackCredentials(
        { authentication: { ...settings?.authentication, ...authentication }, encrypted: settings?.encrypted ?? [] },
        environment,
      ).then((credentials) => new IdentityDomain(url, credentials, options));
      return opened;
    },
  };
}

/** The result of a question to the admin API; undefined if there is no admin access. */
export async function withAccess<Result>(
  { asAdministrator }: Surroundings,
  ask: (domain: IdentityDomain) => Promise<Result>,
): Promise<{ readonly result: Result } | { readonly refused: string }> {
  try {
    return { result: await ask(await asAdministrator()) };
  } catch (error) {
    if (error instanceof IdentityDomainError) return { refused: error.message };
    throw error;
  }
}

/** The resource apps that manifests declare: all that is known of them without admin access. */
export function declaredApps(stack: StackManifest | undefined): ResourceApp[] {
  const parts = stack === undefined ? [] : [...stack.teams, ...stack.otherTeams];
  return parts.flatMap(({ resourceApplications }) =>
    resourceApplications.map(({ displayName, audience, secondaryAudiences, scopes }) => ({
      displayName,
      audiences: [audience, ...secondaryAudiences],
      scopes: scopes.map(({ value, description }) => ({ value, ...(description !== undefined && { description }) })),
    })),
  );
}
