import type { StackPlan } from "../../plan/plan-stack.ts";
import type { Outputs } from "../pulumi/pulumi.ts";
import { kindOf, subjectOf } from "./declared-resources.ts";
import { type Deviation, lastChange } from "./deviation.ts";

/** Clients whose secret in the domain is another one than in the stack's outputs. Both stay in memory. */
export function secretDeviations({ resources }: StackPlan, { clientSecrets = {} }: Outputs): Deviation[] {
  return resources.flatMap((resource) => {
    const { found } = resource;
    const subject = subjectOf(resource);
    const published = Object.hasOwn(clientSecrets, subject) ? clientSecrets[subject] : undefined;
    if (kindOf(resource) !== "DomainsApp" || found === undefined || published === undefined) return [];
    if (typeof found.clientSecret !== "string" || found.clientSecret === published) return [];
    const words =
      "the client secret is another one than in the stack's outputs: it was regenerated outside, and the one in the outputs is dead";
    return [{ kind: "secret", subject, words, isDrift: true, urn: resource.urn, ...lastChange(found) } as const];
  });
}
