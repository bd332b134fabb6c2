import { describe, expect, it } from "vitest";
import { isAtLeast } from "../../setup/version.mjs";

describe("isAtLeast", () => {
  it.each([
    ["v20.20.2", "22.18.0", false],
    ["v22.9.0", "22.18.0", false],
    ["v22.18.0", "22.18.0", true],
    ["24.0", "22.18.0", true],
    ["v3.199.9", "v3.200.0", false],
    ["v3.200.0-alpha.1+abc", "v3.200.0", true],
    ["", "v3.200.0", false],
    ["broken", "v3.200.0", false],
  ])("%s against %s: %s", (found, wanted, expected) => {
    expect(isAtLeast(found, wanted)).toBe(expected);
  });
});
