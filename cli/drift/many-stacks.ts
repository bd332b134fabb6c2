import type { ClientOptions } from "../../identity-domain/sending/client-options.ts";
import { clientOptionsIn } from "../../identity-domain/sending/patience-settings.ts";
import { type PlanOptions, type SharedPlans, sharedPlans } from "../../plan/plan-stack.ts";
import { stackReader } from "../project/read-stacks.ts";
import { stackCredentials } from "../project/stack-credentials.ts";
import { type StackSettings, stackSettings } from "../project/stack-settings.ts";
import { ComparedDomain } from "./compared-domain.ts";
import { type FindGrants, grantsIn } from "./grants-of.ts";

/** The stacks that are compared, and who compares them. */
export interface ManyStacksOptions {
  /** The project's folder. */
  readonly folder: string;
  /** The names of the stacks, all of one environment. */
  readonly stacks: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
}

/** How a stack among many is compared. */
export interface AmongMany {
  readonly domains: PlanOptions["domains"];
  readonly plans: SharedPlans;
  readonly findGrants: (url: string) => Promise<FindGrants>;
}

/**
 * What comparisons of many stacks of an environment share, one after the other: the manifests are read once, and each list of the
 * identity domain is, for all stacks with the same credentials and settings.
 */
export class ManyStacks {
  readonly #options: ManyStacksOptions;
  readonly #known = new Map<string, AmongMany>();
  readonly #read: ReturnType<typeof stackReader>;

  constructor(options: ManyStacksOptions) {
    const { folder, stacks } = options;
    this.#options = options;
    const { project } = stackSettings(folder, stacks[0] ?? "");
    // A rule that is broken, or an exception that has ended, is no difference.
    this.#read = stackReader(folder, project, { rules: "report" });
  }

  /** How a stack is compared. @param client options of the client of the identity domain, in addition to the stack's settings */
  of(stack: string, client: ClientOptions): AmongMany {
    const { authentication, encrypted, patience, project } = stackSettings(this.#options.folder, stack);
    const key = JSON.stringify([authentication, encrypted, patience, project]);
    const known = this.#known.get(key) ?? this.#begin({ authentication, encrypted, patience, project }, client);
    this.#known.set(key, known);
    return known;
  }

  #begin({ project, patience, ...settings }: StackSettings, client: ClientOptions): AmongMany {
    const { stacks, environment } = this.#options;
    const found = new Map<string, Promise<{ domain: ComparedDomain; findGrants: FindGrants }>>();
    const open = async (url: string) => {
      const credentials = await stackCredentials(settings, environment);
      const domain = new ComparedDomain(url, credentials, { ...clientOptionsIn(patience), ...client });
      domain.sharing(stacks.map((name) => `${project}/${name}`));
      return { domain, findGrants: grantsIn(domain, 2 * stacks.length) };
    };
    const at = (url: string) => {
      const known = found.get(url) ?? open(url);
      found.set(url, known);
      return known;
    };
    const domains = { at: async (url: string) => (await at(url)).domain };
    return {
      domains,
      plans: sharedPlans(domains, (stack) => this.#read(stack).load(stack)),
      findGrants: async (url) => (await at(url)).findGrants,
    };
  }
}
