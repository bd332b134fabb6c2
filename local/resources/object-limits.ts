import type { DomainContext } from "../domain-context.ts";
import type { ResourceType } from "../schemas/resource-types.ts";
import { ScimError } from "../scim/scim-error.ts";
import type { DomainType } from "../settings.ts";
import { isOracleCreated } from "./oracle-created-apps.ts";

/**
 * How many objects a domain holds: apps that Oracle did not create, and certificates of OAuth clients. `undefined` is
 * a limit that Oracle documents as "not enforced at the moment".
 *
 * @see Oracle, "IAM Identity Domain Types"; identity-domains-api.md 1.10
 */
const objectLimits: Readonly<Record<DomainType, { readonly apps: number | undefined; readonly certificates: number }>> =
  {
    free: { apps: 2, certificates: 20 },
    "oracle-apps": { apps: undefined, certificates: 200 },
    "oracle-apps-premium": { apps: undefined, certificates: 200 },
    premium: { apps: 5000, certificates: 20_000 },
    external: { apps: 5000, certificates: 20_000 },
  };

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
