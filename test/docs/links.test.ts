import { existsSync, readdirSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { anchorsOf, linksOf } from "./markdown.ts";

const root = resolve(import.meta.dirname, "..", "..");
const inFolders = ["docs", "examples"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)),
);
const pages = ["README.md", "CHANGELOG.md", ...inFolders].filter((file) => file.endsWith(".md"));

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
