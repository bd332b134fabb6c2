import type { Refused } from "./choose.ts";
import type { Converted, Counts } from "./convert/converted.ts";
import type { Adoption } from "./json.ts";
import type { AdoptionTarget } from "./target.ts";
import { wouldBe } from "./write/would-be.ts";

/** What became of the chosen applications. */
interface Outcome {
  readonly accepted: readonly Converted[];
  /** What the manifest says of each, by the name of its entry. */
  readonly written: ReadonlyMap<string, Counts>;
  readonly refused: readonly Refused[];
  readonly leftOut: ReadonlyMap<string, number>;
  readonly dryRun: boolean;
}

/** An adoption as data. */
export function adoptionOf(target: AdoptionTarget, { accepted, written, refused, leftOut, dryRun }: Outcome): Adoption {
  const would = accepted.length === 0 ? undefined : wouldBe(target, accepted);
  return {
    team: target.team,
    file: `${target.teams}/${target.file}`,
    written: dryRun || would === undefined ? [] : [would.file, ...would.others.map((one) => one.file)],
    adopted: accepted.map(({ application, entry, read }) => {
      const name = String(entry.name);
      return { application: application.displayName, name, read, wrote: written.get(name) ?? read };
    }),
    notes: accepted.flatMap(({ notes }) => notes),
    refused: refused.map(({ displayName, reasons }) => ({ application: displayName, reasons: [...reasons] })),
    leftOut: [...leftOut].map(([reason, applications]) => ({ reason, applications })),
  };
}
