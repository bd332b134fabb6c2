import { secretSettingNames, settingNames } from "../identity-domain/credentials/authentication-settings.ts";
import { patienceSettingNames } from "../identity-domain/sending/patience-settings.ts";
import { listInputs } from "./list-resources.ts";
import { type LookUp, lookUps } from "./look-ups.ts";
import {
  functionShapeName,
  objectShapes,
  type Property,
  type PropertyKind,
  resourceShape,
  type Shape,
} from "./property-table/property-table.ts";
import type { ResourceType } from "./types/resource-type.ts";
import { resourceTypes } from "./types/resource-types.ts";

type Json = Readonly<Record<string, unknown>>;

/**
 * Pulumi's schema of what this plugin knows: a part of the schema of the package `oci`, with the same tokens, types and properties.
 * It has what `pulumi do`, `pulumi import` and programs in Pulumi YAML ask for, and no descriptions beyond that.
 *
 * @param version the version that the plugin says it has
 * @see https://www.pulumi.com/docs/iac/guides/building-extending/packages/schema/
 */
export function packageSchema(version: string): Json {
  const settings = [...settingNames, ...patienceSettingNames];
  const variables = Object.fromEntries(settings.map((name) => [name, setting(name)]));
  return {
    name: "oci",
    version,
    description:
      "Identity domains of Oracle Cloud Infrastructure: the part of the package `oci` that this plugin knows.",
    meta: { moduleFormat: "(.*)(?:/[^/]*)" },
    config: { variables },
    provider: { inputProperties: variables },
    resources: Object.fromEntries(resourceTypes.map((type) => [type.token, resource(type)])),
    functions: Object.fromEntries([...lookUps.values()].map((lookUp) => [lookUp.token, lookUpFunction(lookUp)])),
    types: Object.fromEntries(
      Object.entries(objectShapes).map(([name, shape]) => [typeToken(name), objectType(shape)]),
    ),
  };
}

function setting(name: string): Json {
  if (name === "disableAutoRetries") return { type: "boolean" };
  return { type: "string", ...(secretSettingNames.some((secret) => secret === name) && { secret: true }) };
}

function resource(type: ResourceType): Json {
  const shape = resourceShape(type.token) ?? {};
  const inputs = Object.entries(shape).filter(([, { input, readOnly }]) => input !== undefined && !readOnly);
  const marked = ([name, property]: readonly [string, Property]) =>
    [name, { ...described(property), ...(type.secrets.includes(name) && { secret: true }) }] as const;
  const list = Object.entries(listInputs(type)).map(([name, description]) => {
    const { description: _, ...own } = shape[name] === undefined ? { type: "string" } : described(shape[name]);
    return [name, { ...own, description }] as const;
  });
  return {
    properties: Object.fromEntries(Object.entries(shape).map(marked)),
    required: Object.entries(shape).flatMap(([name, property]) => (isAlwaysThere(property) ? [name] : [])),
    inputProperties: Object.fromEntries(
      inputs.map(([name, property]) => [
        name,
        { ...marked([name, property])[1], ...(property.forceNew && { willReplaceOnChanges: true }) },
      ]),
    ),
    requiredInputs: inputs.flatMap(([name, { input }]) => (input === "required" ? [name] : [])),
    listInputs: { type: "object", properties: Object.fromEntries(list), required: ["idcsEndpoint"] },
  };
}

function lookUpFunction({ token, filter, count, found }: LookUp): Json {
  const [text, number, texts] = [{ type: "string" }, { type: "integer" }, { type: "array", items: { type: "string" } }];
  const inputs = {
    [filter]: text,
    [count]: number,
    attributeSets: texts,
    attributes: text,
    authorization: { ...text, secret: true },
    compartmentId: text,
    idcsEndpoint: text,
    resourceTypeSchemaVersion: text,
    sortBy: text,
    sortOrder: text,
    startIndex: number,
  };
  const outputs = {
    ...inputs,
    [found]: { type: "array", items: reference(functionShapeName(token)) },
    id: text,
    itemsPerPage: number,
    schemas: texts,
    totalResults: number,
  };
  return {
    inputs: { type: "object", properties: inputs, required: ["idcsEndpoint"] },
    outputs: {
      type: "object",
      properties: outputs,
      required: [found, "id", "idcsEndpoint", "itemsPerPage", "schemas", "startIndex", "totalResults"],
    },
  };
}

/** An object inside a resource or a result. What the domain alone fills has all of its members. */
function objectType(shape: Shape): Json {
  const members = Object.entries(shape);
  const isResult = members.every(([, { input }]) => input === undefined);
  return {
    type: "object",
    properties: Object.fromEntries(members.map(([name, property]) => [name, described(property)])),
    required: members.flatMap(([name, { input }]) => (isResult || input === "required" ? [name] : [])),
  };
}

/** The schema of a property, with the values of an enumeration in words: other spellings of them are accepted. */
function described({ kind, of, values }: Property): Json {
  return {
    ...typeOf(kind, of),
    ...(values !== undefined && { description: `One of ${values.map((value) => `\`${value}\``).join(", ")}.` }),
  };
}

function typeOf(kind: PropertyKind, of: string | undefined): Json {
  switch (kind) {
    case "strings":
      return { type: "array", items: { type: "string" } };
    case "object":
      return reference(of);
    case "objects":
      return { type: "array", items: reference(of) };
    case "number":
      return { type: "integer" };
    default:
      return { type: kind };
  }
}

/** Whether each resource has the property, so that it is no optional output. */
function isAlwaysThere({ input, computed }: Property): boolean {
  return input !== "optional" || computed === true;
}

function reference(shape: string | undefined): Json {
  return { $ref: `#/types/${typeToken(String(shape))}` };
}

function typeToken(shape: string): string {
  return `oci:Identity/${shape}:${shape}`;
}
