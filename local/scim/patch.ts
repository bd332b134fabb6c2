import type { Attribute, AttributeTable } from "./attribute.ts";
import { type Draft, isObject, isUnassigned, type Json, type JsonObject, listOf, sameValue } from "./json.ts";
import { type PatchTarget, patchTarget } from "./patch-target.ts";
import { type BodyRules, readSchemas, readSingle, readValue } from "./read-body.ts";
import { ScimError } from "./scim-error.ts";
import {
  missingAttributes,
  refuseImmutableChanges,
  refuseReadOnly,
  withDefaults,
  withoutReadOnly,
} from "./write-rules.ts";

const patchSchema = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/** One operation of a PATCH whose path is resolved and whose `op` is one of the three. */
interface Operation extends PatchTarget {
  readonly op: "add" | "remove" | "replace";
  readonly path: string;
  readonly value: Json | undefined;
}

/**
 * The result of a PATCH of the stored resource: all operations in order, or none. `op` is case-insensitive.
 *
 * @throws ScimError `invalidPatch`, `invalidPath`, `noTarget`, `readOnlyAttribute`, `immutableAttribute`, and what the
 * attribute table says of a value
 * @see RFC 7644, section 3.5.2; identity-domains-api.md 1.8 and 8.2
 */
export function applyPatch(type: AttributeTable, current: JsonObject, body: Json, rules: BodyRules): Draft {
  let draft: JsonObject = current;
  for (const operation of readOperations(type, body)) draft = edited(draft, operation, 0, rules);
  refuseImmutableChanges(type.attributes, current, draft);
  return withDefaults(type, { ...draft, schemas: readSchemas(type, draft.schemas, draft) });
}

function readOperations(type: AttributeTable, body: Json): readonly Operation[] {
  if (!isObject(body)) throw new ScimError("invalidJson", "The request body must be a JSON object.");
  if (listOf(body.schemas).length === 0) throw missingAttributes(["schemas"]);
  if (!listOf(body.schemas).includes(patchSchema)) {
    throw new ScimError("invalidSchemas", `schemas must hold ${patchSchema}.`);
  }
  const operations = body.Operations;
  if (!Array.isArray(operations) || operations.length === 0) throw missingAttributes(["Operations"]);
  return operations.flatMap((one: Json) => readOperation(type, one));
}

function readOperation(type: AttributeTable, operation: Json): readonly Operation[] {
  const { op: sentOp, path, value } = isObject(operation) ? operation : {};
  const op = (["add", "remove", "replace"] as const).find((one) => one === String(sentOp).toLowerCase());
  if (op === undefined) throw new ScimError("invalidPatch", `op: ${sentOp} is not one of add, remove, replace.`);
  if (op !== "remove" && value === undefined) throw new ScimError("invalidPatch", `The operation ${op} needs a value.`);
  // "remove" with a value is not SCIM: it would be ignored, and the whole list removed instead of some of it.
  if (op === "remove" && value !== undefined) {
    throw new ScimError("invalidPatch", "The operation remove takes no value. Select with a filter in its path.");
  }
  if (path !== undefined && path !== null) {
    if (typeof path !== "string") throw new ScimError("invalidPath", "path must be a string.");
    return [{ op, path, value, ...patchTarget(type, path) }];
  }
  if (op === "remove") throw new ScimError("noTarget", "The operation remove needs a path.");
  if (!isObject(value)) throw new ScimError("invalidPatch", "An operation without a path needs an object as value.");
  return Object.entries(value).map(([name, member]) => ({
    op,
    path: name,
    value: member ?? null,
    ...patchTarget(type, name),
  }));
}

/** The object after the operation, which is `depth` names into its path. */
function edited(object: JsonObject, operation: Operation, depth: number, rules: BodyRules): JsonObject {
  const attribute = operation.chain[depth] as Attribute;
  const before = object[attribute.name];
  const last = depth === operation.chain.length - 1;
  const selected = operation.selected?.depth === depth ? operation.selected : undefined;
  const deeper = (one: Json) => edited(isObject(one) ? one : {}, operation, depth + 1, rules);
  let after: Json | undefined;
  if (selected !== undefined) {
    const values = listOf(before);
    if (operation.op !== "remove" && !values.some(selected.test)) {
      throw new ScimError("noTarget", `The path ${operation.path} selects nothing.`);
    }
    after = values.flatMap((one) => {
      if (!selected.test(one)) return [one];
      return last ? editedElement(attribute, one, operation, rules) : [deeper(one)];
    });
  } else if (last) {
    after = editedValue(attribute, before, operation, rules);
  } else if (attribute.multiValued === true) {
    after = listOf(before).map(deeper);
  } else {
    after = operation.op === "remove" && before === undefined ? undefined : deeper(before ?? {});
  }
  return { ...object, [attribute.name]: after };
}

function editedElement(attribute: Attribute, one: Json, operation: Operation, rules: BodyRules): readonly Json[] {
  if (operation.op === "remove") return [];
  const value = writable(attribute, readSingle(attribute, operation.value ?? null, rules, operation.path), rules);
  return [isObject(one) && isObject(value) ? { ...one, ...value } : value];
}

function editedValue(
  attribute: Attribute,
  before: Json | undefined,
  { op, value: sent }: Operation,
  rules: BodyRules,
): Json | undefined {
  if (op === "remove") return undefined;
  if (isUnassigned(sent)) return op === "add" ? before : undefined;
  const isList = attribute.multiValued === true;
  const value = writable(attribute, readValue(attribute, isList ? listOf(sent) : (sent as Json), rules, ""), rules);
  if (isList) return op === "add" ? extended(attribute, listOf(before), listOf(value)) : value;
  return isObject(before) && isObject(value) ? { ...before, ...value } : value;
}

function writable(attribute: Attribute, value: Json, rules: BodyRules): Json {
  if (rules.strict) refuseReadOnly([attribute], { [attribute.name]: value });
  return withoutReadOnly([attribute], { [attribute.name]: value })[attribute.name] ?? value;
}

/** Adds to a list; an element that is there already, by the list's key, is brought up to date instead. */
function extended(attribute: Attribute, before: readonly Json[], added: readonly Json[]): readonly Json[] {
  const makesPrimary = added.some((one) => isObject(one) && one.primary === true);
  const result: Json[] = before.map((one) =>
    makesPrimary && isObject(one) && one.primary === true ? { ...one, primary: false } : one,
  );
  for (const one of added) {
    const known = result.findIndex((other) => isSame(attribute, one, other));
    if (known === -1) result.push(one);
    else if (isObject(one)) result[known] = { ...(result[known] as JsonObject), ...one };
  }
  return result;
}

function isSame(attribute: Attribute, one: Json, other: Json): boolean {
  if (attribute.key === undefined || !isObject(one) || !isObject(other)) return sameValue(one, other);
  return attribute.key.every((name) => one[name] === other[name]);
}
