import type { JsonObject } from "../../identity-domain/json.ts";
import type { Author } from "../../wording/who-and-when.ts";

/** What can differ from the manifests. */
export type Kind =
  | "deleted"
  | "changed"
  | "role-revoked"
  | "unassigned"
  | "role-beside"
  | "assigned-beside"
  | "certificate"
  | "secret";

/** One thing in the domain that is not as the manifests say. It contains no secret. */
export interface Deviation extends Author {
  readonly kind: Kind;
  /** Whose it is: `payments/ledger-sync`, or `environment dev`. */
  readonly subject: string;
  /** What differs, in words that follow the subject: `scope "…" was added`. */
  readonly words: string;
  /** The attribute of the admin API that differs, if it is one. */
  readonly attribute?: string;
  /** Whether it is drift, or only told. */
  readonly isDrift: boolean;
  /** The other stack of the environment that has the application in its state. */
  readonly elsewhere?: string;
  /** The URN of the declared resource that differs or is missing; absent for rights beside the manifest. */
  readonly urn?: string;
  /** The grant that no manifest declares. */
  readonly grant?: JsonObject;
  /** A user or group that the manifest assigns, and that was deleted or renamed. */
  readonly ended?: { readonly type: "user" | "group"; readonly name: string };
}

/** Who changed a resource last. Only the last change is known, whatever it was. */
export function lastChange({ idcsLastModifiedBy, meta }: JsonObject): Author {
  return author(idcsLastModifiedBy, meta, "lastModified");
}

/** Who created a resource. */
export function creation({ idcsCreatedBy, meta }: JsonObject): Author {
  return author(idcsCreatedBy, meta, "created");
}

/**
 * A caller with a signature is "OCI User", with an OCID: docs/identity-domains-api.md. So the display name comes first, and
 * then what identifies it.
 */
function author(actor: JsonObject[string], meta: JsonObject[string], time: "created" | "lastModified"): Author {
  const by = [member(actor, "display"), member(actor, "ocid"), member(actor, "value")].find(
    (one) => typeof one === "string" && one !== "",
  );
  const at = member(meta, time);
  return { ...(by !== undefined && { by: String(by) }), ...(typeof at === "string" && { at }) };
}

/** A member of an object of the API. */
export function member(value: JsonObject[string], name: string): JsonObject[string] {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject)[name] : undefined;
}
