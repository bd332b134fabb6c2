import { isDay } from "../../wording/days.ts";
import { notFound } from "../../wording/nearest.ts";
import { CommandError } from "../errors/command-error.ts";
import { stackConfiguration } from "../project/stack-configuration.ts";
import { settingsIn, stackSettings } from "../project/stack-settings.ts";
import type { StoredStack } from "../pulumi/stored-stacks.ts";
import { digestOf, programDigest } from "./digest.ts";
import type { FleetStack } from "./fleet-stack.ts";
import type { FleetOptions, FleetWorld } from "./fleet-world.ts";
import { applicationsInDomain, type InDomain } from "./in-domain.ts";
import type { Reason } from "./json.ts";
import { inOrder, ownApis } from "./order.ts";
import { reasonsFor } from "./reasons.ts";
import { type DeclaredFleet, declaredFleet } from "./stacks.ts";

/** A stack that is to be run, with what is known of it. */
export interface Candidate extends FleetStack {
  readonly stored: StoredStack | undefined;
  /** Whether a manifest declares it. */
  readonly isDeclared: boolean;
  readonly digest: string;
  readonly reasons: readonly Reason[];
  /** What to do about a stack that no manifest declares. */
  readonly advice?: string;
}

/** The stacks that are meant, in the order in which they are run. */
export interface Candidates {
  readonly candidates: readonly Candidate[];
  readonly identityDomain: string;
  /** What is wrong with files that do not say whose they are. */
  readonly problems: readonly string[];
  /** What was not looked at, and why. */
  readonly notes: readonly string[];
}

/**
 * The stacks that are meant, from manifests and backend, each with the reasons why it is to be run.
 *
 * @throws CommandError or ManifestError as `fleet`
 */
export async function candidatesOf(
  options: FleetOptions,
  world: Pick<FleetWorld, "engine" | "variables" | "client" | "now">,
): Promise<Candidates> {
  const { operation, environment, folder } = options;
  const settings = stackSettings(folder, environment);
  const declared = declaredFleet(folder, settings.project, environment);
  const stored = new Map((await world.engine.stored(environment)).map((one) => [one.name, one]));
  refuseWhole(environment, stored.get(environment));
  const stacks = allStacks(environment, declared.stacks, stored);
  const chosen = chosenOf(stacks, options);
  const looks = operation === "status" || options.changed === true;
  const { client, variables } = world;
  const inDomain: InDomain = looks
    ? await applicationsInDomain({ ...declared, folder, variables, ...(client && { client }) })
    : { applications: [] };
  return {
    candidates: assessed(chosen, { ...declared, project: settings.project }, inDomain, options, world),
    identityDomain: settings.identityDomainUrl ?? declared.identityDomainUrl,
    problems: declared.lostFiles,
    notes: "unknown" in inDomain ? [unknownNote(inDomain.unknown)] : [],
  };
}

function unknownNote(reason: string): string {
  return `The applications in the identity domain were not read, so that nobody knows what is due or was changed there: ${reason}`;
}

/** An environment is one stack, or one for each team: two would provision the same clients twice. */
function refuseWhole(environment: string, whole: StoredStack | undefined): void {
  if (whole === undefined || whole.resources === 0) return;
  throw new CommandError(
    `The environment "${environment}" is provisioned as one stack, "${environment}", which has ${whole.resources} resources: a stack for each team would create its clients a second time. Move them with their IDs and secrets: \`idcs-apps fleet split --env ${environment}\`.`,
  );
}

/** The declared stacks that have something in them, and those that only the backend has. */
function allStacks(
  environment: string,
  declared: readonly FleetStack[],
  stored: ReadonlyMap<string, StoredStack>,
): (FleetStack & Pick<Candidate, "stored" | "isDeclared">)[] {
  const hasResources = (name: string) => (stored.get(name)?.resources ?? 0) > 0;
  const names = new Set(declared.map(({ name }) => name));
  const gone = [...stored.keys()].filter((name) => name !== environment && !names.has(name) && hasResources(name));
  return [
    ...inOrder(declared)
      .filter(({ name, isDeclaring }) => isDeclaring || hasResources(name))
      .map((stack) => ({ ...stack, stored: stored.get(stack.name), isDeclared: true })),
    ...gone.sort().map((name) => ({
      name,
      team: name.slice(environment.length + 1),
      isDeclaring: false,
      needs: [],
      stored: stored.get(name),
      isDeclared: false,
    })),
  ];
}

type Known = ReturnType<typeof allStacks>[number];

function chosenOf(stacks: readonly Known[], { environment, teams = [] }: FleetOptions): readonly Known[] {
  if (teams.length === 0) return stacks;
  const names = stacks.map(({ name }) => name.slice(environment.length + 1));
  const unknown = teams.filter((team) => !names.includes(team));
  if (unknown.length > 0)
    throw new CommandError(
      unknown.map((team) => notFound(team, `a team with something in "${environment}"`, names)).join("\n"),
    );
  return stacks.filter(({ name }) => teams.includes(name.slice(environment.length + 1)));
}

/** Adds to each stack why it is to be run. */
function assessed(
  stacks: readonly Known[],
  declared: DeclaredFleet & { readonly project: string },
  inDomain: InDomain,
  { folder, operation, changed = false }: FleetOptions,
  { engine, now }: Pick<FleetWorld, "engine" | "now">,
): Candidate[] {
  const [apis, program] = [ownApis(declared.stacks), programDigest(folder)];
  return stacks.map((stack) => {
    const configuration = stackConfiguration(folder, stack.name);
    const { asOf } = settingsIn(declared.project, configuration);
    const today = isDay(asOf) ? new Date(asOf) : now();
    const digest = digestOf(stack, { apis, program, engine: engine.version, configuration });
    if (!stack.isDeclared)
      return {
        ...stack,
        digest,
        reasons: [goneReason(stack)],
        advice: goneAdvice(stack, declared.lostFiles.length > 0),
      };
    if (stack.problem !== undefined)
      return { ...stack, digest, reasons: [{ kind: "manifest", what: "its manifest is wrong" }] };
    const reasons: Reason[] =
      operation === "status" || changed
        ? reasonsFor(stack, { stored: stack.stored, digest, inDomain, now: today })
        : [{ kind: "asked", what: "every stack was asked for" }];
    return { ...stack, digest, reasons };
  });
}

function goneReason({ team, stored }: Known): Reason {
  return {
    kind: "gone",
    what: `no manifest declares ${team === undefined ? "it" : `the team "${team}"`}, and the stack still has ${stored?.resources ?? 0} resources`,
  };
}

function goneAdvice({ name, team }: Known, hasLostFiles: boolean): string {
  if (hasLostFiles)
    return "Nothing is destroyed unasked. Its file may be one of those that do not say whose they are: put these right first.";
  const [environment = ""] = name.split(".");
  return `Nothing is destroyed unasked. If the file of the team was lost or renamed, put it back; if its clients belong to another team now, move them (docs/changes.md). To delete its clients with their IDs and secrets: \`idcs-apps fleet destroy --env ${environment} --team ${team}\`.`;
}
