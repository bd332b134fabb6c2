import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { schemaFiles } from "../../manifest/write-schemas.ts";

const files = Object.entries(schemaFiles());

describe("A schema for editors", () => {
  test.each(files)("%s is up to date (else run `npm run schema`)", (file, content) => {
    expect(readFileSync(join(import.meta.dirname, "../../manifest", file), "utf8")).toBe(content);
  });

  test.each(files)("%s describes every key, with an example", (_, content) => {
    const bare = keysOf(JSON.parse(content)).filter(({ schema }) => !schema.description || !schema.examples);
    expect(bare.map(({ key }) => key)).toStrictEqual([]);
  });

  test("says for every key of a team's manifest that may be left out what is then the case", () => {
    const silent = keysOf(JSON.parse(schemaFiles()["team.schema.json"] ?? ""))
      .filter(({ optional, schema }) => optional && !/Default/.test(schema.description ?? ""))
      .map(({ key }) => key);
    // These three belong together: which of them may be left out depends on the others, as oneOf says.
    expect([...new Set(silent)]).toStrictEqual(["service", "instance", "app"]);
  });
});

interface Schema {
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
}

function keysOf({
  properties = {},
  required = [],
  items,
  additionalProperties,
}: Schema): { key: string; optional: boolean; schema: Schema }[] {
  const own = Object.entries(properties).flatMap(([key, schema]) => [
    { key, optional: !required.includes(key), schema },
    ...keysOf(schema),
  ]);
  const values = typeof additionalProperties === "object" ? keysOf(additionalProperties) : [];
  return [...own, ...values, ...(items ? keysOf(items) : [])];
}
