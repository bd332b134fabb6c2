import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Analyzer } from "@pulumi/pulumi/provider/experimental/analyzer.js";
import { generateSchema } from "@pulumi/pulumi/provider/experimental/schema.js";
import { constructors } from "../constructors.ts";
import { packageName } from "../provider.ts";

/** The text of `schema.json`: what Pulumi's analyzer reads in the components. The plugin serves it, and needs no TypeScript then. */
export function schemaText(): string {
  const folder = join(import.meta.dirname, "..");
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const { version } = JSON.parse(readFileSync(join(folder, "..", "package.json"), "utf8"));
  // The folder with tsconfig.json: in the package's own folder, Pulumi's Node host would compile by it.
  const entry = { ...manifest, main: "../index.ts" };
  const analyzer = new Analyzer(import.meta.dirname, packageName, entry, new Set(Object.keys(constructors)));
  const { components, typeDefinitions, dependencies } = analyzer.analyze();
  const schema = generateSchema(packageName, version, manifest.description, components, typeDefinitions, dependencies);
  return `${JSON.stringify(schema, asInDomain, 2)}\n`;
}

/** What the analyzer does not know: numbers are whole, and the client secret is one. */
function asInDomain(key: string, value: unknown): unknown {
  if (key === "type" && value === "number") return "integer";
  return key === "clientSecret" ? { ...(value as object), secret: true } : value;
}
