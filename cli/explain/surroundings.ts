import { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import { IdentityDomainError } from "../../identity-domain/identity-domain-error.ts";
import type { ClientOptions } from "../../identity-domain/sending/client-options.ts";
import { clientOptionsIn } from "../../identity-domain/sending/patience-settings.ts";
import { loadStack } from "../../manifest/load-stack.ts";
import { filesIn } from "../../manifest/yaml/files.ts";
import { ManifestError } from "../../manifest/yaml/problem.ts";
import { notFound } from "../../wording/nearest.ts";
import { CommandError } from "../errors/command-error.ts";
import { clientsOfStack, type DeclaredClient } from "../project/declared-clients.ts";
import { stackCredentials } from "../project/stack-credentials.ts";
import { type StackSettings, stackSettings } from "../project/stack-settings.ts";
import { declaredWithId } from "./checks/declared-client.ts";

/** What an error is checked against. */
export interface Surroundings {
  readonly stack: string;
  /** The stack's identity domain; or why it cannot be asked. */
  readonly domain: IdentityDomain | string;
  readonly declared: readonly DeclaredClient[];
  /** What is missing of the manifests, and why. */
  readonly notes: readonly string[];
  readonly clientWithId: (clientId: string | undefined) => DeclaredClient | undefined;
  /** @throws CommandError if the stack has no client of that name */
  readonly clientNamed: (name: string) => DeclaredClient;
}

/** Options of `surroundingsOf`. */
export interface SurroundingsOptions {
  readonly stack: string;
  /** The project's folder. @default the working directory */
  readonly folder?: string;
  /** Whether no request may be sent. */
  readonly offline?: boolean;
  readonly environment?: NodeJS.ProcessEnv;
  /** Options of the client of the identity domain, in addition to the stack's settings. */
  readonly client?: ClientOptions;
}

/** The manifests of a stack and its domain, as far as they can be used: an explanation needs none of them. */
export async function surroundingsOf(options: SurroundingsOptions): Promise<Surroundings> {
  const { stack, folder = ".", offline = false, environment = process.env, client = {} } = options;
  const notes: string[] = [];
  const settings = quietly(() => stackSettings(folder, stack), notes, "The stack's settings were not used");
  const services = settings?.services;
  const manifest = quietly(
    () => loadStack(stack, { files: filesIn(folder), ...(services !== undefined && { services }) }),
    notes,
    "The manifests were not used",
  );
  const declared = manifest === undefined ? [] : clientsOfStack(manifest, stack);
  const url = settings?.identityDomainUrl ?? manifest?.identityDomainUrl;
  return {
    stack,
    declared,
    notes,
    domain: offline ? "--offline." : await domainAt(url, settings, environment, client),
    clientWithId: (clientId) => (clientId === undefined ? undefined : declaredWithId(declared, clientId)),
    clientNamed: (name) => {
      const found = declared.find((one) => one.name === name);
      if (found !== undefined) return found;
      throw new CommandError(
        notFound(
          name,
          `a client of the stack "${stack}"`,
          declared.map((one) => one.name),
        ),
      );
    },
  };
}

/** An explanation does not wait for a domain that is not there. */
const patience: ClientOptions = { timeout: 20_000, retry: { retries: 1 } };

async function domainAt(
  url: string | undefined,
  settings: StackSettings | undefined,
  environment: NodeJS.ProcessEnv,
  client: ClientOptions,
): Promise<IdentityDomain | string> {
  if (url === undefined || settings === undefined) return "the stack's identity domain is not known.";
  try {
    const credentials = await stackCredentials(settings, environment);
    const { identityDomainType } = clientOptionsIn(settings.patience);
    return new IdentityDomain(url, credentials, {
      ...patience,
      ...(identityDomainType && { identityDomainType }),
      ...client,
    });
  } catch (error) {
    if (error instanceof IdentityDomainError) return error.message.replaceAll("\n", " ");
    throw error;
  }
}

function quietly<T>(load: () => T, notes: string[], words: string): T | undefined {
  try {
    return load();
  } catch (error) {
    if (!(error instanceof ManifestError) && !(error instanceof CommandError)) throw error;
    const [first = "", ...more] = error.message.split("\n");
    notes.push(`${words}: ${first}${more.length > 0 ? ` (and ${more.length} more)` : ""}`);
    return undefined;
  }
}
