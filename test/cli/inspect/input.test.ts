import { describe, expect, it } from "vitest";
import { refuseArguments, tokenIn } from "../../../cli/inspect/input.ts";

const token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJjYWxsYW4ifQ.c2lnbmF0dXJl";
const howTo =
  "Pipe it, for example `pbpaste | idcs-apps inspect`, or start `idcs-apps inspect` in a terminal and paste it.";

describe("refuseArguments", () => {
  it.each([
    ["a JWT", [token], []],
    ["a refresh token", [`AQAg${"b".repeat(30)}`], []],
    ["a JWT as an unknown option's value", [`--token=${token}`], []],
    ["a JWT as an option's value", [], ["dev", token]],
    ["a URL with a JWT", [], [`https://orders.example.com/?access_token=${token}`]],
    ["anything long", ["x".repeat(201)], []],
  ])("refuses %s, without showing it", (_, words, values) => {
    expect(() => refuseArguments(words, values)).toThrow(
      expect.objectContaining({
        name: "CommandError",
        message: `A token is not an argument: the list of processes and the shell's history keep it. ${howTo} Remove the line from the history; if others may have seen it, revoke the token, or wait until it expires.`,
      }),
    );
  });

  it("refuses other arguments with where help is", () => {
    expect(() => refuseArguments(["--tokne=secret"])).toThrow(
      `--tokne is not an option of inspect: see \`idcs-apps inspect --help\`. ${howTo}`,
    );
    expect(() => refuseArguments(["secret"])).toThrow(
      `inspect takes no arguments: see \`idcs-apps inspect --help\`. ${howTo}`,
    );
  });

  it("allows none", () => {
    expect(refuseArguments([], ["dev", "https://orders.example.com/", undefined])).toBeUndefined();
  });
});

describe("tokenIn", () => {
  it("refuses an empty input, and one that is too long", () => {
    expect(() => tokenIn(" \n")).toThrow(`There is no token on standard input. ${howTo}`);
    expect(() => tokenIn("x".repeat(65 * 1024))).toThrow("Standard input has more than 64 KiB: that is no token.");
  });

  it("takes JSON that is no answer of a token endpoint as it is", () => {
    expect(tokenIn('{"error":"x"}')).toBe('{"error":"x"}');
  });
});
