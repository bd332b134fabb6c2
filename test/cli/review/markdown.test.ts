import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { describe, expect, it } from "vitest";
import type { Review } from "../../../cli/review/json.ts";
import { asMarkdown, marker } from "../../../cli/review/markdown.ts";
import { client, repositoryWith, reviewed, team } from "./world.ts";

/** What GitHub makes of a comment: raw HTML counts there. */
function rendered(markdown: string): string {
  return micromark(markdown, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });
}

/** The names of the HTML elements in a text. */
function elementsIn(html: string): string[] {
  return [...new Set([...html.matchAll(/<([a-z][a-z0-9]*)/gi)].map(([, name = ""]) => name.toLowerCase()))].sort();
}

/** The text outside of code, where GitHub turns mentions and references into links. */
function outsideOfCode(html: string): string {
  return html.replaceAll(/<code>[\s\S]*?<\/code>/g, "");
}

const hostile = [
  "](javascript:alert(1))",
  "[x](javascript:alert(1))",
  "![x](https://evil.example/p.png)",
  "<img src=x onerror=alert(1)>",
  "</code></summary></details><script>alert(1)</script>",
  "<!-- idcs-apps review -->",
  "`</code>` `` ``` @everyone",
  "@octocat and @example/security #123 example/repo#4 GH-5",
  "https://evil.example www.evil.example mail@evil.example",
  "| a | b |\n|---|---|\n# heading\n\n* list",
  "~~~\n```\n$x$ $$y$$ :tada: [^1]",
  "\u202eevil\u2066\u200b\u001b[31m",
  "\\` \\@octocat \\",
];

function reviewOf(text: string): Review {
  const remark = { file: text, line: 1, column: 1, rule: text, subject: text, environments: [text], message: text };
  const commit = { revision: text, commit: "0".repeat(40) };
  const change = { aspect: "scopes", added: [text, `${text}2`], removed: [text] };
  const subject = {
    subject: text,
    team: text,
    what: "client" as const,
    environments: [text],
    file: text,
    line: 1,
    column: 1,
  };
  return {
    base: commit,
    head: commit,
    refused: true,
    environments: [{ environment: text }, { environment: "other" }],
    problems: [remark],
    problemCount: 1,
    warnings: [remark],
    warningCount: 1,
    exceptions: [{ ...remark, until: "2027-01-01", state: "new" }],
    approvals: [{ ...remark, approvedBy: [text] }],
    rotations: [{ subject: text, environment: text, since: "2026-01-01", every: 90 }],
    notJudged: [text],
    notJudgedCount: 1,
    changes: [
      { ...subject, kind: "new", changes: [change] },
      { ...subject, kind: "renamed", was: text, changes: [change] },
      { ...subject, kind: "gone", changes: [] },
    ],
  };
}

describe("a comment of a review", () => {
  it.each(hostile.map((text) => [text]))("makes nothing of %j but text in code", (text) => {
    const html = rendered(asMarkdown(reviewOf(text)));
    expect(elementsIn(html.replaceAll(/<code>[\s\S]*?<\/code>/g, "<code>"))).toEqual([
      "code",
      "details",
      "h3",
      "h4",
      "li",
      "p",
      "summary",
      "ul",
    ]);
    expect(elementsIn(html)).toEqual(["code", "details", "h3", "h4", "li", "p", "summary", "ul"]);
    const outside = outsideOfCode(html);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is escaped.
    expect(outside).not.toMatch(/[@\u202e\u2066\u200b\u001b|]|#\d|GH-\d|evil|javascript|octocat|alert/);
    expect(outside.match(/<!--/g)).toEqual(["<!--"]);
    expect(html.match(/<(details|summary)>/g)).toHaveLength(2);
    expect(html.match(/<\/(details|summary)>/g)).toHaveLength(2);
  });

  it("shows what is in code as it is, but for what is not visible", () => {
    const html = rendered(asMarkdown(reviewOf("a `b` <c>\u202e")));
    expect(html).toContain("<code>a `b` &lt;c&gt;\\u202e</code>");
  });

  it("begins with the marker, and has the head's commit", async () => {
    const root = repositoryWith(
      { "teams/shop.yaml": team("shop", []) },
      { "teams/shop.yaml": team("shop", [client("robot")]) },
    );
    const found = await reviewed(root);
    expect(asMarkdown(found).split("\n")).toEqual([
      marker,
      "### ✅ Access review",
      "",
      "Nothing to object: 0 problems, 0 warnings, 1 changed client or API.",
      "",
      `Head \` ${found.head.commit} \`, base \` ${found.base.commit.slice(0, 12)} \`.`,
      "",
      "#### Changes by team",
      "",
      "<details><summary><code>shop</code>: 1 new</summary>",
      "",
      "* ` shop/robot `: new client",
      "  * display name: ➕ ` shop-robot `",
      "  * grant types: ➕ ` Client credentials `",
      "",
      "</details>",
      "",
      "Names were not compared with the identity domain of ` dev `, ` prod `: there is no catalogue of it.",
      "",
    ]);
  });

  it.each([
    ["one team with thousands of changes", 1, 3_000],
    ["a hundred teams with many changes", 100, 50],
    ["thousands of teams", 5_000, 1],
  ])("has fewer than 60,000 characters for %s", (_, teams, each) => {
    const [first] = reviewOf("x".repeat(500)).changes;
    const changes = Array.from({ length: teams }, (_, index) => `team${index}`).flatMap((name) =>
      Array.from(
        { length: each },
        (_, index) => ({ ...first, team: name, subject: `${name}/c${index}` }) as Review["changes"][number],
      ),
    );
    const many = Array.from(
      { length: 1_000 },
      () => reviewOf("`<@".repeat(500)).problems[0] as Review["problems"][number],
    );
    const review = {
      ...reviewOf("x"),
      changes,
      problems: many,
      problemCount: 5_000,
      warnings: many,
      warningCount: 5_000,
    };
    const markdown = asMarkdown(review);
    expect(markdown.length).toBeLessThan(60_000);
    expect(markdown).toContain("…and 4960 more");
    expect(rendered(markdown).match(/<details>/g)?.length ?? 0).toBe(
      rendered(markdown).match(/<\/details>/g)?.length ?? 0,
    );
  });
});
