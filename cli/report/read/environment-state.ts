import type { AuthenticationSettings } from "../../../identity-domain/credentials/authentication-settings.ts";
import type { ClientOptions } from "../../../identity-domain/sending/client-options.ts";
import { clientOptionsIn } from "../../../identity-domain/sending/patience-settings.ts";
import type { Environment } from "../../../manifest/keys-and-defaults/environment.ts";
import { loadStack, type StackManifest } from "../../../manifest/load-stack.ts";
import type { Files } from "../../../manifest/yaml/files.ts";
import { type ClientSecret, clientSecrets } from "../../../plan/client-secrets.ts";
import { planStack, type SharedPlans, type StackPlan, sharedPlans } from "../../../plan/plan-stack.ts";
import { quote } from "../../../wording/quote.ts";
import { attributesOfApps } from "../../adopt/read/read-applications.ts";
import { clientOf, declaredDeviations, isOfEnvironment, subjectOf } from "../../drift/declared-resources.ts";
import type { Deviation } from "../../drift/deviation.ts";
import { endedDeviations } from "../../drift/ended.ts";
import { type FindGrants, grantsIn } from "../../drift/grants-of.ts";
import { type Names, namesIn } from "../../drift/names.ts";
import { rightsBeside } from "../../drift/rights-beside.ts";
import { CommandError } from "../../errors/command-error.ts";
import { stackReader } from "../../project/read-stacks.ts";
import { stackCredentials } from "../../project/stack-credentials.ts";
import { stackSettings } from "../../project/stack-settings.ts";
import { type TaggedApplication, taggedApplications, type UnmanagedClients, unmanagedClients } from "./applications.ts";
import { type OwnerAway, ownersAway } from "./owners.ts";
import { ReportDomain } from "./report-domain.ts";
import { type StackOfEnvironment, stacksOf } from "./stacks-of-environment.ts";

/** An environment, and how to reach it. */
export interface EnvironmentPlace {
  /** The environment's name. */
  readonly name: string;
  /** The project's folder. */
  readonly folder: string;
  readonly files: Files;
  /** The day by which rules are judged, in UTC. */
  readonly today: string;
  /** Whether the domain is left alone. */
  readonly offline: boolean;
  readonly authentication: AuthenticationSettings;
  readonly environment: NodeJS.ProcessEnv;
  /** Options of the client of the identity domain, in addition to the stack's settings. */
  readonly client: ClientOptions;
}

/** A stack of an environment, compared with the domain. */
export interface StackState {
  readonly stack: StackOfEnvironment;
  readonly plan: StackPlan;
  readonly names: Names;
  readonly deviations: readonly Deviation[];
  readonly secrets: ReadonlyMap<string, ClientSecret>;
}

/** What is known of an environment. */
export interface EnvironmentState {
  readonly name: string;
  readonly manifest: StackManifest & { readonly environment: Environment };
  readonly project: string;
  readonly identityDomainUrl: string;
  /** What was read of the domain; absent if it was left alone. */
  readonly live?: {
    readonly stacks: readonly StackState[];
    readonly tagged: readonly TaggedApplication[];
    readonly unmanaged: UnmanagedClients;
    readonly ownersAway: readonly OwnerAway[];
  };
}

/**
 * Reads the manifests of an environment, and its domain with GET requests only. None of them asks for a client secret.
 *
 * @throws ManifestError, IdentityDomainError or CommandError
 */
export async function environmentState(place: EnvironmentPlace): Promise<EnvironmentState> {
  const { name, folder, files, offline, today } = place;
  const settings = stackSettings(folder, name);
  const loaded = loadStack(name, { services: settings.services, files, rules: "report", today });
  if (loaded.environment === undefined)
    throw new CommandError(`${quote(name)} is a stack: name an environment, ${quote(loaded.environmentName)}.`);
  const manifest = { ...loaded, environment: loaded.environment };
  const identityDomainUrl = settings.identityDomainUrl ?? manifest.identityDomainUrl;
  const state = { name, manifest, project: settings.project, identityDomainUrl };
  if (offline) return state;
  const authentication = { ...settings.authentication, ...place.authentication };
  const credentials = await stackCredentials({ authentication, encrypted: settings.encrypted }, place.environment);
  const options = { ...clientOptionsIn(settings.patience), ...place.client };
  const domain = new ReportDomain(identityDomainUrl, credentials, options);
  domain.showing([...(await attributesOfApps(domain)), "idcsLastModifiedBy", "meta"]);
  const tagged = await taggedApplications(domain);
  const stacks = stacksOf(manifest, settings.project, tagged);
  domain.sharing(stacks.map((one) => `${settings.project}/${one.name}`));
  const domains = { at: async () => domain };
  const read = stackReader(folder, settings.project, { files, rules: "report", today });
  const shared: Shared = {
    domain,
    plans: sharedPlans(domains, (stack) => read(stack).load(stack)),
    findGrants: grantsIn(domain, 2 * stacks.length),
  };
  const compared: StackState[] = [];
  // One after the other: a plan of a thousand clients keeps a processor busy.
  for (const stack of stacks) compared.push(await stackState(stack, shared, place));
  const [unmanaged, away] = await Promise.all([unmanagedClients(domain), ownersAway(domain, manifest.teams)]);
  return { ...state, live: { stacks: compared, tagged, unmanaged, ownersAway: away } };
}

/** What the comparisons of an environment's stacks share: manifests and lists are read once. */
interface Shared {
  readonly domain: ReportDomain;
  readonly plans: SharedPlans;
  readonly findGrants: FindGrants;
}

async function stackState(
  stack: StackOfEnvironment,
  { domain, plans, findGrants }: Shared,
  { folder }: EnvironmentPlace,
): Promise<StackState> {
  const { project } = stackSettings(folder, stack.name);
  const plan = await planStack({
    stackName: stack.name,
    project,
    config: { identityDomainUrl: domain.url },
    domains: plans.run.domains,
    shared: plans,
  });
  const own = { ...plan, resources: plan.resources.filter((one) => isOf(stack, subjectOf(one), isOfEnvironment(one))) };
  const names = namesIn(plan);
  const deviations = [
    ...(await declaredDeviations(own, names, domain)),
    ...endedDeviations(own),
    ...(await rightsBeside(own, names, domain, findGrants)),
  ];
  const asked = deviations.filter(({ subject }) => isOf(stack, subject, subject.startsWith("environment ")));
  return { stack, plan: own, names, deviations: asked, secrets: clientSecrets(own) };
}

/** Whether something is compared in a stack, and not in the stack of its team. */
function isOf({ teams, hasEnvironment }: StackOfEnvironment, subject: string, isEnvironments: boolean): boolean {
  if (isEnvironments) return hasEnvironment;
  return teams.includes(clientOf(subject).split("/")[0] ?? "");
}
