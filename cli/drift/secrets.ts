import type { StackPlan } from "../../plan/plan-stack.ts";
import type { Outputs } from "../pulumi/pulumi.ts";
import { clientOf, kindOf, subjectOf } from "./declared-resources.ts";
import { type Deviation, lastChange } from "./deviation.ts";

/**
 * Clients whose secret in the domain is another one than in the stack's outputs. Both stay in memory. Of a rotated client, each of
 * its two applications is compared with the pair that has its client ID, if the outputs show one.
 */
export function secretDeviations({ resources }: Pick<StackPlan, "resources">, outputs: Outputs): Deviation[] {
  return resources.flatMap((resource) => {
    const { found } = resource;
    const subject = subjectOf(resource);
    if (kindOf(resource) !== "DomainsApp" || found === undefined) return [];
    const published = publishedSecret(outputs, clientOf(subject), found.name);
    if (published === undefined) return [];
    if (typeof found.clientSecret !== "string" || found.clientSecret === published) return [];
    const words =
      "the client secret is another one than in the stack's outputs: it was regenerated outside, and the one in the outputs is dead";
    return [{ kind: "secret", subject, words, isDrift: true, urn: resource.urn, ...lastChange(found) } as const];
  });
}

/** The secret that the outputs show for a client ID of a client. */
function publishedSecret(
  { clients = {}, clientSecrets = {}, clientPairs = {} }: Outputs,
  client: string,
  clientId: unknown,
): string | undefined {
  const own = <Value>(values: Readonly<Record<string, Value>>) =>
    Object.hasOwn(values, client) ? values[client] : undefined;
  const pairs = Object.values(own(clientPairs) ?? {}).filter((pair) => pair !== undefined);
  const shown = own(clients);
  if (pairs.length === 0 && shown?.rotation === undefined) return own(clientSecrets);
  return pairs.find((pair) => pair.clientId === clientId)?.clientSecret;
}
