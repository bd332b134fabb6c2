import type { Subject } from "./subject.ts";

/** What a key has without a value, if it has another one in the entry itself. */
const none: Readonly<Record<string, unknown>> = {
  active: true,
  enforceGrants: false,
  allowRefresh: false,
  authorizedResources: "specific",
  tags: {},
  assign: {},
  accessTokenExpiry: 3600,
  refreshTokenExpiry: 604_800,
};

/**
 * A value as it is written at its place. An environment without a key has the entry's own value, so what it does not have is
 * written out.
 *
 * @returns a reason if a manifest cannot say that
 */
export function valueAt(
  { written }: Subject,
  key: string,
  value: unknown,
  isOverride: boolean,
): { readonly value: unknown } | { readonly reason: string } {
  if (value !== undefined || !isOverride || !Object.hasOwn(written, key)) return { value };
  // `redirectUrls` is written next to it, and replaces the entry's own callback too.
  if (key === "integrationCallback") return { value };
  if (Object.hasOwn(none, key)) return { value: none[key] };
  if (Array.isArray(written[key])) return { value: [] };
  return {
    reason: `an environment cannot be without ${key} if the entry has it: write it in the other environments only`,
  };
}
