import { createHash, randomBytes } from "node:crypto";
import { nearest } from "../../wording/nearest.ts";
import { membersOf, type Shape } from "../property-table/property-table.ts";
import {
  DEFAULTS,
  entriesOf,
  isAbsent,
  isList,
  isValues,
  UNKNOWN,
  type Value,
  type Values,
} from "./property-values.ts";

/** An input that is wrong. */
export interface CheckFailure {
  readonly property: string;
  readonly reason: string;
}

/** How to name a resource to which the program gives no name. */
export interface Naming {
  /** The resource's name in the program. */
  readonly logicalName: string;
  /** Makes the name the same every time the same step is checked. */
  readonly randomSeed: Uint8Array;
  /** The name by the project's own naming rule, or null if that forbids generated names. */
  readonly proposed?: string | null;
}

/** The inputs for the other steps: with a name, and with `__defaults`, which lists what was filled in. */
export function checkedInputs(shape: Shape, news: Values, olds: Values, naming: Naming): Values {
  const inputs = withDefaultsKey(shape, news) as Values;
  if (shape.name?.input !== "optional" || !isAbsent(news.name)) return inputs;
  const name = isAbsent(olds.name) && !hasName(news, olds) ? autoName(naming) : olds.name;
  return isAbsent(name) ? inputs : { ...inputs, name, [DEFAULTS]: ["name"] };
}

/** An adopted application has a name already. So has an existing one to which the program never gave one. */
function hasName(news: Values, olds: Values): boolean {
  return !isAbsent(news.ocid) || entriesOf(olds).length > 0;
}

/**
 * Everything that is wrong with the inputs: missing properties, unknown ones, those that only the domain sets, values of the
 * wrong type, and values that an enumeration does not have.
 */
export function checkFailures(shape: Shape, news: Values, path = ""): CheckFailure[] {
  const missing = Object.entries(shape)
    .filter(([name, property]) => property.input === "required" && isAbsent(news[name]))
    .map(([name]) => ({ property: path + name, reason: `"${path}${name}" is missing: it is required.` }));
  const wrong = entriesOf(news).flatMap(([name, value]) => {
    const property = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (isAbsent(value) || value === UNKNOWN) return [];
    if (property === undefined) return [unknownProperty(shape, path, name)];
    if (property.input === undefined || property.readOnly)
      return [{ property: path + name, reason: `"${path}${name}" is set by the identity domain: remove it.` }];
    if (!hasKind(value, property.kind))
      return [{ property: path + name, reason: `"${path}${name}" must be ${kindNames[property.kind]}.` }];
    if (property.values !== undefined) return illegalValues(property.values, value, path + name);
    if (isValues(value)) return checkFailures(membersOf(property), value, `${path}${name}.`);
    return isList(value)
      ? value.flatMap((element, index) =>
          isValues(element) ? checkFailures(membersOf(property), element, `${path}${name}[${index}].`) : [],
        )
      : [];
  });
  return [...missing, ...wrong];
}

/** The values that an enumeration does not have; `""` alone stands for no value. The value is not shown: it may be a secret. */
function illegalValues(legal: readonly string[], value: Value, path: string): CheckFailure[] {
  const reason = (at: string) => `"${at}" must be one of ${legal.map((one) => JSON.stringify(one)).join(", ")}.`;
  const isLegal = (one: Value) => one === UNKNOWN || legal.includes(String(one));
  if (!isList(value)) return value === "" || isLegal(value) ? [] : [{ property: path, reason: reason(path) }];
  return value.flatMap((element, index) =>
    isLegal(element) ? [] : [{ property: `${path}[${index}]`, reason: reason(`${path}[${index}]`) }],
  );
}

const kindNames = {
  string: "a string",
  number: "a number",
  boolean: "true or false",
  strings: "a list of strings",
  object: "an object",
  objects: "a list of objects",
} as const;

function hasKind(value: Value, kind: keyof typeof kindNames): boolean {
  const isElement = (of: "string" | "object") => (element: Value) =>
    element === UNKNOWN || (of === "string" ? typeof element === "string" : isValues(element));
  switch (kind) {
    case "strings":
      return isList(value) && value.every(isElement("string"));
    case "objects":
      return isList(value) && value.every(isElement("object"));
    case "object":
      return isValues(value);
    default:
      return typeof value === kind;
  }
}

function unknownProperty(shape: Shape, path: string, name: string): CheckFailure {
  const inputs = Object.keys(shape).filter((known) => shape[known]?.input !== undefined);
  const near = nearest(name, inputs);
  const hint = near === undefined ? "" : ` Did you mean "${path}${near}"?`;
  return { property: path + name, reason: `"${path}${name}" is not a property of this resource.${hint}` };
}

/** Adds an empty `__defaults` to every object. */
function withDefaultsKey(shape: Shape, value: Value): Value {
  if (isList(value)) return value.map((element) => withDefaultsKey(shape, element));
  if (!isValues(value)) return value;
  const members = entriesOf(value).map(([name, member]) => {
    const property = shape[name];
    return [
      name,
      isAbsent(member) || property === undefined ? member : withDefaultsKey(membersOf(property), member),
    ] as const;
  });
  return { [DEFAULTS]: [], ...Object.fromEntries(members) };
}

function autoName(naming: Naming): string | null {
  if (naming.proposed !== undefined) return naming.proposed;
  const seed = naming.randomSeed.length > 0 ? naming.randomSeed : randomBytes(32);
  return `${naming.logicalName}-${createHash("sha256").update(seed).digest("hex").slice(0, 7)}`;
}
