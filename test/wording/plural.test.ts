import { expect, it } from "vitest";
import { count } from "../../wording/plural.ts";

it.each([
  [0, "0 teams"],
  [1, "1 team"],
  [2, "2 teams"],
])("counts %i teams in the right number", (number, text) => {
  expect(count(number, "team")).toBe(text);
});
