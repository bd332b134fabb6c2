import { type JsonObject, memberOf, textOf } from "../scim/json.ts";

/** The key that makes grants unique: app, entitlement, grantee, grantor and mechanism (Grant model). */
export function compositeKeyOf(grant: JsonObject): string {
  const entitlement = memberOf(grant, "entitlement");
  const grantee = memberOf(grant, "grantee");
  return [
    textOf(memberOf(grant, "app"), "value"),
    textOf(entitlement, "attributeName"),
    textOf(entitlement, "attributeValue"),
    textOf(grantee, "type"),
    textOf(grantee, "value"),
    textOf(memberOf(grant, "grantor"), "value"),
    textOf(grant, "grantMechanism"),
  ].join(":");
}
