import type { Converted } from "../convert/converted.ts";
import type { StateResource } from "./state-resource.ts";

/**
 * The commands with which the other program releases the adopted applications, and what belongs to them, without deleting
 * anything. What depends on an application comes before it.
 */
export function releases(state: readonly StateResource[], adopted: readonly Converted[]): string[] {
  const ids = new Set(adopted.flatMap(({ application: { id, ocid } }) => [id, ...(ocid === undefined ? [] : [ocid])]));
  const aliases = adopted.flatMap(({ application: { certificates = [] } }) =>
    certificates.map(({ certAlias }) => certAlias),
  );
  const isOfOne = ({ kind, of }: StateResource) =>
    kind === "certificate" ? of.some((alias) => aliases.includes(alias)) : of.some((id) => ids.has(id));
  const apps = state.filter((one) => one.kind === "app" && one.ids.some((id) => ids.has(id)));
  const parts = (["grant", "role"] as const).flatMap((kind) =>
    state.filter((one) => one.kind === kind && isOfOne(one)),
  );
  const certificates = state.filter((one) => one.kind === "certificate" && isOfOne(one));
  return [...parts, ...apps, ...certificates].map(({ release }) => release);
}
