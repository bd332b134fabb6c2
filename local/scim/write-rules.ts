import type { Attribute, AttributeTable } from "./attribute.ts";
import { type Draft, isObject, isUnassigned, type Json, type JsonObject, objectsOf, sameValue } from "./json.ts";
import { ScimError } from "./scim-error.ts";

/**
 * The body of a POST without what a client may not set: read-only attributes are dropped silently
 * (identity-domains-api.md 1.2).
 */
export function draftForCreate(type: AttributeTable, body: JsonObject): Draft {
  return withDefaults(type, withoutReadOnly(type.attributes, body));
}

/**
 * The result of a PUT of the stored resource. Read-only and immutable attributes that are left out stay; those that are
 * sent must have the present value (the official provider sends them back); read-only members of objects are
 * recomputed.
 *
 * @throws ScimError `readOnlyAttribute` or `immutableAttribute` for an attempt to change one
 * @see RFC 7644, section 3.5.1; identity-domains-api.md 1.2 and 1.9
 */
export function draftForReplace(type: AttributeTable, current: JsonObject, shown: JsonObject, body: JsonObject): Draft {
  const draft: Draft = {};
  for (const attribute of type.attributes) {
    const { name } = attribute;
    const sent = body[name];
    if (attribute.mutability === "readOnly") {
      refuseChange("readOnlyAttribute", name, sent, shown[name]);
      draft[name] = current[name];
    } else if (attribute.mutability === "immutable") {
      if (!isUnassigned(current[name])) refuseChange("immutableAttribute", name, sent, current[name]);
      draft[name] = current[name] ?? sent;
    } else if (attribute.mutability === "writeOnly") {
      draft[name] = sent ?? current[name];
    } else if (sent !== undefined) {
      draft[name] = replaceValue(attribute, current[name], sent);
    }
  }
  return withDefaults(type, draft);
}

/**
 * Refuses a patched resource whose immutable attributes had a value that is now different or missing.
 *
 * @throws ScimError `immutableAttribute`
 */
export function refuseImmutableChanges(
  attributes: readonly Attribute[],
  current: JsonObject,
  draft: JsonObject,
  prefix = "",
): void {
  for (const { name, mutability, subAttributes } of attributes) {
    const before = current[name];
    if (isUnassigned(before)) continue;
    const after = draft[name];
    if (mutability === "immutable") {
      if (!sameValue(after, before)) throw changeRefusal("immutableAttribute", prefix + name);
    } else if (isObject(before)) {
      refuseImmutableChanges(subAttributes, before, isObject(after) ? after : {}, `${prefix}${name}.`);
    }
  }
}

/**
 * Refuses a body that names a read-only attribute at all, as Oracle documents PUT and PATCH
 * (identity-domains-api.md 1.2).
 *
 * @throws ScimError `readOnlyAttribute`
 */
export function refuseReadOnly(attributes: readonly Attribute[], body: JsonObject, prefix = ""): void {
  for (const { name, mutability, subAttributes } of attributes) {
    const value = body[name];
    if (isUnassigned(value)) continue;
    if (mutability === "readOnly") throw changeRefusal("readOnlyAttribute", prefix + name);
    for (const one of objectsOf(value)) refuseReadOnly(subAttributes, one, `${prefix}${name}.`);
  }
}

function refuseChange(
  refusal: "readOnlyAttribute" | "immutableAttribute",
  path: string,
  sent: Json | undefined,
  current: Json | undefined,
): void {
  if (sent === undefined || sent === null || sameValue(sent, current)) return;
  throw changeRefusal(refusal, path);
}

/** The refusal of a write that names a read-only attribute, or changes an immutable one. */
export function changeRefusal(refusal: "readOnlyAttribute" | "immutableAttribute", path: string): ScimError {
  const kind = refusal === "readOnlyAttribute" ? "read-only" : "immutable";
  return new ScimError(refusal, `The attribute ${path} is ${kind} and cannot be changed.`);
}

/**
 * Immutable members of a single object (`basedOnTemplate.value`) stay; the rest is as sent, without read-only members.
 */
function replaceValue(attribute: Attribute, current: Json | undefined, sent: Json): Json {
  if (attribute.type !== "complex") return sent;
  if (!isObject(sent)) return objectsOf(sent).map((one) => withoutReadOnly(attribute.subAttributes, one));
  const replaced = withoutReadOnly(attribute.subAttributes, sent);
  for (const member of attribute.subAttributes.filter(({ mutability }) => mutability === "immutable")) {
    const before = isObject(current) ? current[member.name] : undefined;
    if (isUnassigned(before)) continue;
    refuseChange("immutableAttribute", `${attribute.name}.${member.name}`, replaced[member.name], before);
    replaced[member.name] = before;
  }
  return replaced;
}

/** The object without its read-only members, at every depth. */
export function withoutReadOnly(attributes: readonly Attribute[], object: JsonObject): Draft {
  const kept: Draft = {};
  for (const attribute of attributes) {
    const value = object[attribute.name];
    if (value === undefined || attribute.mutability === "readOnly") continue;
    if (attribute.type !== "complex" || value === null) kept[attribute.name] = value;
    else if (isObject(value)) kept[attribute.name] = withoutReadOnly(attribute.subAttributes, value);
    else kept[attribute.name] = objectsOf(value).map((one) => withoutReadOnly(attribute.subAttributes, one));
  }
  return kept;
}

/** Fills in the defaults of the attributes that have no value. */
export function withDefaults(type: AttributeTable, draft: Draft): Draft {
  for (const { name, default: value } of type.attributes) {
    if (value !== undefined && (draft[name] === undefined || draft[name] === null)) draft[name] = value;
  }
  return draft;
}

/**
 * Refuses a resource that lacks required attributes, with the paths of all of them.
 *
 * @throws ScimError `missingRequiredAttributes`
 */
export function refuseMissing(type: AttributeTable, draft: JsonObject): void {
  const missing = missingIn(type.attributes, draft, "");
  if (missing.length > 0) throw missingAttributes(missing);
}

/** The refusal for attributes that are required but absent (Oracle: "Response Body"). */
export function missingAttributes(paths: readonly string[]): ScimError {
  return new ScimError("missingRequiredAttributes", `Missing required attribute(s): ${paths.join(",")}.`);
}

function missingIn(attributes: readonly Attribute[], object: JsonObject, prefix: string): readonly string[] {
  return attributes.flatMap((attribute) => {
    const value = object[attribute.name];
    const path = prefix + attribute.name;
    if (isUnassigned(value) || value === "") {
      if (attribute.required !== true) return [];
      const requiredMembers = attribute.subAttributes.filter(({ required }) => required === true);
      return requiredMembers.length === 0 ? [path] : requiredMembers.map(({ name }) => `${path}.${name}`);
    }
    if (attribute.type !== "complex") return [];
    return [...new Set(objectsOf(value).flatMap((one) => missingIn(attribute.subAttributes, one, `${path}.`)))];
  });
}
