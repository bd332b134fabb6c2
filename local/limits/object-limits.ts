import type { DomainContext } from "../domain-context.ts";
import { isOracleCreated } from "../resources/oracle-created-apps.ts";
import type { ResourceType } from "../schemas/resource-types.ts";
import { ScimError } from "../scim/scim-error.ts";
import { objectLimits } from "./domain-types.ts";

/**
 * Refuses a POST beyond the number of objects that the domain's type holds: apps that Oracle did not create, and OAuth
 * client certificates.
 *
 * @throws ScimError `objectLimit` (400, assumed)
 * @see Oracle, "IAM Identity Domain Types"; identity-domains-api.md 1.10
 */
export function refuseBeyondObjectLimit(
  { settings, directory }: DomainContext,
  { name, endpoint }: ResourceType,
): void {
  if (settings.domainType === "none") return;
  const limits = objectLimits[settings.domainType];
  const limit =
    endpoint === "Apps" ? limits.apps : endpoint === "OAuthClientCertificates" ? limits.certificates : undefined;
  if (limit === undefined) return;
  const held = directory.all(name).filter((resource) => endpoint !== "Apps" || !isOracleCreated(resource)).length;
  if (held < limit) return;
  throw new ScimError("objectLimit", `A domain of type ${settings.domainType} holds at most ${limit} ${endpoint}.`);
}
