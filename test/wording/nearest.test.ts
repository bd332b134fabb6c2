import { describe, expect, test } from "vitest";
import { didYouMean, nearest, notFound } from "../../wording/nearest.ts";

describe("The nearest name", () => {
  test.each([
    ["a transposition", "orders.wirte", ["orders.read", "orders.write"], "orders.write"],
    ["another case", "OWNER", ["team", "owner"], "owner"],
    ["a short name", "tset", ["dev", "test"], "test"],
    ["the first of two that are as near", "same", ["same1", "same2"], "same1"],
    ["no single letter for another", "a", ["b"], undefined],
    ["none if all are far", "colour", ["name", "access"], undefined],
    ["none if there is none", "anything", [], undefined],
    ["none for a name of absurd length", "x".repeat(1_000_000), ["x".repeat(999_999)], undefined],
    ["none for nothing", "", ["a"], undefined],
  ])("is %s", (_, name, candidates, expected) => {
    expect(nearest(name, candidates)).toBe(expected);
  });

  test("ends a sentence, or adds nothing to it", () => {
    expect(didYouMean("tset", ["test"])).toBe(' Did you mean "test"?');
    expect(didYouMean("prod", ["test"])).toBe("");
  });

  test("stands behind the legal names, of which a long list is cut", () => {
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
