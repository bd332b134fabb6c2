import structPb from "google-protobuf/google/protobuf/struct_pb.js";
import type { JsonObject, JsonValue } from "../../identity-domain/json.ts";

/** A value of a resource's property. */
export type Value = JsonValue;

/** Properties by name. */
export type Values = JsonObject;

/** Stands for a value that is not known before the domain has answered: Pulumi's own sentinel. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The key under which Check lists the inputs that it has filled in itself. */
export const DEFAULTS = "__defaults";

const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** Whether a value is an object, and not a list. */
export function isValues(value: Value | undefined): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value is a list. */
export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** Whether a property has no value. */
export function isAbsent(value: Value | undefined): value is null | undefined {
  return value === undefined || value === null;
}

/** Whether a property has no value or an empty one: `""`, `false`, `0`, an empty list. */
export function isEmpty(value: Value | undefined): boolean {
  return isAbsent(value) || value === "" || value === false || value === 0 || (isList(value) && value.length === 0);
}

/** Marks a value as a secret, as Pulumi's protocol does. */
export function secret(value: Value): Value {
  return { [signatureKey]: secretSignature, value };
}

/** Marks the named members of an object as secrets if they have a value. */
export function withSecrets(values: Values, names: readonly string[]): Values {
  const marked = names.flatMap((name) => {
    const value = values[name];
    return isEmpty(value) || value === UNKNOWN || value === undefined ? [] : [[name, secret(value)] as const];
  });
  return { ...values, ...Object.fromEntries(marked) };
}

/** The properties in a message, without the marks of secrets. The plugin works with these. */
export function fromStruct(struct: structPb.Struct | undefined): Values {
  return struct === undefined ? {} : (withoutMarks(struct.toJavaScript() as Values) as Values);
}

/** Properties as a message, without those that have no value. */
export function toStruct(values: Values): structPb.Struct {
  const present = Object.entries(values).filter(([, value]) => !isAbsent(value));
  return structPb.Struct.fromJavaScript(
    withoutUndefined(Object.fromEntries(present)) as { [name: string]: structPb.JavaScriptValue },
  );
}

/** A message has no `undefined`, at any depth. */
function withoutUndefined(value: Value): Value {
  if (isList(value)) return value.map(withoutUndefined);
  if (!isValues(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => (member === undefined ? [] : [[name, withoutUndefined(member)]])),
  );
}

/** The members of an object that are inputs: all but `__defaults`. */
export function entriesOf(values: Values): (readonly [string, Value | undefined])[] {
  return Object.entries(values).filter(([name]) => name !== DEFAULTS);
}

function withoutMarks(value: Value): Value {
  if (isList(value)) return value.map(withoutMarks);
  if (!isValues(value)) return value;
  if (value[signatureKey] === secretSignature) return withoutMarks(value.value ?? null);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withoutMarks(member ?? null)]));
}
