import { componentTypes, secondSuffix } from "../../naming/resource-names.ts";
import { quote } from "../../wording/quote.ts";
import { isOfEngine, keyOf, nameOf, type Resource, resourcesOf, type State } from "./deployment.ts";
import { byPart, type PartName, partInWords } from "./parts.ts";

/** A stack with its state; without one if the stack does not exist yet. */
export interface StackWithState {
  readonly stack: string;
  readonly state: State | undefined;
}

/** One change of states. Each is atomic for each stack, and after any of them the plan can be made again. */
export type Step =
  /** `pulumi state move` of these resources and all their children. */
  | { readonly kind: "move"; readonly urns: readonly string[] }
  /** These resources leave the state of a stack: the other stack has them too, or they are components without a resource. */
  | { readonly kind: "drop"; readonly stack: string; readonly urns: readonly string[] };

/** How the state of a part gets from one stack to another. */
export interface MovePlan {
  readonly part: PartName;
  readonly source: string;
  readonly dest: string;
  /** None if there is nothing to do. */
  readonly steps: readonly Step[];
  /**
   * - `move`: the destination has nothing of it
   * - `finish`: an earlier run was ended in the middle
   * - `done`: the destination has all of it
   * - `nothing`: neither stack has any of it
   */
  readonly kind: "move" | "finish" | "done" | "nothing";
  readonly clients: number;
  readonly resourceApplications: number;
  /** The resources in the identity domain. */
  readonly resources: number;
  /** Why it must not be moved; nothing is moved then. */
  readonly refusals: readonly string[];
}

/**
 * Plans how the state of a part is moved: from what both stacks have now, so that a run that was ended at any step is completed by the
 * next one. A resource that both stacks have by the same id leaves the source.
 */
export function planMove(part: PartName, source: StackWithState, dest: StackWithState): MovePlan {
  const here = partIn(source, part);
  const there = partIn(dest, part);
  const had = here.length > 0 ? here : there;
  const { steps, kind, refusals } =
    here.length === 0 ? nothingLeft(there) : stepsFor(part, source.stack, here, dest, there);
  const isClient = ({ type, urn }: Resource) =>
    type === componentTypes.client && !nameOf({ urn }).endsWith(secondSuffix);
  return {
    part,
    source: source.stack,
    dest: dest.stack,
    steps: refusals.length > 0 ? [] : steps,
    kind,
    clients: had.filter(isClient).length,
    resourceApplications: had.filter(({ type }) => type === componentTypes.resourceApplication).length,
    resources: had.filter(isInDomain).length,
    refusals,
  };
}

type Steps = Pick<MovePlan, "steps" | "kind" | "refusals">;

function nothingLeft(there: readonly Resource[]): Steps {
  return { steps: [], kind: there.length > 0 ? "done" : "nothing", refusals: [] };
}

function stepsFor(
  part: PartName,
  source: string,
  here: readonly Resource[],
  dest: StackWithState,
  there: readonly Resource[],
): Steps {
  const copies = new Map(there.map((one) => [keyOf(one), one]));
  const inDomain = here.filter(isInDomain);
  const refusals = [
    ...[...here, ...there]
      .filter((one) => one.delete)
      .map(
        (one) =>
          `${quote(nameOf(one))} was replaced, and its former resource is not deleted yet: run \`pulumi up --stack ${here.includes(one) ? source : dest.stack}\` first.`,
      ),
    ...inDomain
      .filter((one) => copies.has(keyOf(one)) && copies.get(keyOf(one))?.id !== one.id)
      .map(
        (one) =>
          `${quote(nameOf(one))} (${one.type}) is in both stacks, and they mean different resources of the identity domain: ${quote(one.id)} in ${quote(source)}, ${quote(copies.get(keyOf(one))?.id)} in ${quote(dest.stack)}. Find out which one is used, and remove the other from its state with \`pulumi state delete\`.`,
      ),
  ];
  const left = inDomain.filter((one) => !copies.has(keyOf(one)));
  const isCopied = left.length === 0 && (inDomain.length > 0 || there.length > 0);
  if (isCopied) return { steps: [drop(source, here)], kind: "finish", refusals };
  if (there.some(isInDomain)) {
    const some = someAreThere(part, source, here, copies);
    return { ...some, refusals: [...refusals, ...some.refusals] };
  }
  // What an `up` has left that failed before it created anything: components without a resource, which are in the way.
  const halfMade = there.length > 0 ? [drop(dest.stack, there)] : [];
  return { steps: [...halfMade, move(topOf(here))], kind: "move", refusals };
}

/** Some applications of the part are in the destination already: they were moved one by one. The others follow them. */
function someAreThere(
  part: PartName,
  source: string,
  here: readonly Resource[],
  copies: ReadonlyMap<string, Resource>,
): Steps {
  const isCopied = (one: Resource) => copies.has(keyOf(one));
  const byUrn = new Map(here.map((one) => [one.urn, one]));
  const parentOf = (one: Resource) => (one.parent === undefined ? undefined : byUrn.get(one.parent));
  const isMoved = (one: Resource): boolean => {
    const parent = parentOf(one);
    return !isCopied(one) || (parent !== undefined && isMoved(parent));
  };
  const moved = new Set(here.filter(isMoved));
  const tops = topOf([...moved]);
  const torn = tops.filter((one) => {
    const parent = parentOf(one);
    return (
      parent !== undefined && ![componentTypes.team, componentTypes.environment].some((type) => parent.type === type)
    );
  });
  return {
    steps: [
      move(tops),
      drop(
        source,
        here.filter((one) => !moved.has(one)),
      ),
    ],
    kind: "move",
    refusals: torn.map(
      (one) =>
        `${quote(nameOf(one))} (${one.type}) of ${partInWords(part)} is in ${quote(source)}, but the application that it belongs to is in the other stack as well: move it with \`pulumi state move\` first.`,
    ),
  };
}

/**
 * The providers of a destination that has nothing but providers, if the source has others of the same name: an earlier move has left them, and
 * the engine refuses to copy the source's over them.
 */
export function providersInTheWay(source: State, dest: State): ReadonlySet<string> {
  const all = resourcesOf(dest);
  if (!all.every(isOfEngine)) return new Set();
  const ids = new Map(resourcesOf(source).map((one) => [keyOf(one), one.id]));
  const isOther = (one: Resource) => ids.has(keyOf(one)) && ids.get(keyOf(one)) !== one.id;
  return new Set(all.filter((one) => one.custom && isOther(one)).map(({ urn }) => urn));
}

/** The resources of a part in a state, in the order of the state. */
export function partIn({ state }: Pick<StackWithState, "state">, part: PartName): readonly Resource[] {
  return (state && byPart(resourcesOf(state)).get(part)) ?? [];
}

/** Whether something in the identity domain corresponds to it: a component is only in the state. */
export function isInDomain({ custom }: Resource): boolean {
  return custom === true;
}

/** Those that have none of the others as parent. */
function topOf(resources: readonly Resource[]): readonly Resource[] {
  const urns = new Set(resources.map(({ urn }) => urn));
  return resources.filter(({ parent }) => parent === undefined || !urns.has(parent));
}

function move(resources: readonly Resource[]): Step {
  return { kind: "move", urns: resources.map(({ urn }) => urn) };
}

function drop(stack: string, resources: readonly Resource[]): Step {
  return { kind: "drop", stack, urns: resources.map(({ urn }) => urn) };
}
