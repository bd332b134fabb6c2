import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { environmentSchema } from "./keys-and-defaults/environment.ts";
import { teamSchema } from "./keys-and-defaults/team.ts";
import { consoleFields } from "./oracle/console-fields.ts";
import { builtInServices } from "./oracle/services.ts";

/** The JSON Schemas with which editors check and complete manifests: file name → content. */
export function schemaFiles(): Readonly<Record<string, string>> {
  return {
    "team.schema.json": render(teamSchema(builtInServices)),
    "environment.schema.json": render(environmentSchema(builtInServices), "environment: "),
  };
}

function render(schema: z.ZodType, prefix = ""): string {
  const json = z.toJSONSchema(schema, {
    io: "input",
    target: "draft-07",
    // For a transformed value, zod omits these, because they may not apply before the transform; here they do.
    override: ({ zodSchema, jsonSchema }) => {
      const { examples, default: usual } = z.globalRegistry.get(zodSchema) ?? {};
      if (examples !== undefined) jsonSchema.examples = examples as unknown[];
      if (usual !== undefined) jsonSchema.default = usual as typeof jsonSchema.default;
    },
  });
  nameFields(json, prefix, "");
  return `${JSON.stringify(json, null, 2)}\n`;
}

/** Adds to the description of each key what the console calls it. */
function nameFields(
  { properties = {}, items, anyOf = [], additionalProperties }: JsonSchema,
  prefix: string,
  path: string,
): void {
  for (const [key, schema] of Object.entries(properties)) {
    if (typeof schema === "boolean") continue;
    const own = path === "" ? key : `${path}.${key}`;
    // What an environment replaces has the same field.
    const field = consoleFields[`${prefix}${own.replace(".environments.*", "")}`];
    if (field !== undefined) schema.description = `${schema.description} In the console: ${field}.`;
    nameFields(schema, prefix, own);
  }
  if (typeof items === "object" && !Array.isArray(items)) nameFields(items as JsonSchema, prefix, `${path}[]`);
  for (const schema of anyOf) nameFields(schema as JsonSchema, prefix, path);
  if (typeof additionalProperties === "object") nameFields(additionalProperties, prefix, `${path}.*`);
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

if (import.meta.main) {
  for (const [file, content] of Object.entries(schemaFiles())) writeFileSync(join(import.meta.dirname, file), content);
}
