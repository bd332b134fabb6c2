import { createHash } from "node:crypto";
import { IdentityDomainError } from "../../identity-domain/identity-domain-error.ts";
import { clientOptionsIn } from "../../identity-domain/sending/patience-settings.ts";
import { Sharing } from "../../identity-domain/sending/sharing.ts";
import { ManifestError } from "../../manifest/yaml/problem.ts";
import { compare } from "../../wording/order.ts";
import { drift } from "../drift/drift.ts";
import { ManyStacks } from "../drift/many-stacks.ts";
import { CommandError } from "../errors/command-error.ts";
import { stackSettings } from "../project/stack-settings.ts";
import type { Outputs } from "../pulumi/pulumi.ts";
import { type Candidate, candidatesOf } from "./candidates.ts";
import { secondsSince, statusOf } from "./fleet.ts";
import type { FleetOptions, FleetWorld } from "./fleet-world.ts";
import type { FleetReport, StackReport } from "./json.ts";
import { readAhead } from "./read-ahead.ts";
import { reportOf } from "./report.ts";

/** What a comparison of the fleet needs of the process, besides what a run does. */
export interface DriftWorld extends Omit<FleetWorld, "recover" | "agree"> {
  /** Reads a stack's outputs with its secrets; undefined: secrets are not compared. */
  readonly readOutputs?: ((stack: string) => Promise<Outputs>) | undefined;
}

type Differences = NonNullable<FleetReport["drift"]>;

/**
 * Compares every stack of an environment with the identity domain, one after the other in this process: look-ups are made once for
 * all. What several teams have in common is one entry.
 *
 * @throws CommandError or ManifestError if nothing can be compared
 */
export async function fleetDrift(options: Omit<FleetOptions, "operation">, world: DriftWorld): Promise<FleetReport> {
  const began = world.now();
  const { candidates, identityDomain, problems, notes } = await candidatesOf({ ...options, operation: "drift" }, world);
  const sharing = new Sharing();
  const stacks: StackReport[] = [];
  const differences: Differences = [];
  const said = new Set(notes);
  const names = candidates.map(({ name }) => name);
  const many = new ManyStacks({ folder: options.folder, stacks: names, environment: world.variables });
  const provisioned = candidates.filter(isComparable).filter(hasResources);
  // A process of its own decrypts the outputs, which takes as long as a comparison.
  const readOutputs =
    world.readOutputs &&
    readAhead(
      world.readOutputs,
      provisioned.map(({ name }) => name),
    );
  for (const candidate of candidates) {
    if (!isComparable(candidate)) stacks.push(statusOf(candidate));
    else if (world.signal.aborted) stacks.push({ ...baseOf(candidate), outcome: "not-run" });
    else if (!hasResources(candidate))
      stacks.push({
        ...baseOf(candidate),
        outcome: "unchanged",
        next: "It was never provisioned: nothing was compared.",
      });
    else {
      const found = await compared(candidate, identityDomain, { sharing, many }, options, {
        ...world,
        readOutputs,
      });
      stacks.push(found.stack);
      differences.push(...found.differences);
      for (const note of found.notes) said.add(note);
      world.say(`[${stacks.length}/${candidates.length}] ${candidate.name} ${found.stack.outcome}`);
    }
  }
  const { environment } = options;
  return reportOf({
    operation: "drift",
    environment,
    identityDomain,
    stacks,
    drift: together(differences),
    problems: [...problems],
    notes: [...said],
    seconds: secondsSince(began, world.now()),
  });
}

function isComparable({ isDeclared, problem }: Candidate): boolean {
  return isDeclared && problem === undefined;
}

function hasResources({ stored }: Candidate): boolean {
  return (stored?.resources ?? 0) > 0;
}

function baseOf({ name, team }: Candidate): Pick<StackReport, "stack" | "team" | "reasons"> {
  return { stack: name, ...(team !== undefined && { team }), reasons: [] };
}

async function compared(
  candidate: Candidate,
  identityDomain: string,
  { sharing, many }: { readonly sharing: Sharing; readonly many: ManyStacks },
  { folder }: Pick<FleetOptions, "folder">,
  { variables, client = {}, readOutputs, now }: DriftWorld,
): Promise<{ stack: StackReport; differences: Differences; notes: readonly string[] }> {
  const began = now();
  const stack = candidate.name;
  const { authentication, patience } = stackSettings(folder, stack);
  const reader = createHash("sha256").update(JSON.stringify(authentication)).digest("hex");
  const { identityDomainType = "premium" } = clientOptionsIn(patience);
  const shared = sharing.with(identityDomain, identityDomainType, reader);
  try {
    const { report } = await drift({
      stack,
      folder,
      environment: variables,
      client: { connections: sharing.connections, shared, ...client },
      readOutputs,
      many,
    });
    const outcome = report.drift ? "would-change" : "unchanged";
    const differences = report.entries.map(({ kind, what, drift: counts, where }) => ({
      kind,
      what,
      drift: counts,
      where,
    }));
    const seconds = secondsSince(began, now());
    return { stack: { ...baseOf(candidate), outcome, seconds }, differences, notes: report.notes };
  } catch (error) {
    if (![ManifestError, CommandError, IdentityDomainError].some((kind) => error instanceof kind)) throw error;
    const problem = (error as Error).message;
    return { stack: { ...baseOf(candidate), outcome: "failed", problem }, differences: [], notes: [] };
  }
}

/** Differences of the same kind and in the same words as one, with all places; drift first, then what most places have. */
function together(differences: Differences): Differences {
  const groups = Map.groupBy(differences, ({ kind, what, drift }) => JSON.stringify([kind, what, drift]));
  const entries = [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const where = [first, ...others].flatMap((one) => one.where);
    return [{ ...first, where: where.sort((one, other) => compare(one.name, other.name)) }];
  });
  return entries.sort(
    (one, other) =>
      Number(other.drift) - Number(one.drift) ||
      other.where.length - one.where.length ||
      compare(one.where[0]?.name ?? "", other.where[0]?.name ?? ""),
  );
}
