import type { DomainContext } from "../domain-context.ts";
import { memberOf, type Resource, textOf } from "../scim/json.ts";
import { ScimError } from "../scim/scim-error.ts";
import type { AdminContext } from "./admin-request.ts";

/** The `ETag` of a resource: its `meta.version` (Meta model). */
export function etagOf(resource: Resource): string | undefined {
  return textOf(memberOf(resource, "meta"), "version");
}

/**
 * Refuses a write whose `If-Match` does not name the present version.
 *
 * @throws ScimError `versionMismatch` (412), or `versionConflict` (409) where the settings say so
 * @see RFC 9110, section 13.1.1; identity-domains-api.md 8.4
 */
export function refuseOtherVersion({ settings }: DomainContext, c: AdminContext, resource: Resource): void {
  const wanted = c.req.header("if-match");
  if (wanted === undefined || matches(wanted, etagOf(resource))) return;
  const refusal = settings.failedMatchStatus === 409 ? "versionConflict" : "versionMismatch";
  throw new ScimError(refusal, `The version of ${resource.id} is not the one that If-Match names.`);
}

/** Whether the caller has the present version already (`If-None-Match`: RFC 9110, section 13.1.2). */
export function isKnownVersion(c: AdminContext, resource: Resource): boolean {
  const known = c.req.header("if-none-match");
  return known !== undefined && matches(known, etagOf(resource));
}

/** The service writes its tags without quotes; clients may add them, or mark the tags as weak. */
function matches(header: string, etag: string | undefined): boolean {
  const tags = header.split(",").map((tag) => tag.trim().replace(/^(?:W\/)?"(.*)"$/, "$1"));
  return tags.includes("*") || (etag !== undefined && tags.includes(etag));
}
