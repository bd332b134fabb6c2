import type { Change } from "./diff.ts";
import { isAbsent, isValues, type Value, type Values } from "./property-values.ts";

/** A value that is longer is not shown: a certificate is too long for a sentence. */
const longest = 100;

/** What a resource has that differs and cannot be changed, as `name "ledger" and basedOnTemplate.value "…"`. */
export function whatIsKept(found: Values, changes: readonly Change[]): string {
  return changes
    .filter(({ replaces }) => replaces)
    .map(({ path }) => shown(path, valueAt(found, path)))
    .join(" and ");
}

function shown(path: string, value: Value | undefined): string {
  if (isAbsent(value)) return `no ${path}`;
  const text = JSON.stringify(value);
  return text.length > longest ? `another ${path}` : `${path} ${text}`;
}

function valueAt(values: Values, path: string): Value | undefined {
  const names = path.replace(/\[.*$/, "").split(".");
  return names.reduce<Value | undefined>((of, name) => (isValues(of) ? of[name] : undefined), values);
}
