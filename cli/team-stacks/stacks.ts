import type { State } from "./deployment.ts";

/** What a preview of a stack would do to one resource. */
export interface PreviewedStep {
  /** `same`, `update`, `create`, … */
  readonly op: string;
  readonly urn: string;
  /** The properties that change. */
  readonly changed: readonly string[];
  readonly oldTags: readonly Tag[];
  readonly newTags: readonly Tag[];
}

/** A tag of a resource of the identity domain. */
export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** What a preview said: what it would do, or why it failed. */
export type Previewed = { readonly steps: readonly PreviewedStep[] } | { readonly failed: string };

/** What moving state needs of the engine. Each call that changes something is atomic for each stack that it names. */
export interface Stacks {
  /** The names of the project's stacks. */
  names(): Promise<readonly string[]>;
  /** The state of a stack; undefined if there is no such stack. */
  read(stack: string): Promise<State | undefined>;
  /** Replaces the state of a stack. @throws CommandError if it is locked */
  write(stack: string, state: State): Promise<void>;
  /** Creates an empty stack. */
  create(stack: string): Promise<void>;
  /** `pulumi state move`: the destination gets the resources with all their children, and then the source loses them. */
  move(source: string, dest: string, urns: readonly string[]): Promise<void>;
  /** `pulumi preview`, which changes nothing. */
  preview(stack: string): Promise<Previewed>;
}
