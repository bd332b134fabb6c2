import { expect, it } from "vitest";
import { readAhead } from "../../../cli/fleet/read-ahead.ts";

it("reads the next one while one is used, each once, and shows an error only to who asks", async () => {
  const begun: string[] = [];
  const read = readAhead(
    async (name) => {
      begun.push(name);
      if (name === "b") throw new Error("no b");
      return name.toUpperCase();
    },
    ["a", "b", "c"],
  );
  expect(await read("a")).toBe("A");
  expect(begun).toEqual(["a", "b"]);
  await expect(read("b")).rejects.toThrow("no b");
  expect(await read("c")).toBe("C");
  expect(begun).toEqual(["a", "b", "c"]);
});
