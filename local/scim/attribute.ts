/** What a client may do with an attribute (RFC 7643, section 7). */
export type Mutability = "readWrite" | "readOnly" | "immutable" | "writeOnly";

/** When an attribute is part of an answer (RFC 7643, section 7; Oracle: "attributeSets"). */
export type Returned = "always" | "default" | "request" | "never";

/** The value types that the tables of `schemas/` use; `any` is kept as it was sent. */
export type AttributeType = "string" | "boolean" | "integer" | "dateTime" | "reference" | "complex" | "any";

/** The characteristics of one attribute; a missing one has the first, most permissive value. */
export interface Characteristics {
  /** @default false */
  readonly multiValued?: boolean;
  /** @default "readWrite" */
  readonly mutability?: Mutability;
  /** @default "default" */
  readonly returned?: Returned;
  /** @default false */
  readonly required?: boolean;
  /** Unique in the domain, compared case-insensitively. @default false */
  readonly unique?: boolean;
  /** Whether filters and comparisons are case-sensitive. @default false */
  readonly caseExact?: boolean;
  /** Whether a filter may name it (`idcsSearchable` of Oracle's models). @default false */
  readonly searchable?: boolean;
  /** The only values that are accepted. */
  readonly oneOf?: readonly string[];
  /** The smallest and the largest whole number that is accepted. */
  readonly range?: readonly [least: number, greatest: number];
  /** The value that the server fills in if a write does not send one. */
  readonly default?: string | boolean | number;
  /** The members of a multi-valued complex attribute that together must differ between its values. */
  readonly key?: readonly string[];
}

/** One row of an attribute table: it drives validation, projection and filtering. */
export interface Attribute extends Characteristics {
  readonly name: string;
  readonly type: AttributeType;
  readonly subAttributes: readonly Attribute[];
}

/** A resource type as filters, projections and bodies see it. */
export interface AttributeTable {
  /** The name that refusals show. */
  readonly name: string;
  /** The URN of its core schema. */
  readonly schema: string;
  readonly attributes: readonly Attribute[];
}

type Row = (name: string, characteristics?: Characteristics) => Attribute;

const row =
  (type: AttributeType): Row =>
  (name, characteristics = {}) => ({ name, type, subAttributes: [], ...characteristics });

/** A row for a string. */
export const string = row("string");
/** A row for `true` or `false`. */
export const boolean = row("boolean");
/** A row for a whole number. */
export const integer = row("integer");
/** A row for an RFC 3339 time, compared chronologically. */
export const dateTime = row("dateTime");
/** A row for a URI; the server stores its own references relative and answers them absolute. */
export const reference = row("reference");
/** A row for a value that is kept as it was sent: parts of Oracle's model that have no rules here. */
export const any = row("any");

/** A row for an object, or a list of objects, with rows of its own. A schema extension is one, named by its URN. */
export function complex(
  name: string,
  characteristics: Characteristics,
  subAttributes: readonly Attribute[],
): Attribute {
  return { name, type: "complex", subAttributes, ...characteristics };
}

/** The same rows with one characteristic set on each, e.g. every member of a read-only object. */
export function each(characteristics: Characteristics, rows: readonly Attribute[]): readonly Attribute[] {
  return rows.map((one) => ({ ...one, ...characteristics }));
}

const namesOf = new WeakMap<readonly Attribute[], Map<string, Attribute>>();

/** The row of that name, compared case-insensitively (RFC 7643, section 2.1). */
export function attributeNamed(attributes: readonly Attribute[], name: string): Attribute | undefined {
  let names = namesOf.get(attributes);
  if (names === undefined) {
    names = new Map(attributes.map((one) => [one.name.toLowerCase(), one]));
    namesOf.set(attributes, names);
  }
  return names.get(name.toLowerCase());
}
