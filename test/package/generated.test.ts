import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { argumentsText } from "../../package/generate/args.ts";
import { schemaText } from "../../package/generate/schema.ts";

const folder = resolve(import.meta.dirname, "../../package");
const committed = (file: string) => readFileSync(join(folder, file), "utf8");

// If one of them fails, run `npm run package-schema`.
describe("npm run package-schema", () => {
  it("writes the arguments that are committed, from the schemas of manifests", () => {
    expect(argumentsText()).toBe(committed("args.generated.ts"));
  });

  it("writes the schema that is committed: what Pulumi's analyzer reads in the components", () => {
    expect(schemaText()).toBe(committed("schema.json"));
  });
});
