import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { generatePropertyTable, propertyTableFile } from "../../provider/property-table/generate.ts";

describe("the property table", () => {
  it("is that of the installed @pulumi/oci; `npm run property-table` renews it", () => {
    expect(readFileSync(propertyTableFile, "utf8")).toBe(generatePropertyTable());
  });
});
