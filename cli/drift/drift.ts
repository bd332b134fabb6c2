import { writeFileSync } from "node:fs";
import { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import type { ClientOptions } from "../../identity-domain/sending/client-options.ts";
import { clientOptionsIn } from "../../identity-domain/sending/patience-settings.ts";
import { filesIn } from "../../manifest/yaml/files.ts";
import { planStack, type StackPlan } from "../../plan/plan-stack.ts";
import { notFound } from "../../wording/nearest.ts";
import { CommandError } from "../errors/command-error.ts";
import { stackCredentials } from "../project/stack-credentials.ts";
import { type StackSettings, stackSettings } from "../project/stack-settings.ts";
import type { Outputs } from "../pulumi/pulumi.ts";
import { declaredDeviations, subjectOf } from "./declared-resources.ts";
import { endedDeviations } from "./ended.ts";
import { junitOf } from "./junit.ts";
import { namesIn } from "./names.ts";
import { renderReport } from "./render.ts";
import { type Report, reportOf } from "./report.ts";
import { rightsBeside } from "./rights-beside.ts";
import { secretDeviations } from "./secrets.ts";

/** Options of `drift`. */
export interface DriftOptions {
  readonly stack: string;
  /** Only what this team declares. @default everything that the stack declares */
  readonly team?: string | undefined;
  /** The project's folder. @default the working directory */
  readonly folder?: string;
  /** Reads the stack's outputs with their secrets; undefined: secrets are not compared. */
  readonly readOutputs?: ((stack: string) => Promise<Outputs>) | undefined;
  readonly environment?: NodeJS.ProcessEnv;
  /** Options of the client of the identity domain, in addition to the stack's settings. */
  readonly client?: ClientOptions;
}

/** What `drift` found. */
export interface Drift {
  readonly report: Report;
  /** The clients, resource applications and environments that were compared. */
  readonly places: readonly string[];
}

/**
 * Compares what a stack declares with the identity domain, without a state and without a write.
 *
 * @throws ManifestError, IdentityDomainError or CommandError
 */
export async function drift(options: DriftOptions): Promise<Drift> {
  const { stack, team, folder = ".", readOutputs, environment = process.env, client = {} } = options;
  const settings = stackSettings(folder, stack);
  const { project, identityDomainUrl, services } = settings;
  const domains = domainsFor(settings, environment, client);
  const plan = await planStack({
    stackName: stack,
    project,
    files: filesIn(folder),
    config: { ...(identityDomainUrl !== undefined && { identityDomainUrl }), services },
    domains,
  });
  if (team !== undefined) refuseUnknownTeam(plan, team);
  const domain = await domains.at(plan.identityDomainUrl);
  const names = namesIn(plan);
  const secrets = readOutputs === undefined ? notAsked : await outputsOrReason(readOutputs, stack);
  const deviations = [
    ...(await declaredDeviations(plan, names, domain)),
    ...endedDeviations(plan),
    ...(await rightsBeside(plan, names, domain)),
    ...("outputs" in secrets ? secretDeviations(plan, secrets.outputs) : []),
  ];
  const isAsked = (name: string) => team === undefined || name.startsWith(`${team}/`);
  const compared = plan.resources.map(subjectOf).filter(isAsked);
  const about = {
    stack,
    identityDomain: plan.identityDomainUrl,
    compared: compared.length,
    notes: "outputs" in secrets ? [] : [`Secrets were not compared: ${secrets.reason}`],
  };
  const asked = deviations.filter(({ subject }) => isAsked(subject));
  return { report: reportOf(asked, about), places: [...new Set(compared)] };
}

/** What the command prints for what was found; it writes the JUnit file. */
export function showDrift({ report, places }: Drift, { json, junit }: { json: boolean; junit?: string | undefined }) {
  if (junit !== undefined) writeFileSync(junit, junitOf(report, places));
  return json ? JSON.stringify(report, undefined, 2) : renderReport(report);
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

const notAsked = { reason: "--no-secrets." };

async function outputsOrReason(
  readOutputs: (stack: string) => Promise<Outputs>,
  stack: string,
): Promise<{ outputs: Outputs } | { reason: string }> {
  try {
    return { outputs: await readOutputs(stack) };
  } catch (error) {
    if (error instanceof CommandError) return { reason: error.message };
    throw error;
  }
}

function refuseUnknownTeam({ stack }: StackPlan, team: string): void {
  const teams = stack.teams.map((one) => one.team);
  if (!teams.includes(team)) throw new CommandError(notFound(team, "a team of this stack", teams));
}
