import { readdirSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** The properties of the interfaces and classes that the TypeScript files of a folder and its sub-folders declare. */
export class Declarations {
  readonly #checker: ts.TypeChecker;
  readonly #types = new Map<string, ts.Type>();

  constructor(folder: string) {
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
    const program = ts.createProgram(
      files.map((file) => join(folder, file)),
      {
        target: ts.ScriptTarget.ES2024,
        module: ts.ModuleKind.NodeNext,
        moduleResolution: ts.ModuleResolutionKind.NodeNext,
        types: ["node"],
        strict: true,
        skipLibCheck: true,
        noEmit: true,
        allowImportingTsExtensions: true,
      },
    );
    this.#checker = program.getTypeChecker();
    for (const source of program.getSourceFiles()) {
      if (!source.fileName.includes(folder)) continue;
      for (const node of source.statements) {
        if (!(ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node)) || !node.name) continue;
        this.#types.set(node.name.text, this.#checker.getTypeAtLocation(node.name));
      }
    }
  }

  /** The properties of a type that the folder's own files give it, derived and inherited ones too. */
  propertiesOf(type: string): string[] {
    return this.#properties(type).map(({ name }) => name);
  }

  /** Whether a path of properties, such as `ownership.team`, leads somewhere from a type. */
  has(type: string, path: readonly string[]): boolean {
    const [first = "", ...rest] = path;
    const property = this.#properties(type).find(({ name }) => name === first);
    if (property === undefined || rest.length === 0) return property !== undefined;
    const text = this.#checker.typeToString(this.#checker.getTypeOfSymbol(property));
    return [...this.#types.keys()].some((name) => new RegExp(`\\b${name}\\b`).test(text) && this.has(name, rest));
  }

  #properties(type: string): ts.Symbol[] {
    const known = this.#types.get(type);
    const all = known ? this.#checker.getPropertiesOfType(known) : [];
    return all.filter((property) => isOwn(property));
  }
}

/** Not a method, not private, and not of the classes of Pulumi's packages. */
function isOwn({ name, declarations = [] }: ts.Symbol): boolean {
  if (name.startsWith("__#") || name === "prototype") return false;
  return declarations.some(
    (one) =>
      !one.getSourceFile().fileName.includes("/node_modules/") &&
      !ts.isMethodDeclaration(one) &&
      !(ts.getCombinedModifierFlags(one) & ts.ModifierFlags.Private),
  );
}
