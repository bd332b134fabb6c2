import { spreadSchedule } from "../components/parts/rotation-brakes.ts";
import { liveSecret } from "../components/parts/secret-tags.ts";
import { namesOf } from "../components/stack/live-clients.ts";
import { isRotated } from "../components/stack/rotations.ts";
import type { ClientManifest } from "../manifest/keys-and-defaults/client.ts";
import { ownershipTags } from "../naming/ownership-tags.ts";
import { tagsOf } from "../provider/requests/ownership.ts";
import { type Day, daysAfter } from "../wording/days.ts";
import type { PlannedResource, StackPlan } from "./plan-stack.ts";

/** What the domain's tags say about the client secret that programs use. */
export interface ClientSecret {
  /** `regenerated`: by `secret: { every }`. `rotated`: with overlap, by `rotation`. `unscheduled`: only if somebody asks for it. */
  readonly kind: "regenerated" | "rotated" | "unscheduled";
  /** The day from which its age is counted; absent if nobody counts it. */
  readonly since?: Day;
  /** The first day on which `pulumi up` replaces it; absent without a period. */
  readonly due?: Day;
  /** The day until which the previous pair of a rotated client works. */
  readonly previousUntil?: Day;
  /** The day on which the application was adopted: nobody knows how old its secret was then. */
  readonly adopted?: Day;
}

/**
 * The client secret of each client of a plan that has one in the domain, by the client's `<team>/<client>`. Neither a secret nor a
 * state is needed for it.
 */
export function clientSecrets({ stack, resolved, resources }: StackPlan): ReadonlyMap<string, ClientSecret> {
  const applications = new Map(
    resources.flatMap((one) => (one.type.endsWith(":DomainsApp") && one.found ? [[one.name, one.found]] : [])),
  );
  const secrets = resolved.clients.flatMap(({ client, rotation }) => {
    const [name = ""] = namesOf(client, stack.teams);
    const found = applications.get(name);
    if (client.clientType === "public" || found === undefined) return [];
    const tags = tagsOf(found);
    const adopted = tags.get(ownershipTags.adopted);
    const ofAdoption = adopted === undefined ? {} : { adopted };
    if (!isRotated(client) || rotation === undefined)
      return [[name, { ...ofSchedule(client, found), ...ofAdoption }] as const];
    const current = rotation[rotation.current];
    const previous = rotation.previous && rotation[rotation.previous];
    const { every } = spreadSchedule(client.rotation, name);
    const since = tags.has(ownershipTags.rotationState) ? current.since : undefined;
    const secret: ClientSecret = {
      kind: "rotated",
      ...(since !== undefined && { since }),
      ...(since !== undefined && every !== undefined && { due: daysAfter(since, every) }),
      ...(previous?.until !== undefined && { previousUntil: previous.until }),
      ...ofAdoption,
    };
    return [[name, secret] as const];
  });
  return new Map(secrets);
}

function ofSchedule({ secret }: ClientManifest, found: NonNullable<PlannedResource["found"]>): ClientSecret {
  const { since } = liveSecret(tagsOf(found));
  const { every } = secret;
  if (every === undefined) return { kind: "unscheduled", ...(since !== undefined && { since }) };
  return { kind: "regenerated", ...(since !== undefined && { since, due: daysAfter(since, every) }) };
}
