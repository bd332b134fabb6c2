import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { environmentSchema } from "./environment.ts";
import { teamSchema } from "./team-schema.ts";

/** The JSON Schemas by which editors check and complete manifests: file name → content. */
export function schemaFiles(): Readonly<Record<string, string>> {
  return {
    "team.schema.json": render(teamSchema),
    "environment.schema.json": render(environmentSchema),
  };
}

function render(schema: z.ZodType): string {
  return `${JSON.stringify(z.toJSONSchema(schema, { io: "input", target: "draft-07" }), null, 2)}\n`;
}

if (import.meta.main) {
  for (const [file, content] of Object.entries(schemaFiles())) writeFileSync(join(import.meta.dirname, file), content);
}
