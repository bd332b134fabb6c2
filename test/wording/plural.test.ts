import { expect, it } from "vitest";
import { count } from "../../wording/plural.ts";

it.each([
  [0, "0 teams"],
  [1, "1 team"],
  [2, "2 teams"],
])("count writes %i with the right number of the noun: %s", (number, text) => {
  expect(count(number, "team")).toBe(text);
});
