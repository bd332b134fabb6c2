import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** The property names of the interfaces and classes that the TypeScript files of a folder and its sub-folders declare. */
export class Declarations {
  readonly #members = new Map<string, ReadonlyMap<string, string>>();
  readonly #parents = new Map<string, readonly string[]>();

  constructor(folder: string) {
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
    for (const file of files.filter((name) => name.endsWith(".ts"))) {
      const text = readFileSync(join(folder, file), "utf8");
      for (const node of ts.createSourceFile(file, text, ts.ScriptTarget.Latest).statements) {
        if (ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node)) this.#add(node, text);
      }
    }
  }

  /** The properties of a type, its own and inherited. */
  propertiesOf(type: string): string[] {
    return [...this.#all(type).keys()];
  }

  /** Whether a path of properties, such as `ownership.team`, leads somewhere from a type. */
  has(type: string, path: readonly string[]): boolean {
    const [first = "", ...rest] = path;
    const written = this.#all(type).get(first);
    if (written === undefined || rest.length === 0) return written !== undefined;
    return [...this.#members.keys()].some((name) => new RegExp(`\\b${name}\\b`).test(written) && this.has(name, rest));
  }

  #all(type: string): ReadonlyMap<string, string> {
    const inherited = (this.#parents.get(type) ?? []).flatMap((parent) => [...this.#all(parent)]);
    return new Map([...inherited, ...(this.#members.get(type) ?? [])]);
  }

  #add({ name, heritageClauses, members }: ts.InterfaceDeclaration | ts.ClassDeclaration, text: string): void {
    const isProperty = (member: ts.Node) => ts.isPropertySignature(member) || ts.isPropertyDeclaration(member);
    const properties = members.filter(isProperty).flatMap((member) => {
      const { name: key, type } = member as ts.PropertySignature | ts.PropertyDeclaration;
      if (!ts.isIdentifier(key)) return [];
      return [[key.text, type ? text.slice(type.pos, type.end) : ""] as const];
    });
    const bases = [...(heritageClauses ?? [])].flatMap(({ types }) => [...types].map(({ expression }) => expression));
    const type = name?.text ?? "";
    this.#members.set(type, new Map(properties));
    this.#parents.set(
      type,
      bases.filter(ts.isIdentifier).map(({ text: base }) => base),
    );
  }
}
