import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root, textFiles } from "./repository.ts";

const reference = "identity-domains-api.md";
const sections = sectionsOf(readFileSync(join(root, "docs", reference), "utf8"));

/** `10.3`, or `13, row 18`, or `12, item 8`. */
const place = String.raw`\d+(?:\.\d+)?(?:, (?:row|item) \d+)?`;
const citation = new RegExp(`${reference.replaceAll(".", "\\.")} (${place}(?:(?:,| and| to) ${place})*)`, "g");

describe(`citations of ${reference}`, () => {
  const cited = textFiles.flatMap((file) =>
    [...withoutLineBreaks(file).matchAll(citation)].flatMap(([, places = ""]) =>
      [...places.matchAll(new RegExp(place, "g"))].map(([cited]) => ({ file, cited })),
    ),
  );

  it("name sections, rows and items that the page has", () => {
    expect(cited.length).toBeGreaterThan(80);
    expect(cited.filter((one) => !sections.has(one.cited))).toEqual([]);
  });

  it("name the page wherever they name a section of it", () => {
    const nameless = textFiles.filter((file) => /\bfacts \d/.test(withoutLineBreaks(file)));
    expect(nameless).toEqual([]);
  });
});

/** A file's text in one line, without what begins the lines of a comment. */
function withoutLineBreaks(file: string): string {
  return readFileSync(join(root, file), "utf8").replaceAll(/\n\s*(?:\*|\/\/|#)? */g, " ");
}

/** What a citation may name: numbered headings, and the numbered rows and items that stand under each. */
function sectionsOf(page: string): Set<string> {
  const found = new Set<string>();
  let section = "";
  for (const line of page.split("\n")) {
    const [, heading = section] = /^#+ (\d+(?:\.\d+)?)\.? /.exec(line) ?? [];
    const [, row] = /^\| (\d+) \|/.exec(line) ?? [];
    const [, item] = /^(\d+)\. /.exec(line) ?? [];
    section = heading;
    found.add(section);
    if (row !== undefined) found.add(`${section}, row ${row}`);
    if (item !== undefined) found.add(`${section}, item ${item}`);
  }
  return found;
}
