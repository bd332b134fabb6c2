import { closeSync, constants, fstatSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { CommandError } from "../errors/command-error.ts";
import { type EarlierReport, earlierReport } from "./diff.ts";
import type { Report } from "./json.ts";

/** The largest earlier report that is read: 64 MiB, that of many thousands of clients. */
const largest = 64 * 1024 * 1024;

/**
 * Reads an earlier report from a file, which somebody else may have written.
 *
 * @throws CommandError if it is no report, or a system's error about files
 */
export function readEarlierReport(file: string): EarlierReport {
  // A pipe without a writer must not be waited for.
  const opened = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(opened);
    if (!stat.isFile() || stat.size > largest)
      throw new CommandError(
        `${file} is ${stat.isFile() ? "larger than 64 MiB" : "not a regular file"}: name a report of \`idcs-apps report --json\`.`,
      );
    return earlierReport(readFileSync(opened, "utf8"), file);
  } finally {
    closeSync(opened);
  }
}

/** Where a report is written to. */
export interface ReportFiles {
  readonly html?: string | undefined;
  readonly markdown?: string | undefined;
}

/** Writes a report as a page and as Markdown. */
export async function writeReport(report: Report, { html, markdown }: ReportFiles): Promise<void> {
  if (html !== undefined) writeFileSync(html, await (await import("./page/page.ts")).pageOf(report));
  if (markdown !== undefined) writeFileSync(markdown, (await import("./markdown.ts")).markdownOf(report));
}
