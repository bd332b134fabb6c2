import type * as pulumi from "@pulumi/pulumi";
import type { ClientPairs, RotationOutputs } from "../../naming/stack-outputs.ts";
import type { RotationPlan } from "../parts/rotation-plan.ts";
import type { DeclaredClient, DeclaredHalves } from "./declared-client.ts";

/** What the outputs say about a rotated client without a secret. */
export function rotationOutputs(
  { A, B }: DeclaredHalves,
  { previous, ...plan }: RotationPlan,
): RotationOutputs<pulumi.Output<string>> {
  const until = previous && plan[previous].until;
  return { clientIds: [A.application.clientId, B.application.clientId], ...(until && { previousUntil: until }) };
}

/** The pairs of a rotated client: the one to use, and the previous one as long as it works. */
export function pairOutputs(
  halves: DeclaredHalves,
  { current, previous }: RotationPlan,
): ClientPairs<pulumi.Output<string>> {
  return { current: pairOf(halves[current]), ...(previous && { previous: pairOf(halves[previous]) }) };
}

function pairOf({ application: { clientId, clientSecret } }: DeclaredClient) {
  return { clientId, clientSecret };
}
