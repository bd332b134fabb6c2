import { describe, expect, it } from "vitest";
import { escapeMarkdown } from "../../cli/reports/markdown.ts";

const joiner = "\u2060";

describe("escapeMarkdown", () => {
  it.each([
    ["a link", "](javascript:alert(1))", "\\]\\(javascript:alert\\(1\\)\\)"],
    ["an image", "![x](y)", "\\!\\[x\\]\\(y\\)"],
    ["HTML", "<img src=x onerror=alert(1)>&lt;", "&lt;img src=x onerror=alert\\(1\\)&gt;&amp;lt;"],
    ["the end of code", "`a``b", "\\`a\\`\\`b"],
    ["the end of a cell", "a|b", "a\\|b"],
    ["a mention", "@octocat, x@example.com", `@${joiner}octocat, x@${joiner}example.com`],
    ["a reference to an issue", "#1 GH-2 !3", `\\#${joiner}1 GH${joiner}-2 \\!${joiner}3`],
    [
      "an address",
      "https://evil.example.com www.evil.example.com",
      `https:${joiner}//evil.example.com www${joiner}.evil.example.com`,
    ],
    ["another line", "a\n# b\r\n- c", "a \\# b - c"],
    ["a list", "- a", "\\- a"],
    ["a numbered list", "1. a", "1\\. a"],
    ["a character that reorders others", "a\u202eb\u200bc", "a b c"],
  ])("leaves no %s", (_, text, expected) => {
    expect(escapeMarkdown(text)).toBe(expected);
  });

  it("leaves plain names as they are, and shortens what is very long", () => {
    expect(escapeMarkdown("payments/ledger-sync")).toBe("payments/ledger-sync");
    expect([...escapeMarkdown("x".repeat(100_000))].length).toBe(300);
  });
});
