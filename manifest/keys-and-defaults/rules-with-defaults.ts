import { forbiddenByDefault } from "../../naming/rules.ts";
import type { Rules, WrittenRules } from "./rules.ts";

/** The rules of an environment with their defaults: `dev` is for trying, and forbids nothing by itself. */
export function rulesWithDefaults(
  environment: string,
  { approvers: _, exceptions, ...written }: WrittenRules,
  approvers: readonly string[],
): Rules {
  const isForTrying = environment === "dev";
  const unlisted = isForTrying ? "any" : [];
  return {
    allResources: unlisted,
    onBehalfOf: unlisted,
    bypassConsent: unlisted,
    adoptedApis: unlisted,
    approval: [],
    forbiddenGrantTypes: isForTrying ? [] : forbiddenByDefault.grantTypes,
    redirectSchemes: isForTrying ? "any" : forbiddenByDefault.redirectSchemes,
    ...written,
    approvers,
    longestException: exceptions?.longest ?? 366,
  };
}
