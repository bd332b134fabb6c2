import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { seedSchemaFile } from "../../../local/seed/write-schema.ts";

it("the published schema is generated from the code (npm run seed-schema)", () => {
  const published = readFileSync(join(import.meta.dirname, "../../../local/seed/seed.schema.json"), "utf8");
  expect(published).toBe(seedSchemaFile());
});
