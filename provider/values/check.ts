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

/** An input that cannot be right. */
export interface CheckFailure {
  readonly property: string;
  readonly reason: string;
}

/** How the engine wants a resource named that the program gives no name. */
export interface Naming {
  /** The resource's name in the program. */
  readonly logicalName: string;
  /** Makes the name the same however often the same step is checked. */
  readonly randomSeed: Uint8Array;
  /** The project's own naming rule: its name for the resource, or null if it wants none made. */
  readonly proposed?: string | null;
}

/** Inputs ready for the other steps: with a name, and with the note of what was filled in. */
export function checkedInputs(shape: Shape, news: Values, olds: Values, naming: Naming): Values {
  const inputs = noted(shape, news) as Values;
  if (shape.name?.input !== "optional" || !isAbsent(news.name)) return inputs;
  const name = isAbsent(olds.name) && !hasName(news, olds) ? autoName(naming) : olds.name;
  return isAbsent(name) ? inputs : { ...inputs, name, [DEFAULTS]: ["name"] };
}

/** An adopted application has a name already, and so has one that exists and whose program never gave it one. */
function hasName(news: Values, olds: Values): boolean {
  return !isAbsent(news.ocid) || entriesOf(olds).length > 0;
}

/** All that is wrong with inputs: missing properties, unknown ones, and values of another type. */
export function checkFailures(shape: Shape, news: Values, path = ""): CheckFailure[] {
  const missing = Object.entries(shape)
    .filter(([name, property]) => property.input === "required" && isAbsent(news[name]))
    .map(([name]) => ({ property: path + name, reason: `"${path}${name}" is missing: it is required.` }));
  const wrong = entriesOf(news).flatMap(([name, value]) => {
    const property = shape[name];
    if (isAbsent(value) || value === UNKNOWN) return [];
    if (property === undefined) return [unknownProperty(shape, path, name)];
    if (property.input === undefined)
      return [{ property: path + name, reason: `"${path}${name}" is set by the identity domain: remove it.` }];
    if (!hasKind(value, property.kind))
      return [{ property: path + name, reason: `"${path}${name}" must be ${kindNames[property.kind]}.` }];
    if (isValues(value)) return checkFailures(membersOf(property), value, `${path}${name}.`);
    return isList(value)
      ? value.flatMap((element, index) =>
          isValues(element) ? checkFailures(membersOf(property), element, `${path}${name}[${index}].`) : [],
        )
      : [];
  });
  return [...missing, ...wrong];
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
  return { property: path + name, reason: `"${path}${name}" is no property of this resource.${hint}` };
}

/** Adds an empty note to every object. */
function noted(shape: Shape, value: Value): Value {
  if (isList(value)) return value.map((element) => noted(shape, element));
  if (!isValues(value)) return value;
  const members = entriesOf(value).map(([name, member]) => {
    const property = shape[name];
    return [name, isAbsent(member) || property === undefined ? member : noted(membersOf(property), member)] as const;
  });
  return { [DEFAULTS]: [], ...Object.fromEntries(members) };
}

function autoName(naming: Naming): string | null {
  if (naming.proposed !== undefined) return naming.proposed;
  const seed = naming.randomSeed.length > 0 ? naming.randomSeed : randomBytes(32);
  return `${naming.logicalName}-${createHash("sha256").update(seed).digest("hex").slice(0, 7)}`;
}
