import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import { oneLine } from "../../../wording/one-line.ts";

/** HTML in which every inserted string is escaped. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** How much of a text is shown. */
const longest = 400;

/** A text from manifests or the domain: on one line, without characters that are not visible or reorder others, shortened if it is long. */
export function shown(text: string): string {
  return oneLine(text, longest);
}

/** A list, or a word if it is empty. */
export function listed(items: readonly (string | Html)[], ifEmpty: string | Html = "–"): Html {
  if (items.length === 0) return html`${ifEmpty}`;
  return html`<ul>${items.map((item) => html`<li>${typeof item === "string" ? shown(item) : item}</li>`)}</ul>`;
}

/** What is shown only if somebody asks. */
export function folded(summary: string, content: Html): Html {
  return html`<details><summary>${summary}</summary>${content}</details>`;
}

/** A column of a table. */
export interface Column {
  readonly title: string;
  readonly isNumber?: true;
}

/** A cell; `sort` is what it is sorted by, if not its text. */
export interface Cell {
  readonly content: Html | string;
  readonly sort?: string;
  /** A cell that names its row. */
  readonly isHead?: true;
  readonly isNumber?: true;
}

/** A table that can be searched and sorted. */
export interface SortedTable {
  readonly id: string;
  readonly caption: string;
  /** What the search is about: "Search clients". */
  readonly search: string;
  readonly width: "wide" | "middle" | "";
  readonly columns: readonly Column[];
  readonly rows: readonly { readonly id?: string; readonly cells: readonly Cell[] }[];
}

/** A table with its search, which appears only if scripts run. */
export function sortedTable({ id, caption, search, width, columns, rows }: SortedTable): Html {
  return html`<div class="tools" id="${id}-tools" hidden>
<label for="${id}-search">${search}</label>
<input type="search" id="${id}-search" aria-controls="${id}" autocomplete="off" spellcheck="false">
<span role="status" class="quiet small"></span>
</div>
<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
<table id="${id}" class="${width} ${id}-table" data-tools>
<caption>${caption}</caption>
<thead><tr>${columns.map(({ title, isNumber }) => html`<th scope="col"${isNumber ? html` class="number"` : ""}>${title}</th>`)}</tr></thead>
<tbody>
${rows.map((row) => html`<tr${row.id === undefined ? "" : html` id="${row.id}"`}>${row.cells.map(cell)}</tr>\n`)}</tbody>
</table>
</div>`;
}

function cell({ content, sort, isHead, isNumber }: Cell): Html {
  const text = typeof content === "string" ? shown(content) : content;
  const sorted = sort === undefined ? "" : html` data-sort="${sort}"`;
  if (isHead) return html`<th scope="row"${sorted}>${text}</th>`;
  return html`<td${isNumber ? html` class="number"` : ""}${sorted}>${text}</td>`;
}
