import { oneLine } from "../../wording/one-line.ts";

/** How much of a text is shown. */
const longest = 300;

/** Not visible, and no part of a word: nothing that it interrupts is recognised. */
const wordJoiner = "\u2060";

/**
 * A text from elsewhere in GitHub's or GitLab's Markdown, also in a cell of a table: on one line, shortened if it is long. Nothing in
 * it becomes markup, HTML, a link, a mention or a reference to an issue.
 *
 * Mentions, references and bare addresses are found after characters are unescaped, so that they are interrupted by a character that
 * is not visible.
 */
export function escapeMarkdown(text: string): string {
  return oneLine(text, longest)
    .replaceAll(/[@#!](?=[\w-])|:(?=\/\/)|\b(?:www|xmpp|mailto|GH)(?=[.:-])|~(?=\d)/gi, `$&${wordJoiner}`)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/[\\`*_{}[\]()#!|~$^]/g, "\\$&")
    .replace(/^(\d*)([-+=.)])/, "$1\\$2");
}
