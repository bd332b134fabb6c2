import { Command } from "commander";
import { auth, authenticationOf, collected, note, print, profile, progress } from "./common.ts";

export const report = new Command("report")
  .description(
    "report on the clients of environments for an auditor: findings first, then the inventory; it changes nothing",
  )
  .requiredOption("-e, --env <environment>", "an environment; may be given several times", collected)
  .option("--html <file>", "write one page that needs no other file, with search, sort and a graph")
  .option("--markdown <file>", "write Markdown too")
  .option("--diff <file>", "compare with an earlier report, a file that --json has written")
  .option("--offline", "read the manifests alone: no drift, no ages of client secrets", false)
  .option(...auth)
  .option(...profile)
  .option("--json", "print JSON instead of text", false)
  .addHelpText(
    "after",
    `
Exit code: 0 no active findings, 2 findings, 1 error.

Examples:
  idcs-apps report --env dev --html report.html
  idcs-apps report --env dev --diff last.json --json
  idcs-apps report --env dev --offline --markdown report.md`,
  )
  .action(async ({ env, html, markdown, diff, offline, json, ...flags }: ReportFlags) => {
    const { report } = await import("../report/report.ts");
    const { readEarlierReport, writeReport } = await import("../report/write-report.ts");
    const { renderReport } = await import("../report/render.ts");
    const earlier = diff === undefined ? undefined : readEarlierReport(diff);
    const authentication = authenticationOf(flags);
    const found = await progress(
      offline ? "Reading the manifests" : "Reading the manifests and the identity domain",
      () => report({ environments: env, offline, earlier, authentication }),
    );
    await writeReport(found, { html, markdown });
    for (const file of [html, markdown]) if (file !== undefined) note(`written: ${file}`);
    print(json ? JSON.stringify(found, undefined, 2) : renderReport(found));
    if (found.counts.active > 0) process.exitCode = 2;
  });

/** The flags of `report`. */
interface ReportFlags {
  readonly env: string[];
  readonly html?: string;
  readonly markdown?: string;
  readonly diff?: string;
  readonly offline: boolean;
  readonly auth?: string;
  readonly profile?: string;
  readonly json: boolean;
}
