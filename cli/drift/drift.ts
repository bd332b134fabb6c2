import { writeFileSync } from "node:fs";
import type { StackPlan } from "../../plan/plan-stack.ts";
import { notFound } from "../../wording/nearest.ts";
import { CommandError } from "../errors/command-error.ts";
import { type CompareOptions, comparer } from "./compare.ts";
import { subjectOf } from "./declared-resources.ts";
import { junitOf } from "./junit.ts";
import { renderReport } from "./render.ts";
import { type Report, reportOf } from "./report.ts";

/** Options of `drift`. */
export interface DriftOptions extends CompareOptions {
  /** Only what this team declares. @default everything that the stack declares */
  readonly team?: string | undefined;
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
export async function drift({ team, ...options }: DriftOptions): Promise<Drift> {
  const { plan, deviations, notes } = await comparer(options)();
  if (team !== undefined) refuseUnknownTeam(plan, team);
  const isAsked = (name: string) => team === undefined || name.startsWith(`${team}/`);
  const compared = plan.resources.map(subjectOf).filter(isAsked);
  const about = {
    stack: options.stack,
    identityDomain: plan.identityDomainUrl,
    compared: compared.length,
    notes: [...notes],
  };
  const asked = deviations.filter(({ subject }) => isAsked(subject));
  return { report: reportOf(asked, about), places: [...new Set(compared)] };
}

/** What the command prints for what was found; it writes the JUnit file. */
export function showDrift({ report, places }: Drift, { json, junit }: { json: boolean; junit?: string | undefined }) {
  if (junit !== undefined) writeFileSync(junit, junitOf(report, places));
  return json ? JSON.stringify(report, undefined, 2) : renderReport(report);
}

function refuseUnknownTeam({ stack }: StackPlan, team: string): void {
  const teams = stack.teams.map((one) => one.team);
  if (!teams.includes(team)) throw new CommandError(notFound(team, "a team of this stack", teams));
}
