import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { attributeName, isExtension, singular } from "./attribute-names.ts";
import type { Property, Shape } from "./property-table.ts";

const resourceNames = [
  "DomainsApp",
  "DomainsAppRole",
  "DomainsGrant",
  "DomainsNetworkPerimeter",
  "DomainsOauthClientCertificate",
  "DomainsUser",
];
/** Look-ups, each with the resource of the same kind: only its declarations distinguish a list from a single object. */
const lookUps = [
  ["getDomainsApps", "DomainsApp"],
  ["getDomainsAppRoles", "DomainsAppRole"],
  ["getDomainsUsers", "DomainsUser"],
  ["getDomainsGroups", "DomainsGroup"],
  ["getDomainsGrants", "DomainsGrant"],
  ["getDomainsNetworkPerimeters", "DomainsNetworkPerimeter"],
  ["getDomainsOauthClientCertificates", "DomainsOauthClientCertificate"],
] as const;

const require = createRequire(import.meta.url);
const packageFolder = dirname(require.resolve("@pulumi/oci/package.json"));
/** The models of Oracle's SDK, which list the values of enumerations: the declarations of `@pulumi/oci` do not. */
const modelFolder = join(dirname(require.resolve("oci-identitydomains/package.json")), "lib", "model");

/** The generated file. */
export const propertyTableFile = fileURLToPath(new URL("./property-table.generated.ts", import.meta.url));

interface Member {
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
  readonly text: string;
}

/** Where a property is: the interface of `@pulumi/oci` and the model of Oracle's SDK. */
interface Inside {
  readonly name?: string;
  readonly model?: string | undefined;
}

type Interfaces = ReadonlyMap<string, readonly Member[]>;

/** The text of `property-table.generated.ts`, generated from the declarations of `@pulumi/oci`. */
export function generatePropertyTable(): string {
  const inputs = membersByInterface(parse("types/input.d.ts"));
  const outputs = membersByInterface(parse("types/output.d.ts"));
  const shapes = new Map<string, Shape>();

  /** Adds the shape of an interface and of all that it refers to; interfaces of equal shape share the first one's name. */
  const shapeOf = (name: string, like?: readonly Member[], model?: string): string => {
    const given = new Map(inputs.get(name)?.map((member) => [member.name, member]));
    const entries = (outputs.get(name) ?? []).map(
      (output) =>
        [
          output.name,
          property(output, given.get(output.name), counterpart(output.name, like), { name, model }),
        ] as const,
    );
    return named(shapes, name, Object.fromEntries(entries));
  };

  const property = (
    output: Member,
    input: Member | undefined,
    like: Member = output,
    inside: Inside = {},
  ): Property => {
    const type = typeOf(output.type);
    const likeType = typeOf(like.type);
    const single =
      type.list &&
      type.of !== undefined &&
      (!likeType.list || isExtension(output.name) || /multiValued: false/.test(like.text));
    const attribute = attributeName(output.name, single, inside.name);
    const values = input && valuesOf(inside.model, attribute);
    return {
      kind: kindOf(type),
      ...(attribute !== output.name && { attribute }),
      ...(type.of !== undefined && {
        of: shapeOf(type.of, outputs.get(likeType.of ?? ""), inside.model && `${inside.model}-${kebabCase(attribute)}`),
      }),
      ...(single && { single }),
      ...(input !== undefined && { input: input.optional ? ("optional" as const) : ("required" as const) }),
      ...(input?.optional && !output.type.includes("undefined") && { computed: true as const }),
      ...(input !== undefined && !input.text.includes("(Updatable)") && { forceNew: true as const }),
      ...(input !== undefined && /mutability: readOnly/.test(input.text) && { readOnly: true as const }),
      ...(values !== undefined && { values }),
    };
  };

  const resources = resourceNames.map((name) => {
    const source = parse(`identity/${fileOf(name)}.d.ts`);
    const given = new Map(
      membersByInterface(source)
        .get(`${name}Args`)
        ?.map((member) => [member.name, member]),
    );
    const entries = membersOfClass(source, name).map(
      (output) => [output.name, property(output, given.get(output.name), output, { model: modelOf(name) })] as const,
    );
    return [tokenOf(name), named(shapes, name, Object.fromEntries(entries))] as const;
  });

  const functions = lookUps.map(([name, resource]) => {
    const result = membersByInterface(parse(`identity/${name}.d.ts`)).get(`G${name.slice(1)}Result`) ?? [];
    const found = result.map((member) => typeOf(member.type).of).find((of) => of !== undefined);
    if (found === undefined) throw new TypeError(`${name} returns no list of objects`);
    const like = membersOfClass(parse(`identity/${fileOf(resource)}.d.ts`), resource);
    return [tokenOf(name), shapeOf(found, like)] as const;
  });

  return [
    "// Generated from the declarations of @pulumi/oci by `npm run property-table`: do not edit.",
    `export const resources = ${json(Object.fromEntries(resources))} as const;`,
    `export const functions = ${json(Object.fromEntries(functions))} as const;`,
    "export const shapes = {",
    ...[...shapes].map(([name, shape]) => `  ${name}: ${shapeText(shape)},`),
    "} as const;",
    "",
  ].join("\n");
}

