import { type Json, type JsonObject, listOf, objectsOf, sameValue } from "../scim/json.ts";
import { ScimError } from "../scim/scim-error.ts";
import { domainAppId } from "./role-holdings.ts";

/**
 * What may be changed on an app that Oracle created and that names nothing itself; `add` allows new values besides the
 * existing ones.
 */
const documented: Readonly<Record<string, "change" | "add">> = {
  description: "change",
  redirectUris: "change",
  accessTokenExpiry: "change",
  refreshTokenExpiry: "change",
  allowOffline: "change",
  tags: "add",
  allowedScopes: "add",
  allowedTags: "add",
  scopes: "add",
  protectableSecondaryAudiences: "add",
};

const bookkeeping = ["schemas", "meta", "idcsLastModifiedBy"];

/** Whether it is the domain's own app or an app of Oracle's services. */
export function isOracleCreated(app: JsonObject | undefined): boolean {
  return app?.isOPCService === true || app?.id === domainAppId;
}

/**
 * Refuses changes that are not allowed for an app that Oracle created: its own `editableAttributes` decide, if it has
 * them.
 *
 * @see identity-domains-api.md 2; Oracle, "Editing High-Level Information for Oracle Applications"
 */
export function refuseOracleCreated(current: JsonObject, draft: JsonObject): void {
  const own = objectsOf(current.editableAttributes).map(({ name }) => name);
  const ruleOf = (name: string) => (own.length === 0 ? documented[name] : own.includes(name) ? "change" : undefined);
  for (const name of new Set([...Object.keys(current), ...Object.keys(draft)])) {
    if (bookkeeping.includes(name) || sameValue(current[name], draft[name])) continue;
    const rule = ruleOf(name);
    if (rule === "change" || (rule === "add" && isExtended(current[name], draft[name]))) continue;
    throw new ScimError("preventedOperation", `The attribute ${name} of an App created by Oracle cannot be changed.`);
  }
}

function isExtended(before: Json | undefined, after: Json | undefined): boolean {
  return listOf(before).every((value) => listOf(after).some((one) => sameValue(one, value)));
}
