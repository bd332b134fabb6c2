import { ownershipTags } from "../../naming/ownership-tags.ts";
import { quote } from "../../wording/quote.ts";
import { type LiveApplication, nameInManifest } from "../look-up/live-application.ts";
import { type DeclaredApplication, declarationOf } from "./declared-application.ts";
import { type Comparison, firstApplications, newName, noun, placeOf } from "./gone-applications.ts";
import type { Notice } from "./notice.ts";

/** Whether an application of the domain was retired by its manifest (`state: retired`), and nobody has activated it again. */
export function isRetired(one: LiveApplication): boolean {
  return hasTag(one) && !one.active;
}

function hasTag({ tags }: LiveApplication): boolean {
  return tags.get(ownershipTags.retired) === "true";
}

/** Warnings for applications that are in use until this run retires them. */
export function retirements(declared: readonly DeclaredApplication[], live: readonly LiveApplication[]): Notice[] {
  const active = Map.groupBy(
    live.filter((one) => one.active),
    declarationOf(declared),
  );
  return declared.flatMap((application) => {
    const { manifest, name, kind } = application;
    const [inUse] = active.get(application) ?? [];
    if (manifest.state !== "retired" || inUse === undefined || hasTag(inUse)) return [];
    const loss =
      kind === "client"
        ? `its client ID ${quote(inUse.clientId)} gets no more tokens`
        : "no client gets more tokens for its scopes";
    const message = `retires ${quote(name)}: ${loss}. Tokens that were issued last until they expire. Its ID and every right stay, and removing this line undoes it.`;
    return [{ node: manifest, path: ["state"], message }];
  });
}

/**
 * Refusals for applications that no manifest declares any more and that were not retired before: an environment may demand
 * that, because a deleted application is gone with its client ID and its client secret.
 */
export function notRetired(gone: readonly LiveApplication[], comparison: Comparison): Notice[] {
  return firstApplications(gone.filter((one) => !isRetired(one))).map((one) => {
    const { environment, missing, teams } = comparison;
    const name = quote(nameInManifest(one));
    const found = `${name} is not declared in the environment ${quote(environment)} any more, and its application ${quote(one.displayName)}${one.kind === "client" ? ` with client ID ${quote(one.clientId)}` : ""} is ${hasTag(one) ? "active again, although it was retired" : "not retired"}`;
    const rule = `Nothing was changed: ${quote(environment)} deletes only what is retired (docs/retire.md).`;
    const hasTeam = teams.some(({ team }) => team === one.team);
    const back = hasTeam
      ? `put the entry of ${name} back with \`state: retired\``
      : `put the manifest of the team ${quote(one.team)} back with \`state: retired\` in this entry`;
    const later = `To delete it, ${back}, run \`pulumi up\`, and remove the entry when nothing needs it any more.`;
    const renamed = newName(one, gone, missing);
    if (renamed === undefined) {
      const was = `If it has a new name, add \`was: ${nameInManifest(one)}\` to the new entry.`;
      return { ...placeOf(one, comparison), message: `${found}. ${rule} ${later} ${was}` };
    }
    const former = one.team === renamed.part.team ? one.client : nameInManifest(one);
    const was = `If ${quote(renamed.name)} is the same ${noun(one)} under a new name, add \`was: ${former}\` here: it then keeps its application.`;
    return { node: renamed.manifest, path: ["name"], message: `${found}. ${rule} ${was} ${later}` };
  });
}
