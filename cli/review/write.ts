import { writeFileSync } from "node:fs";
import { asAnnotations } from "./annotations.ts";
import { catalogFiles } from "./catalog-file.ts";
import { asMarkdown } from "./markdown.ts";
import { review } from "./review.ts";
import { asSarif } from "./sarif.ts";
import { asText } from "./text.ts";

/** What the command line asks for. */
export interface Asked {
  readonly root: string;
  readonly base: string;
  readonly head: string;
  /** `<environment>=<file>` each. */
  readonly catalog?: readonly string[];
  readonly approvedBy?: readonly string[];
  /** The file of the comment. */
  readonly markdown?: string;
  /** The SARIF file. */
  readonly sarif?: string;
  readonly github?: boolean;
  readonly json?: boolean;
}

/**
 * Reviews a pull request, and writes the files that are asked for.
 *
 * @returns what to print, and whether the pull request is refused
 * @throws what `review` throws
 */
export async function reviewAndWrite(asked: Asked): Promise<{ readonly output: string; readonly refused: boolean }> {
  const { root, base, head, catalog = [], approvedBy = [], markdown, sarif, github = false, json = false } = asked;
  const found = await review({ root, base, head, catalogs: catalogFiles(catalog), approvedBy });
  if (markdown !== undefined) writeFileSync(markdown, asMarkdown(found));
  if (sarif !== undefined) writeFileSync(sarif, `${JSON.stringify(asSarif(found), undefined, 2)}\n`);
  const printed = json ? JSON.stringify(found, undefined, 2).replaceAll(/##(?=\w*\[)/g, "#\\u0023") : asText(found);
  // JSON on standard output stays one document.
  const lines = github && !json ? asAnnotations(found) : [];
  return { output: [printed, ...lines].join("\n"), refused: found.refused };
}
