import { describe, expect, it } from "vitest";
import { pathPattern } from "../../../local/faults/path-pattern.ts";

describe("a path pattern", () => {
  it.each([
    ["/admin/v1/Apps", "/admin/v1/Apps/1", true],
    ["/admin/v1/Apps", "/admin/v1/App", false],
    ["/admin/*/Apps", "/admin/v1/Apps", true],
    ["/admin/*/Apps", "/admin//Apps", true],
    ["/admin/*/Apps", "/admin/v1/x/Apps", false],
    ["/admin/**/Apps", "/admin/v1/x/Apps", true],
    ["/admin/**", "/admin/", true],
    ["/admin/**", "/admin", false],
    ["/**/Apps/*", "/admin/v1/Apps/1", true],
    ["/**/Apps/*", "/admin/v1/Apps/1/2", false],
    ["/***/Apps", "/admin/v1/Apps", true],
    ["/a*a*", "/aaaa", true],
    ["/a.c*", "/abc", false],
    ["/*", "/", true],
  ])("%s and the path %s: %s", (pattern, path, expected) => {
    expect(pathPattern(pattern)(path)).toBe(expected);
  });

  it.each(["**", "*a", "**a", "a*"])("of forty times %s answers about a long path at once", (part) => {
    const matches = pathPattern(`/${part.repeat(40)}!`);
    const began = performance.now();
    expect(matches(`/${"a".repeat(15_000)}`)).toBe(false);
    expect(performance.now() - began).toBeLessThan(1000);
  });
});
