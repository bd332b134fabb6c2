import * as pulumi from "@pulumi/pulumi";
import state from "@pulumi/pulumi/runtime/state.js";
import { DomainLookUp } from "../components/look-up/domain-look-up.ts";
import { UnknownNamesError } from "../components/look-up/named.ts";
import { type Resolved, resolveNames } from "../components/look-up/resolve-names.ts";
import { declareStack } from "../components/stack/declare-stack.ts";
import { withRotations } from "../components/stack/rotations.ts";
import { withSecretTags } from "../components/stack/secrets.ts";
import type { StoredResource } from "../identity-domain/identity-domain.ts";
import { loadStack, type StackManifest, type StackOptions } from "../manifest/load-stack.ts";
import type { Files } from "../manifest/yaml/files.ts";
import { ManifestError, problemAt } from "../manifest/yaml/problem.ts";
import { vaultDeliveryType } from "../naming/resource-names.ts";
import { LookUps, lookUps } from "../provider/look-ups.ts";
import type { Domains } from "../provider/requests/configuration.ts";
import { ResourceRequests } from "../provider/requests/resource-requests.ts";
import { type Run, startRun } from "../provider/requests/run.ts";
import { ResourceOperations } from "../provider/resource-operations.ts";
import type { ResourceType } from "../provider/types/resource-type.ts";
import { resourceTypes } from "../provider/types/resource-types.ts";
import { unknownType } from "../provider/unknown-type.ts";
import { checkedInputs, checkFailures } from "../provider/values/check.ts";
import type { Change } from "../provider/values/diff.ts";
import { plan } from "../provider/values/plan.ts";
import { UNKNOWN, type Values } from "../provider/values/property-values.ts";
import { settledInputs } from "../provider/values/settled-inputs.ts";
import { type Day, dayOf } from "../wording/days.ts";
import { findLive } from "./live-resources.ts";
import { type DeclaredResource, PlanningMonitor } from "./planning-monitor.ts";
import { withoutStackTraces } from "./without-stack-traces.ts";
import { withoutUnsetProperties } from "./without-unset-properties.ts";

/** Options of `planStack`. */
export interface PlanOptions {
  /** The stack's name, such as `prod` or `prod.payments`. */
  readonly stackName: string;
  /** The name of the Pulumi project: it is part of the ownership tags. @default "idcs-apps" */
  readonly project?: string;
  /** The project's files: `teams/` and `environments/`. @default the disk, relative to the working directory */
  readonly files?: Files;
  /** The stack's configuration, without `idcs-apps:`. @default nothing is configured */
  readonly config?: { readonly identityDomainUrl?: string; readonly services?: unknown };
  /** The day by which dates of the manifests are judged. @default today, in UTC */
  readonly today?: Day;
  /** Where to find the identity domain. */
  readonly domains: Domains;
  /** `report`: a broken rule of the environment is only among the stack's `ruleFindings`. @default "refuse" */
  readonly rules?: StackOptions["rules"];
  /** What plans of several stacks share. @default nothing */
  readonly shared?: SharedPlans;
}

/** What plans of several stacks of one environment share: each file and each list is read once. They must use the same domains. */
export interface SharedPlans {
  /** As `loadStack`, with the services of the stack's configuration. `files`, `rules` and `today` are its own. */
  readonly load: (stack: string) => StackManifest;
  readonly lookUps: LookUps;
  readonly run: Run;
}

/** Begins plans that share what they read. */
export function sharedPlans(domains: Domains, load: SharedPlans["load"]): SharedPlans {
  return { load, lookUps: new LookUps(domains), run: startRun(domains, {}) };
}

/** A resource that a stack declares, compared with the identity domain. */
export interface PlannedResource extends DeclaredResource {
  /** What stands for it in the domain, as the admin API shows it, secrets included; undefined if it is yet to be created. */
  readonly found?: StoredResource;
  /** The same as the plugin has it, in the names of `@pulumi/oci`. */
  readonly live?: Values;
  /** How the domain differs from the program: what `pulumi up` would change. Empty if nothing is found. */
  readonly changes: readonly Change[];
  /** Whether it must be replaced because of the changes. */
  readonly replaces: boolean;
}

/** A stack as it would be provisioned now. */
export interface StackPlan {
  readonly identityDomainUrl: string;
  /** The value of the tag `stack` of its resources. */
  readonly stackTag: string;
  readonly stack: StackManifest;
  readonly resolved: Resolved;
  /** The resources that it declares, without components, in the order of registration. */
  readonly resources: readonly PlannedResource[];
}

/** Runs a function with settings of Pulumi's SDK of its own, as the Automation API does: the SDK exports it, its types do not. */
const { withLocalStorage } = state as unknown as { withLocalStorage: <T>(run: () => Promise<T>) => Promise<T> };

/**
 * Runs a stack's declarations without an engine and without a state, and compares each resource with its counterpart in the
 * identity domain, by the plugin's own rules. It changes nothing, and leaves other Pulumi programs in the process alone.
 *
 * @throws ManifestError for manifests that are wrong or name what the domain does not have, and IdentityDomainError
 */
