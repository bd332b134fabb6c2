import { z } from "zod";

const resource = z.looseObject({
  urn: z.string(),
  type: z.string(),
  custom: z.boolean().optional(),
  /** Whether it was replaced, and its deletion has not happened yet. */
  delete: z.boolean().optional(),
  id: z.string().optional(),
  parent: z.string().optional(),
  dependencies: z.array(z.string()).nullish(),
  propertyDependencies: z.record(z.string(), z.array(z.string()).nullable()).nullish(),
  deletedWith: z.string().optional(),
  replaceWith: z.array(z.string()).nullish(),
});

/** Schema of what `pulumi stack export` prints, as far as it is read here; the rest is kept. Secrets in it are encrypted. */
export const exportedState = z.looseObject({
  version: z.number(),
  deployment: z.looseObject({
    resources: z.array(resource).nullish(),
    pending_operations: z.array(z.unknown()).nullish(),
  }),
});

/** The state of a stack, with its secrets encrypted. */
export type State = z.infer<typeof exportedState>;

/** A resource in a state. */
export type Resource = z.infer<typeof resource>;

/** The resources of a state, in its order. */
export function resourcesOf({ deployment }: State): readonly Resource[] {
  return deployment.resources ?? [];
}

/** The logical name of a resource. */
export function nameOf({ urn }: Pick<Resource, "urn">): string {
  return urn.split("::").slice(3).join("::");
}

/** What a resource is called in any stack, whatever its parent is called: no two resources of a stack have the same. */
export function keyOf({ type, urn }: Resource): string {
  return `${type}::${nameOf({ urn })}`;
}

/** Whether a resource is a provider, or the stack itself: such a one belongs to no team. */
export function isOfEngine({ type }: Resource): boolean {
  return type === "pulumi:pulumi:Stack" || type.startsWith("pulumi:providers:");
}

/**
 * A state without some resources, which no other resource has as its parent. What depends on them stays, without that dependency, as
 * `pulumi state move` leaves it.
 */
export function without(state: State, urns: ReadonlySet<string>): State {
  const kept = resourcesOf(state).filter(({ urn }) => !urns.has(urn));
  return { ...state, deployment: { ...state.deployment, resources: kept.map((one) => independentOf(one, urns)) } };
}

function independentOf(one: Resource, urns: ReadonlySet<string>): Resource {
  const keep = (some: readonly string[] | null | undefined) => some?.filter((urn) => !urns.has(urn));
  const { dependencies, propertyDependencies, deletedWith, replaceWith, ...rest } = one;
  return {
    ...rest,
    ...(dependencies && { dependencies: keep(dependencies) }),
    ...(propertyDependencies && {
      propertyDependencies: Object.fromEntries(
        Object.entries(propertyDependencies).map(([key, some]) => [key, keep(some) ?? null]),
      ),
    }),
    ...(deletedWith !== undefined && !urns.has(deletedWith) && { deletedWith }),
    ...(replaceWith && { replaceWith: keep(replaceWith) }),
  };
}