function named(shapes: Map<string, Shape>, name: string, shape: Shape): string {
  const text = JSON.stringify(shape);
  for (const [other, known] of shapes) if (JSON.stringify(known) === text) return other;
  shapes.set(name, shape);
  return name;
}

function counterpart(name: string, like: readonly Member[] = []): Member | undefined {
  return like.find((member) => member.name === name) ?? like.find((member) => member.name === singular(name));
}

/** The name of the model of a resource in Oracle's SDK, such as `app-role`. */
function modelOf(name: string): string {
  return kebabCase(name.replace(/^Domains/, ""));
}

function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter, at) => `${at === 0 ? "" : "-"}${letter.toLowerCase()}`);
}

/** The legal values of an attribute, or undefined if it is no enumeration. */
function valuesOf(model: string | undefined, attribute: string): readonly string[] | undefined {
  const file = join(modelFolder, `${model}.d.ts`);
  if (model === undefined || !existsSync(file)) return undefined;
  const text = readFileSync(file, "utf8");
  const type = new RegExp(`"${attribute.replaceAll("$", "\\$")}"\\??: (?:Array<)?\\w+\\.(\\w+)>?;`).exec(text)?.[1];
  const members = type && new RegExp(`enum ${type} \\{([^}]*)\\}`).exec(text)?.[1];
  if (!members) return undefined;
  return [...members.matchAll(/= "([^"]+)"/g)]
    .map(([, value = ""]) => value)
    .filter((value) => value !== "UNKNOWN_VALUE");
}

function tokenOf(name: string): string {
  return `oci:Identity/${fileOf(name)}:${name}`;
}

function fileOf(name: string): string {
  return `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`;
}

function parse(file: string): ts.SourceFile {
  const path = join(packageFolder, file);
  return ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.ES2022, false);
}

/** Interfaces at the top of a file, or in its namespace `Identity`. */
function membersByInterface(source: ts.SourceFile): Interfaces {
  const found = new Map<string, readonly Member[]>();
  const visit = (node: ts.Node): void => {
    if (ts.isInterfaceDeclaration(node)) {
      if (/Domains/.test(node.name.text)) found.set(node.name.text, members(source, node.members));
    } else if (ts.isModuleDeclaration(node)) {
      if (node.name.text === "Identity") ts.forEachChild(node, visit);
    } else if (ts.isModuleBlock(node) || ts.isSourceFile(node)) ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function membersOfClass(source: ts.SourceFile, name: string): readonly Member[] {
  for (const statement of source.statements)
    if (ts.isClassDeclaration(statement) && statement.name?.text === name)
      return members(source, statement.members).filter((member) => member.type.startsWith("pulumi.Output<"));
  throw new TypeError(`no class ${name} in ${source.fileName}`);
}

function members(source: ts.SourceFile, nodes: ts.NodeArray<ts.ClassElement | ts.TypeElement>): readonly Member[] {
  return nodes
    .filter((node) => ts.isPropertySignature(node) || ts.isPropertyDeclaration(node))
    .map((node) => ({
      name: node.name.getText(source),
      type: node.type?.getText(source) ?? "",
      optional: node.questionToken !== undefined,
      text: source.text.slice(node.pos, node.getStart(source)),
    }));
}

interface DeclaredType {
  readonly list: boolean;
  readonly of?: string;
  readonly base: string;
}

function typeOf(declared: string): DeclaredType {
  const base = declared
    .replace(/^pulumi\.Output<(.*)>$/s, "$1")
    .replace(/\s*\|\s*undefined/, "")
    .trim();
  const list = base.endsWith("[]");
  const element = list ? base.slice(0, -2) : base;
  const reference = /^outputs\.Identity\.(\w+)$/.exec(element)?.[1];
  return { list, base: element, ...(reference !== undefined && { of: reference }) };
}

function kindOf(type: DeclaredType): Property["kind"] {
  if (type.of !== undefined) return type.list ? "objects" : "object";
  if (type.list && type.base === "string") return "strings";
  if (!type.list && (type.base === "string" || type.base === "number" || type.base === "boolean")) return type.base;
  throw new TypeError(`a type that this plugin does not know: ${type.base}${type.list ? "[]" : ""}`);
}

function shapeText(shape: Shape): string {
  const lines = Object.entries(shape).map(([name, property]) => `    ${name}: ${json(property)},`);
  return `{\n${lines.join("\n")}\n  }`;
}

function json(value: unknown): string {
  return JSON.stringify(value).replace(/"(\w+)":/g, "$1:");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(propertyTableFile, generatePropertyTable());
