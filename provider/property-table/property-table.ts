import { functions, resources, shapes } from "./property-table.generated.ts";

/** What kind of value a property holds; `object` and `objects` name their members in `of`. */
export type PropertyKind = "string" | "number" | "boolean" | "strings" | "object" | "objects";

/** One property of a resource or look-up, as `@pulumi/oci` declares it. */
export interface Property {
  readonly kind: PropertyKind;
  /** The name of the attribute in the domain's JSON, if it is not the property's own name. */
  readonly attribute?: string;
  /** The shape of the members of an `object` or of each of the `objects`. */
  readonly of?: string;
  /** The domain has one object where the property is a list of one. */
  readonly single?: true;
  /** Absent if only the domain sets it. */
  readonly input?: "required" | "optional";
  /** An input that receives a value from the domain if the program gives none. */
  readonly computed?: true;
  /** A change cannot be made in place: the resource is replaced. */
  readonly forceNew?: true;
  /** An input of `@pulumi/oci` that, by its documentation, only the domain sets. */
  readonly readOnly?: true;
  /** The values of an enumeration, in any case. */
  readonly values?: readonly string[];
}

/** The properties of a resource, of a look-up's result or of an object inside one, by name. */
export type Shape = Readonly<Record<string, Property>>;

const allShapes: Readonly<Record<string, Shape>> = shapes;
const noMembers: Shape = {};

/** The properties of a resource type, or undefined if this plugin does not know the type. */
export function resourceShape(token: string): Shape | undefined {
  return shapeNamed((resources as Readonly<Record<string, string>>)[token]);
}

/** The properties of what a look-up finds, or undefined if this plugin does not know the look-up. */
export function functionShape(token: string): Shape | undefined {
  return shapeNamed(functionShapeName(token));
}

/** The name of the shape of what a look-up finds, or undefined if this plugin does not know the look-up. */
export function functionShapeName(token: string): string | undefined {
  return (functions as Readonly<Record<string, string>>)[token];
}

/** The shapes of objects inside resources and of what look-ups find, by name. */
export const objectShapes: Readonly<Record<string, Shape>> = Object.fromEntries(
  Object.entries(allShapes).filter(([name]) => !Object.values<string>(resources).includes(name)),
);

/** The name of the attribute that a property stands for. */
export function attributeOf(name: string, { attribute = name }: Pick<Property, "attribute">): string {
  return attribute;
}

/** The members of an `object` or `objects` property. */
export function membersOf(property: Property): Shape {
  return shapeNamed(property.of) ?? noMembers;
}

function shapeNamed(name: string | undefined): Shape | undefined {
  return name === undefined ? undefined : allShapes[name];
}
