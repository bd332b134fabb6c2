import { isLoopback } from "../../../wording/loopback.ts";
import type { Application } from "../read/answers.ts";
import type { ReadApplications } from "../read/read-applications.ts";
import { type Inexpressible, isUnset } from "./attributes.ts";
import { tagsOf } from "./common.ts";

// Which resource apps, URLs and addresses a client may use.

/** `authorizedResources` of a client: absent for those of its scopes. */
export function resourcesOf({ trustScope, allowedTags = [] }: Application): {
  key?: unknown;
  inexpressible: Inexpressible[];
} {
  const { tags = {}, inexpressible } = tagsOf("allowedTags", allowedTags);
  if (trustScope === "Tags" && allowedTags.length > 0) return { key: { tagged: tags }, inexpressible };
  const isKnown = isUnset(trustScope) || trustScope === "Explicit" || trustScope === "Account";
  const unused =
    allowedTags.length === 0
      ? []
      : [{ attribute: "allowedTags", value: Object.keys(tags), why: "without trustScope Tags" }];
  return {
    ...(trustScope === "Account" && { key: "all" }),
    inexpressible: [...(isKnown ? [] : [{ attribute: "trustScope", value: trustScope }]), ...unused],
  };
}

/** All URLs of a client that are not https; the manifest allows those of localhost by itself. */
function otherUrls({ redirectUris = [], postLogoutRedirectUris = [], logoutUri }: Application) {
  const urls = [...redirectUris, ...postLogoutRedirectUris, ...(logoutUri ? [logoutUri] : [])];
  const others = urls.filter((url) => !/^https:/i.test(url));
  const local = others.filter((url) => /^http:/i.test(url) && isLoopback(URL.parse(url)?.hostname ?? ""));
  return { others, isLocal: others.length > 0 && local.length === others.length };
}

/** Whether a manifest has to allow the URLs of a client. */
export function needsHttpUrls(app: Application): boolean {
  return app.allUrlSchemesAllowed === true && !otherUrls(app).isLocal;
}

/** URLs that a manifest cannot have without allowing others as well. */
export function httpUrls(app: Application): Inexpressible[] {
  const { others } = otherUrls(app);
  if (app.allUrlSchemesAllowed === true || others.length === 0) return [];
  const why = `a manifest with ${others[0]} allows all schemes`;
  return [{ attribute: "allUrlSchemesAllowed", value: false, why }];
}

/** The names of the network perimeters of a client. */
export function perimetersOf(
  { clientIPChecking, appsNetworkPerimeters = [] }: Application,
  { perimeters }: ReadApplications,
): { names: string[]; inexpressible: Inexpressible[] } {
  const unknown = appsNetworkPerimeters.flatMap(({ value }, index): Inexpressible[] =>
    perimeters.has(value)
      ? []
      : [{ attribute: `appsNetworkPerimeters[${index}].value`, value, why: "no such network perimeter is found" }],
  );
  const isRestricted = clientIPChecking === "whitelisted";
  const why = isRestricted
    ? "without a network perimeter, a manifest allows every address"
    : "a manifest with network perimeters allows only their addresses";
  const isOdd = isRestricted !== appsNetworkPerimeters.length > 0;
  return {
    names: appsNetworkPerimeters.flatMap(({ value }) => perimeters.get(value) ?? []),
    inexpressible: [...unknown, ...(isOdd ? [{ attribute: "clientIPChecking", value: clientIPChecking, why }] : [])],
  };
}
