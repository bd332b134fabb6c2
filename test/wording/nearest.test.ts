import { describe, expect, it } from "vitest";
import { didYouMean, nearest, notFound } from "../../wording/nearest.ts";

describe("nearest", () => {
  it.each([
    ["the candidate with a transposition", "orders.wirte", ["orders.read", "orders.write"], "orders.write"],
    ["the candidate in another case", "OWNER", ["team", "owner"], "owner"],
    ["a short candidate", "tset", ["dev", "test"], "test"],
    ["the first of two equally near candidates", "same", ["same1", "same2"], "same1"],
    ["nothing for a different single letter", "a", ["b"], undefined],
    ["nothing if no candidate is near", "colour", ["name", "access"], undefined],
    ["nothing without candidates", "anything", [], undefined],
    ["nothing for a name of a million letters", "x".repeat(1_000_000), ["x".repeat(999_999)], undefined],
    ["nothing for an empty name", "", ["a"], undefined],
  ])("finds %s", (_, name, candidates, expected) => {
    expect(nearest(name, candidates)).toBe(expected);
  });

  it("is appended to a sentence by didYouMean, if there is one", () => {
    expect(didYouMean("tset", ["test"])).toBe(' Did you mean "test"?');
    expect(didYouMean("prod", ["test"])).toBe("");
  });

  it("follows the existing names in notFound, which shortens a long list", () => {
    expect(notFound("orders.wirte", 'a scope of "Orders API"', ["orders.read", "orders.write"])).toBe(
      '"orders.wirte" is not a scope of "Orders API" (it has orders.read, orders.write). Did you mean "orders.write"?',
    );
    expect(notFound("qa", 'a scope of "Orders API"', [])).toBe('"qa" is not a scope of "Orders API" (it has none).');
    const many = Array.from({ length: 14 }, (_, index) => `scope-${index}`);
    expect(notFound("other", "a scope", many)).toBe(
      '"other" is not a scope (it has scope-0, scope-1, scope-2, scope-3, scope-4, scope-5, scope-6, scope-7, scope-8, scope-9, scope-10, scope-11 and 2 more).',
    );
  });
});
