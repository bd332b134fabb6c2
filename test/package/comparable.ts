import type { SeenRequest } from "../sameness/recording-proxy.ts";
import type { Ran, StoredResource } from "./program-world.ts";

/** What differs from run to run, and says nothing of the program. */
const ofOneRun: readonly [RegExp, string][] = [
  [/idcscs-[0-9a-f-]+/g, "<secret>"],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z/g, "<time>"],
  [/("version":)"[0-9a-f]{32}"/g, '$1"<version>"'],
  // The names that must differ: the project's, and those of what the resource is a child of.
  [/("key":"stack","value":)"[\w-]+\/dev"/g, '$1"<project>/dev"'],
  [/("key":"urn","value":)"[0-9a-f]{32}"/g, '$1"<urn>"'],
];

/** Where a resource is declared, and when: not what it is. */
const ofThePlace = ["urn", "parent", "provider", "created", "modified", "sourcePosition", "stackTrace"];

/** The requests of a run that changed something, by what they are about: assignments are created at the same time. */
export function comparableWrites(requests: readonly SeenRequest[], ran: Ran): readonly unknown[] {
  const written = requests.filter(({ method }) => method !== "GET");
  return written.map((request) => JSON.parse(withoutNames(request, ran))).sort(byText);
}

/** The look-ups of a run: how often each collection was listed. */
export function lookUps(requests: readonly SeenRequest[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { method, path } of requests) {
    const collection = path.replace(/\?.*/, "");
    if (method === "GET") counts[collection] = (counts[collection] ?? 0) + 1;
  }
  return counts;
}

/** The identity domain's resources in the state of a run, by type and name, with all that the engine keeps of them. */
export function comparableState(ran: Ran): Readonly<Record<string, unknown>> {
  const ours = ran.resources.filter(({ type }) => type.startsWith("oci:"));
  const entries = ours.map((resource) => {
    const kept = Object.entries(resource).filter(([key]) => !ofThePlace.includes(key));
    return [labelOf(resource), JSON.parse(withoutNames(Object.fromEntries(kept), ran))] as const;
  });
  return Object.fromEntries(entries.sort(([one], [other]) => one.localeCompare(other)));
}

/** A value as JSON, with URNs and ids by type and name. */
function withoutNames(value: unknown, { resources }: Ran): string {
  const inState = resources.flatMap((resource) => [
    [resource.urn, labelOf(resource)] as const,
    ...(resource.id === undefined ? [] : [[resource.id, labelOf(resource)] as const]),
  ]);
  // The longest first: a URN may be the beginning of another.
  const known = inState.sort(([one], [other]) => other.length - one.length);
  const named = known.reduce((text, [found, label]) => text.replaceAll(found, label), JSON.stringify(value));
  return ofOneRun.reduce((text, [pattern, label]) => text.replaceAll(pattern, label), named);
}

function labelOf({ urn, type }: StoredResource): string {
  return `${type} ${urn.split("::").at(-1)}`;
}

function byText(one: unknown, other: unknown): number {
  return JSON.stringify(one).localeCompare(JSON.stringify(other));
}
