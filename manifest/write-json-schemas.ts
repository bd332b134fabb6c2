import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { environmentSchema } from "./keys-and-defaults/environment.ts";
import { teamSchema } from "./keys-and-defaults/team.ts";
import { builtInServices } from "./oracle/services.ts";

/** The JSON Schemas with which editors check and complete manifests: file name → content. */
export function schemaFiles(): Readonly<Record<string, string>> {
  return {
    "team.schema.json": render(teamSchema(builtInServices)),
    "environment.schema.json": render(environmentSchema(builtInServices)),
  };
}

function render(schema: z.ZodType): string {
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
  return `${JSON.stringify(json, null, 2)}\n`;
}

if (import.meta.main) {
  for (const [file, content] of Object.entries(schemaFiles())) writeFileSync(join(import.meta.dirname, file), content);
}
