import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { anchorsOf, linksOf } from "./markdown.ts";
import { pages, root, textFiles } from "./repository.ts";

describe("links between pages", () => {
  it.each(pages)("lead from %s to files and headings that exist", (page) => {
    const broken = linksOf(join(root, page)).filter(({ target }) => {
      const [path = "", anchor] = target.split("#");
      const file = path === "" ? join(root, page) : join(root, dirname(page), path);
      if (!existsSync(file) || relative(root, file).startsWith("..")) return true;
      return anchor !== undefined && file.endsWith(".md") && !anchorsOf(file).has(anchor);
    });
    expect(broken).toEqual([]);
  });
});

describe("pages that files name", () => {
  it("exist, wherever a file names a path in docs/", () => {
    const named = textFiles.flatMap((file) =>
      [...readFileSync(join(root, file), "utf8").matchAll(/(?<![\w/.-])docs\/[\w./-]+\.md\b/g)].map(([page]) => ({
        file,
        page,
      })),
    );
    expect(named.length).toBeGreaterThan(15);
    expect(named.filter(({ page }) => !existsSync(join(root, page)))).toEqual([]);
  });
});

describe("docs/README.md", () => {
  it("leads to every page of docs, to a folder with an index by that index", () => {
    const reached = new Set<string>();
    const follow = (index: string) => {
      for (const { target } of linksOf(join(root, index))) {
        const page = join(dirname(index), target.split("#")[0] ?? "");
        if (reached.has(page)) continue;
        reached.add(page);
        if (page.endsWith("/README.md") && page.startsWith("docs/")) follow(page);
      }
    };
    follow("docs/README.md");
    const missing = pages.filter((page) => /^docs\/(?!README\.md$)/.test(page) && !reached.has(page));
    expect(missing).toEqual([]);
  });
});
