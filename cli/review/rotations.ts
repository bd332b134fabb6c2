import type { TeamPart } from "../../manifest/load-stack.ts";
import { managedByValue, ownershipTags } from "../../naming/ownership-tags.ts";
import type { Catalog } from "../../plan/names-in-catalog.ts";
import { type Day, daysBetween, isDay } from "../../wording/days.ts";
import type { Review } from "./json.ts";

/** Secrets that are older than their manifest says, by the tags that the catalogue has. */
export function dueRotations(
  environment: string,
  teams: readonly TeamPart[],
  { apps }: Catalog,
  today: Day,
): Review["rotations"] {
  const since = new Map<string, Day>();
  for (const { tags } of apps) {
    const state = tags.get(ownershipTags.rotationState);
    const day = tags.get(ownershipTags.rotationSince) ?? tags.get(ownershipTags.secretSince);
    if (tags.get(ownershipTags.managedBy) !== managedByValue || !isDay(day)) continue;
    if (state !== undefined && state !== "current") continue;
    since.set(`${tags.get(ownershipTags.team)}/${tags.get(ownershipTags.client)}`, day);
  }
  return teams.flatMap(({ team, clients }) =>
    clients.flatMap(({ name, was, secret, rotation, state }) => {
      const every = rotation === undefined || rotation === "none" ? secret.every : rotation.every;
      const names = [`${team}/${name}`, ...was.map((former) => `${former.team}/${former.client}`)];
      const day = names.map((one) => since.get(one)).find((found) => found !== undefined);
      if (every === undefined || day === undefined || state === "retired") return [];
      return daysBetween(day, today) >= every ? [{ subject: `${team}/${name}`, environment, since: day, every }] : [];
    }),
  );
}
