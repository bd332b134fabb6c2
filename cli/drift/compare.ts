import { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import type { ClientOptions } from "../../identity-domain/sending/client-options.ts";
import { clientOptionsIn } from "../../identity-domain/sending/patience-settings.ts";
import { type Files, filesIn } from "../../manifest/yaml/files.ts";
import { planStack, type StackPlan } from "../../plan/plan-stack.ts";
import { CommandError } from "../errors/command-error.ts";
import { stackCredentials } from "../project/stack-credentials.ts";
import { type StackSettings, stackSettings } from "../project/stack-settings.ts";
import type { Outputs } from "../pulumi/pulumi.ts";
import { declaredDeviations } from "./declared-resources.ts";
import type { Deviation } from "./deviation.ts";
import { endedDeviations } from "./ended.ts";
import type { ManyStacks } from "./many-stacks.ts";
import { type Names, namesIn } from "./names.ts";
import { rightsBeside } from "./rights-beside.ts";
import { secretDeviations } from "./secrets.ts";

/** What is compared. */
export interface CompareOptions {
  readonly stack: string;
  /** The project's folder. @default the working directory */
  readonly folder?: string;
  /** Reads the stack's outputs with their secrets; undefined: secrets are not compared. */
  readonly readOutputs?: ((stack: string) => Promise<Outputs>) | undefined;
  readonly environment?: NodeJS.ProcessEnv;
  /** Options of the client of the identity domain, in addition to the stack's settings. */
  readonly client?: ClientOptions;
  /** What is shared with comparisons of other stacks, if the files are those of the folder. @default nothing */
  readonly many?: ManyStacks;
}

/** A stack as it is declared and as it is in the domain. */
export interface Comparison {
  readonly plan: StackPlan;
  readonly names: Names;
  readonly domain: IdentityDomain;
  readonly deviations: readonly Deviation[];
  /** What was not compared, and why. */
  readonly notes: readonly string[];
}

/**
 * Prepares comparisons of a stack with its identity domain: of its files as they are, and of others in their place. The stack's outputs
 * are read once. Only GET requests are sent.
 *
 * @returns a function that compares, and throws ManifestError, IdentityDomainError or CommandError
 */
export function comparer(options: CompareOptions): (files?: Files) => Promise<Comparison> {
  const { stack, folder = ".", readOutputs, environment = process.env, client = {} } = options;
  const settings = stackSettings(folder, stack);
  const { project, identityDomainUrl, services } = settings;
  const among = options.many?.of(stack, client);
  const domains = among?.domains ?? domainsFor(settings, environment, client);
  let secrets: ReturnType<typeof outputsOrReason> | undefined;
  return async (files = filesIn(folder)) => {
    const config = { ...(identityDomainUrl !== undefined && { identityDomainUrl }), services };
    // A rule that is broken, or an exception that has ended, is no difference.
    const shared = among && { shared: among.plans };
    const plan = await planStack({ stackName: stack, project, files, config, domains, rules: "report", ...shared });
    const domain = await domains.at(plan.identityDomainUrl);
    const names = namesIn(plan);
    secrets ??= outputsOrReason(readOutputs, stack);
    const read = await secrets;
    const deviations = [
      ...(await declaredDeviations(plan, names, domain)),
      ...endedDeviations(plan),
      ...(await rightsBeside(plan, names, domain, await among?.findGrants(plan.identityDomainUrl))),
      ...("outputs" in read ? secretDeviations(plan, read.outputs) : []),
    ];
    const notes = "outputs" in read ? [] : [`Secrets were not compared: ${read.reason}`];
    return { plan, names, domain, deviations, notes };
  };
}

/** The identity domains for a stack's settings. */
function domainsFor(settings: StackSettings, environment: NodeJS.ProcessEnv, client: ClientOptions) {
  const known = new Map<string, IdentityDomain>();
  let chosen: ReturnType<typeof stackCredentials> | undefined;
  return {
    at: async (url: string) => {
      chosen ??= stackCredentials(settings, environment);
      const options = { ...clientOptionsIn(settings.patience), ...client };
      const domain = known.get(url) ?? new IdentityDomain(url, await chosen, options);
      known.set(url, domain);
      return domain;
    },
  };
}

async function outputsOrReason(
  readOutputs: CompareOptions["readOutputs"],
  stack: string,
): Promise<{ outputs: Outputs } | { reason: string }> {
  if (readOutputs === undefined) return { reason: "--no-secrets." };
  try {
    return { outputs: await readOutputs(stack) };
  } catch (error) {
    if (error instanceof CommandError) return { reason: error.message };
    throw error;
  }
}
