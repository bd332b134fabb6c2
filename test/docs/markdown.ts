import { readFileSync } from "node:fs";

/** A table of a Markdown file (GitHub's form), with the heading that it stands under. */
export interface Table {
  readonly section: string;
  readonly header: readonly string[];
  readonly rows: readonly Row[];
}

/** A row of a table. */
export interface Row {
  /** `file:line` */
  readonly place: string;
  readonly cells: readonly string[];
}

interface Line {
  readonly text: string;
  readonly number: number;
}

/** The tables of a Markdown file. */
export function tablesOf(file: string): Table[] {
  const tables: { section: string; header: string[]; rows: Row[] }[] = [];
  let section = "";
  let isInside = false;
  for (const { text, number } of proseOf(file)) {
    section = /^#+ (.*)$/.exec(text)?.[1] ?? section;
    const cells = cellsOf(text);
    if (cells === undefined) isInside = false;
    else if (!isInside) {
      tables.push({ section, header: cells, rows: [] });
      isInside = true;
    } else if (!cells.every((cell) => /^:?-+:?$/.test(cell))) {
      tables.at(-1)?.rows.push({ place: `${file}:${number}`, cells });
    }
  }
  return tables;
}

/** What stands between backticks in a cell. */
export function codesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
}

/** The links of a Markdown file to other files or to headings, as they are written. */
export function linksOf(file: string): { readonly place: string; readonly target: string }[] {
  return proseOf(file).flatMap(({ text, number }) =>
    [...text.replaceAll(/`[^`]*`/g, "").matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target = ""]) => ({ place: `${file}:${number}`, target }))
      .filter(({ target }) => !/^[a-z]+:/.test(target)),
  );
}

/** The anchors of the headings of a Markdown file, as GitHub makes them. */
export function anchorsOf(file: string): Set<string> {
  const headings = proseOf(file).flatMap(({ text }) => /^#+ (.*)$/.exec(text)?.[1] ?? []);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

function cellsOf(text: string): string[] | undefined {
  if (!/^\|.*\|$/.test(text)) return undefined;
  return text
    .slice(1, -1)
    .split("|")
    .map((cell) => cell.trim());
}

/** The lines outside of code blocks. */
function proseOf(file: string): Line[] {
  let isCode = false;
  return readFileSync(file, "utf8")
    .split("\n")
    .map((text, index) => ({ text, number: index + 1 }))
    .filter(({ text }) => {
      const isFence = text.startsWith("```");
      if (isFence) isCode = !isCode;
      return !isCode && !isFence;
    });
}