export function planStack(options: PlanOptions): Promise<StackPlan> {
  return withoutStackTraces(() => withLocalStorage(() => planNow(options)));
}

async function planNow(options: PlanOptions): Promise<StackPlan> {
  const { stackName, project = "idcs-apps", files, config = {}, domains, rules = "refuse", today } = options;
  const judged = { rules, ...(today !== undefined && { today }) };
  const load = (name: string) => loadStack(name, { services: config.services, ...(files && { files }), ...judged });
  const shared = options.shared ?? sharedPlans(domains, load);
  const stack = shared.load(stackName);
  const identityDomainUrl = config.identityDomainUrl || stack.identityDomainUrl;
  const resources: PlannedResource[] = [];
  const planResource = planner(shared.run);
  const monitor = new PlanningMonitor(project, stackName, {
    resource: async (declared) => {
      // A delivery has no counterpart in the identity domain.
      if (declared.type === vaultDeliveryType) return { properties: declared.inputs };
      const { planned, properties } = await planResource(declared);
      resources.push(planned);
      return { ...(planned.found && { id: planned.found.id }), properties };
    },
    lookUp: (token, args) => {
      const lookUp = lookUps.get(token);
      if (lookUp === undefined) throw new Error(unknownType(token));
      return shared.lookUps.run(lookUp, args);
    },
  });
  const isPreview = true;
  pulumi.runtime.setMockOptions(monitor, project, stackName, isPreview);
  const lookUp = new DomainLookUp(identityDomainUrl);
  const named = await resolveNames(stack, lookUp, stack.environmentName).catch((error) => {
    throw error instanceof UnknownNamesError ? placed(error) : (monitor.failures[0] ?? error);
  });
  // A secret that is due is no difference.
  const run = { asOf: dayOf(new Date()), isPostponed: true };
  const tagged = withOwnVersions(await withSecretTags(named, stack.teams, lookUp, run));
  const { resolved } = await withRotations(tagged, stack.teams, lookUp, run, () => Promise.resolve(undefined));
  declareStack({ ...stack, identityDomainUrl, resolved, transformations: [withoutUnsetProperties] });
  await pulumi.runtime.disconnect();
  if (monitor.failures.length > 0) throw monitor.failures[0];
  return { identityDomainUrl, stackTag: `${project}/${stackName}`, stack, resolved, resources };
}

/** The same with the versions of secrets that the manifests ask for: another one in the domain is a difference. */
function withOwnVersions({ clients, ...resolved }: Resolved): Resolved {
  return {
    ...resolved,
    clients: clients.map((one) => {
      const { client, secretTags } = one;
      return secretTags && client.state !== "retired"
        ? { ...one, secretTags: { ...secretTags, secretVersion: client.secret.version } }
        : one;
    }),
  };
}

/** Names that the domain does not know, each at its place in the manifests. */
function placed({ unknown }: UnknownNamesError): ManifestError {
  return new ManifestError(unknown.map(({ node, path, message }) => problemAt(node, path, message)));
}

interface Planned {
  readonly planned: PlannedResource;
  /** What the resource is to be, for the program. */
  readonly properties: Values;
}

/** Compares declared resources with the domain; all of them share the lists of one run. */
function planner(run: Run): (declared: DeclaredResource) => Promise<Planned> {
  const operations = new Map(resourceTypes.map((type) => [type.token, new ResourceOperations(type, run)]));
  return async (given) => {
    const resources = operations.get(given.type);
    if (resources === undefined) throw new Error(unknownType(given.type));
    const declared = { ...given, inputs: checked(resources, given) };
    const { inputs, urn, ignored } = declared;
    const domain = await run.domains.at(String(inputs.idcsEndpoint));
    const requests = new ResourceRequests(resources.type, domain, run);
    const found = await findLive(resources.type, requests, inputs);
    if (found === undefined) {
      const planned = { ...declared, changes: [], replaces: false };
      return { planned, properties: { ...plan(resources.shape, inputs), id: UNKNOWN } };
    }
    const live = requests.foundIn(found, inputs).properties;
    // Without a state, `""` means what it means after it was sent once: no value, or the domain's default.
    const settled = settledInputs(resources.shape, inputs, inputs);
    const { changes, replaces } = resources.difference(urn, found.id, live, settled, ignored);
    return {
      planned: { ...declared, found, live, changes, replaces: replaces.length > 0 },
      properties: withoutSecrets(resources.type, plan(resources.shape, inputs, live)),
    };
  };
}

/** The inputs as the plugin's Check completes them. @throws Error if it refuses them */
function checked({ shape }: ResourceOperations, { name, inputs }: DeclaredResource): Values {
  const failures = checkFailures(shape, inputs);
  if (failures.length > 0) throw new Error(`${name}: ${failures.map(({ reason }) => reason).join(" ")}`);
  return checkedInputs(shape, inputs, {}, { logicalName: name, randomSeed: new Uint8Array([0]) });
}

function withoutSecrets({ secrets }: ResourceType, properties: Values): Values {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !secrets.includes(name)));
}
