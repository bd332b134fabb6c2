import type { IdentityDomain } from "../../../identity-domain/identity-domain.ts";
import { IdentityDomainError } from "../../../identity-domain/identity-domain-error.ts";
import { type IdentityDomainType, requestRates } from "../../../identity-domain/sending/pace.ts";
import { isLoopback } from "../../../wording/loopback.ts";
import { count } from "../../../wording/plural.ts";
import { failed, notChecked, ok, type Result, warning } from "../check.ts";

/** The most applications that are not Oracle's, by the domain's type: docs/identity-domains-api.md, section 1.10. */
const mostApps: Readonly<Record<IdentityDomainType, { readonly number: number; readonly isEnforced: boolean }>> = {
  free: { number: 2, isEnforced: true },
  "oracle-apps": { number: 2, isEnforced: false },
  "oracle-apps-premium": { number: 10, isEnforced: false },
  premium: { number: 5000, isEnforced: true },
  external: { number: 5000, isEnforced: true },
};

/**
 * The domain's type and its limits. The admin API does not say the type: it is what the stack's settings say.
 *
 * @param setting `oci:identityDomainType`
 * @param declared how many applications the stack declares
 */
export async function checkDomainType(
  domain: IdentityDomain,
  setting: string | undefined,
  declared: number,
): Promise<Result> {
  const type = setting?.toLowerCase();
  if (type !== undefined && !isDomainType(type))
    return failed(
      `oci:identityDomainType is "${setting}"`,
      `Set it to one of ${Object.keys(requestRates).join(", ")}.`,
    );
  const apps = await ownApps(domain);
  const has =
    apps === undefined
      ? ""
      : `; the domain has ${count(apps, "application")} that ${apps === 1 ? "is" : "are"} not Oracle's`;
  const limits = `${limitsOf(type ?? "premium")}${has}`;
  if (type === undefined) {
    const assumed = `the admin API does not say it; premium is assumed: ${limits}`;
    if (isLoopback(new URL(domain.url).hostname)) return ok(`a local domain; premium is assumed: ${limits}`);
    return notChecked(
      assumed,
      "`oci iam domain get --domain-id <OCID>` shows its license-type: if it is not premium, set oci:identityDomainType, so that the plugin stays under the domain's rate.",
    );
  }
  const { number, isEnforced } = mostApps[type];
  if (apps !== undefined && Math.max(apps, declared) >= number && number < 5000)
    return warning(
      `${type}: ${limits}; the stack declares ${count(declared, "application")}`,
      isEnforced
        ? "A domain of this type refuses more: change its type, or use another domain."
        : "Oracle does not enforce this limit at the moment.",
    );
  return ok(`${type}, by oci:identityDomainType: ${limits}`);
}

function limitsOf(type: IdentityDomainType): string {
  const { perSecond, perMinute } = requestRates[type];
  return `${perSecond} requests a second and ${perMinute} a minute, ${mostApps[type].number} applications of your own`;
}

/** How many applications are not Oracle's; undefined if the domain does not say. */
async function ownApps(domain: IdentityDomain): Promise<number | undefined> {
  try {
    const total = async (filter?: string) =>
      (await domain.list("Apps", { query: { count: 1, attributes: "id", filter } })).totalResults;
    const [all, oracles] = await Promise.all([total(), total("isOPCService eq true or infrastructure eq true")]);
    return all - oracles;
  } catch (error) {
    if (error instanceof IdentityDomainError) return undefined;
    throw error;
  }
}

function isDomainType(text: string): text is IdentityDomainType {
  return Object.hasOwn(requestRates, text);
}
