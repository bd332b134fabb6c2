import { type Resource, resourcesOf, type State } from "../../../cli/team-stacks/deployment.ts";
import type { Previewed, Stacks } from "../../../cli/team-stacks/stacks.ts";

/** The effects on states, in the order in which Pulumi has them; each can be the last one. */
export class MemoryStacks implements Stacks {
  readonly states = new Map<string, State>();
  /** What a preview of any stack says. */
  previewed: Previewed = { steps: [] };
  /** Before which effect the process is killed, counted from 1. */
  killedBefore = Number.POSITIVE_INFINITY;
  effects = 0;

  constructor(states: Readonly<Record<string, readonly Resource[]>>) {
    for (const [stack, resources] of Object.entries(states)) this.#save(stack, resources);
    this.effects = 0;
  }

  #save(stack: string, resources: readonly Resource[]): void {
    this.effects += 1;
    if (this.effects >= this.killedBefore) throw new Error("killed");
    this.states.set(stack, { version: 3, deployment: { resources: [...resources] } });
  }

  resources(stack: string): readonly Resource[] {
    const state = this.states.get(stack);
    return state === undefined ? [] : resourcesOf(state);
  }

  names = async () => [...this.states.keys()];
  read = async (stack: string) => this.states.get(stack);
  write = async (stack: string, state: State) => this.#save(stack, resourcesOf(state));
  create = async (stack: string) => this.#save(stack, []);
  preview = async () => this.previewed;

  /** As the engine does it: the children go along, a resource without its parent goes below the stack, the destination is saved first. */
  async move(source: string, dest: string, urns: readonly string[]): Promise<void> {
    const all = this.resources(source);
    const moved = new Set(urns);
    for (const one of all) if (one.parent !== undefined && moved.has(one.parent)) moved.add(one.urn);
    const renamed = new Map(all.map(({ urn }) => [urn, urn.replace(`urn:pulumi:${source}::`, `urn:pulumi:${dest}::`)]));
    const arriving = all.filter(({ urn }) => moved.has(urn)).map((one) => arrived(one, moved, renamed));
    const there = this.resources(dest);
    const double = arriving.find(({ urn }) => there.some((one) => one.urn === urn));
    if (double) throw new Error(`resource ${double.urn} already exists in destination stack`);
    this.#save(dest, [...there, ...arriving]);
    this.#save(
      source,
      all.filter(({ urn }) => !moved.has(urn)),
    );
  }
}

function arrived(one: Resource, moved: ReadonlySet<string>, renamed: ReadonlyMap<string, string>): Resource {
  const { parent, ...rest } = one;
  const urn = renamed.get(one.urn) ?? one.urn;
  if (parent !== undefined && moved.has(parent)) return { ...rest, urn, parent: renamed.get(parent) ?? parent };
  const [stack, project, , ...name] = urn.split("::");
  return { ...rest, urn: [stack, project, one.type, ...name].join("::") };
}
