import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Analyzer } from "@pulumi/pulumi/provider/experimental/analyzer.js";
import { generateSchema } from "@pulumi/pulumi/provider/experimental/schema.js";
import { constructors } from "./constructors.ts";
import { packageName } from "./provider.ts";

// npm run package-schema: Pulumi's analyzer reads the components; the plugin serves what it found, and needs no TypeScript then.

/** The text of `schema.json`. */
export function schemaText(): string {
  const folder = import.meta.dirname;
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const analyzer = new Analyzer(folder, packageName, manifest, new Set(Object.keys(constructors)));
  const { components, typeDefinitions, dependencies } = analyzer.analyze();
  const schema = generateSchema(
    packageName,
    manifest.version,
    manifest.description,
    components,
    typeDefinitions,
    dependencies,
  );
  return `${JSON.stringify(schema, null, 2)}\n`;
}

if (import.meta.main) writeFileSync(join(import.meta.dirname, "schema.json"), schemaText());
