// What the pipelines ask of their forge: node examples/pipelines/forge/main.ts <command>
import { appendFileSync } from "node:fs";
import { Command } from "commander";
import { changedStacks, readReport, teamsToRotate } from "./fleet-reports.ts";
import { ForgeError } from "./forge-error.ts";
import { forgeHere } from "./forge-here.ts";
import { postReview } from "./post-review.ts";
import { trackTeams } from "./track-teams.ts";

const program = new Command("forge").description("What the pipelines of idcs-apps ask of GitHub or GitLab");

program
  .command("post-review")
  .description("write the review of the change that started this job as a comment, and into the job's summary")
  .action(async () => {
    const { words, body } = await postReview(forgeHere(process.env));
    console.log(words);
    const summary = process.env.GITHUB_STEP_SUMMARY;
    if (summary !== undefined && body !== undefined) appendFileSync(summary, `${body}\n`);
  });

program
  .command("reviewed-change")
  .description("print the number and the newest commit of the change that started this job, as <name>=<value>")
  .action(async () => {
    const change = await forgeHere(process.env).reviewedChange();
    console.log(`number=${change?.number ?? ""}\ncommit=${change?.commit ?? ""}`);
  });

program
  .command("approvers")
  .description("print who approved a commit of a change, one user name per line")
  .requiredOption("--number <number>", "the pull request, or merge request", positive)
  .requiredOption("--commit <id>", "the commit; approvals of an earlier one do not count")
  .action(async (change: { number: number; commit: string }) => {
    for (const name of await forgeHere(process.env).approvers(change)) console.log(name);
  });

program
  .command("track-teams <drift> <status>")
  .description("keep one issue for each team, from what fleet drift --json and fleet status --json printed")
  .action(async (drift: string, status: string) => {
    const done = await trackTeams(forgeHere(process.env), readReport(drift, "drift"), readReport(status, "status"));
    for (const words of done) console.log(words);
  });

program
  .command("changed-stacks <up>")
  .description("print the stacks that fleet up --json has changed, one per line")
  .action((up: string) => {
    for (const stack of changedStacks(readReport(up, "up"))) console.log(stack);
  });

program
  .command("teams-to-rotate <status> <drift>")
  .description("print the teams with a rotation that is due and without drift, one per line")
  .action((status: string, drift: string) => {
    for (const team of teamsToRotate(readReport(status, "status"), readReport(drift, "drift"))) console.log(team);
  });

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof ForgeError ? error.message : error);
  process.exitCode = 1;
}

function positive(word: string): number {
  if (!/^[1-9]\d{0,9}$/.test(word)) throw new ForgeError(`--number: "${word}" is not the number of a change.`);
  return Number(word);
}
