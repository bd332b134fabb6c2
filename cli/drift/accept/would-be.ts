import { CommandError } from "../../errors/command-error.ts";
import type { KeyChange } from "./change.ts";
import { environmentsOf, type Scope } from "./place.ts";
import type { Subject } from "./subject.ts";
import { withKey } from "./with-key.ts";

/** One changed key of a manifest: the text before and after. */
export interface Step {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/**
 * The manifests with the changes, one step for each key.
 *
 * @param textOf the text of a manifest today
 * @throws CommandError if an entry is written by an alias
 */
export function stepsOf(changes: readonly KeyChange[], scope: Scope, textOf: (file: string) => string): Step[] {
  const texts = new Map<string, string>();
  return [...Map.groupBy(changes, ({ subject }) => subject)].flatMap(([subject, own]) =>
    keysOf(subject, own, scope).flatMap(([key, value]) => {
      const { file } = subject;
      const before = texts.get(file) ?? textOf(file);
      const after = withKey(before, subject.place, key, value);
      if (after === undefined)
        throw new CommandError(
          `${file}: ${subject.name} is written with an anchor or an alias (&, *), so that a change of ${key} would reach other places: nothing was written. Write the entry out first.`,
        );
      texts.set(file, after);
      return after === before ? [] : [{ file, before, after }];
    }),
  );
}

/** The keys of the entry itself that change; what an environment replaces is in `environments`. */
function keysOf(
  subject: Subject,
  changes: readonly KeyChange[],
  { environment, environments }: Scope,
): [string, unknown][] {
  const own = changes.filter(({ isOverride }) => !isOverride).map(({ key, value }): [string, unknown] => [key, value]);
  const overrides = changes.filter(({ isOverride }) => isOverride);
  if (overrides.length === 0) return own;
  const all = environmentsOf(subject.written) ?? Object.fromEntries(environments.map((name) => [name, {}]));
  const replaced = { ...all[environment], ...Object.fromEntries(overrides.map(({ key, value }) => [key, value])) };
  const present = Object.entries(replaced).filter(([, value]) => value !== undefined);
  return [...own, ["environments", { ...all, [environment]: Object.fromEntries(present) }]];
}
