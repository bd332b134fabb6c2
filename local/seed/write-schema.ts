import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { seedSchema } from "./seed-schema.ts";

/** The JSON Schema with which editors check and complete seed files. */
export function seedSchemaFile(): string {
  return `${JSON.stringify(z.toJSONSchema(seedSchema, { io: "input", target: "draft-07" }), null, 2)}\n`;
}

if (import.meta.main) writeFileSync(join(import.meta.dirname, "seed.schema.json"), seedSchemaFile());
