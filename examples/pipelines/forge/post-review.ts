import { marker } from "../../../cli/review/markdown.ts";
import { ownCommand } from "../../../setup/own-command.mjs";
import type { Forge, ReviewedChange } from "./forge.ts";

/** Control characters, and those that turn the direction of writing. */
const unwanted = /(?![\n\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u;

/** A line that GitLab takes for a quick action, such as `/approve`, which it would do in the name of these pipelines. */
const quickAction = /^[ \t>]*\/[a-z]/im;

const outdated = "No open change has the reviewed commit as its newest: its next review writes the comment.";

/** What was done about a review. */
export interface Posted {
  /** In words, for the job's log. */
  readonly words: string;
  /** What the comment says; absent if there is none. */
  readonly body?: string;
}

/**
 * Writes the review of a change as a comment: into the earlier comment of this account if there is one, whatever page of the
 * comments it is on.
 *
 * The text comes from a job that ran for the change, maybe one from a fork. It is shown only if it is a review of exactly the
 * change's newest commit, and if the change left the pipeline alone: otherwise, its job can have run anything.
 *
 * @throws ForgeError if a request fails
 */
export async function postReview(forge: Forge): Promise<Posted> {
  const change = await forge.reviewedChange();
  if (change === undefined) return { words: outdated };
  const body = await bodyOf(forge, change);
  // The files that were looked at are those of the newest commit: it must still be the same.
  if ((await forge.reviewedChange())?.commit !== change.commit) return { words: outdated };
  const earlier = (await forge.comments(change.number)).find((one) => one.isOurs && one.body.startsWith(marker));
  if (earlier === undefined) {
    await forge.addComment(change.number, body);
    return { words: `Wrote the review of ${change.commit} as a comment to ${change.number}.`, body };
  }
  if (earlier.body !== body) await forge.editComment(change.number, earlier.id, body);
  return { words: `The comment to ${change.number} has the review of ${change.commit}.`, body };
}

async function bodyOf(forge: Forge, change: ReviewedChange): Promise<string> {
  if (await forge.changesPipeline(change.number))
    return ownWords(
      change,
      "it changes the pipeline itself, so what its review printed proves nothing. Review it on your machine",
    );
  const text = ((await forge.reviewText()) ?? "").replaceAll("\r\n", "\n").trimEnd();
  const isReview =
    text.startsWith(marker) &&
    text.includes(change.commit) &&
    text.length <= 65_000 &&
    !unwanted.test(text) &&
    !quickAction.test(text);
  return isReview
    ? text
    : ownWords(change, "its job made no review of this commit. Read the job's log, or review it on your machine");
}

function ownWords({ number, commit }: ReviewedChange, why: string): string {
  return [
    marker,
    `**No review of ${commit}:** ${why}:`,
    "",
    "```sh",
    `git fetch origin ${commit}`,
    ownCommand("idcs-apps", `review --base HEAD --head ${commit}`),
    "```",
    "",
    `Merge #${number} only after that.`,
  ].join("\n");
}
