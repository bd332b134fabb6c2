import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { marker } from "../../cli/review/markdown.ts";
import { gitHub } from "../../examples/pipelines/forge/github.ts";
import { postReview } from "../../examples/pipelines/forge/post-review.ts";
import {
  type GitHubState,
  gitHubState,
  head,
  pullRequest,
  repository,
  reviewEnded,
  type StandIn,
  startGitHub,
  token,
} from "./github-stand-in.ts";

let state: GitHubState;
let standIn: StandIn;

beforeEach(async () => {
  state = gitHubState();
  standIn = await startGitHub(state);
});
afterEach(() => standIn.close());

const forge = (event: unknown = reviewEnded, secret = token) =>
  gitHub({ apiUrl: standIn.url, repository, token: secret, event });

const review = `${marker}\n### ✅ Access review\n\nHead \`${head}\`.\n`;
const bot = { login: "github-actions[bot]" };

describe("the comment with a review", () => {
  it("is not written if no open pull request has the reviewed commit as its newest", async () => {
    for (const other of [
      pullRequest(7, { sha: "0".repeat(40) }),
      pullRequest(7, { state: "closed" }),
      pullRequest(7, { base: "other" }),
      pullRequest(7, { from: "mallory/another" }),
    ]) {
      state.pullRequests = [other];
      expect(await postReview(forge())).toEqual({
        words: "No open change has the reviewed commit as its newest: its next review writes the comment.",
      });
    }
    expect(state.changes).toEqual([]);
  });

  const noReview = "its job made no review of this commit. Read the job's log, or review it on your machine";
  it.each<[string, Partial<GitHubState>]>([
    ["there is no artifact", { artifacts: [] }],
    ["the artifact has expired", { artifacts: [{ id: 31, name: "review.md", expired: true, size_in_bytes: 10 }] }],
    ["the text is no review", { review: "Merge me." }],
    ["the review is of another commit", { review: review.replace(head, "0".repeat(40)) }],
    ["the text has control characters", { review: `${review}\u001b[31m` }],
    ["the text turns the direction of writing", { review: `${review}\u202e` }],
    ["the text is longer than a comment", { review: review + "x".repeat(65_100) }],
    [
      "the artifact is larger, by its size",
      { artifacts: [{ id: 31, name: "review.md", expired: false, size_in_bytes: 65_537 }] },
    ],
    [
      "the artifact is as large as 10 MB, whatever size it has by the list",
      { review: review + "x".repeat(10_000_000) },
    ],
    ["the artifact is no text", { review: new Uint8Array([0xff, 0xfe]) }],
    ["a line of it would be a command on GitLab", { review: `${review}\n/approve\n` }],
  ])("says that there is no review if %s", async (_, artifact) => {
    Object.assign(state, artifact);
    const { body } = await postReview(forge());
    expect(body).toBe(
      `${marker}\n**No review of ${head}:** ${noReview}:\n\n\`\`\`sh\ngit fetch origin ${head}\nnpm run idcs-apps -- review --base HEAD --head ${head}\n\`\`\`\n\nMerge #7 only after that.`,
    );
    expect(state.changes).toEqual([{ method: "POST", path: "/issues/7/comments", body: { body } }]);
  });

  it.each<[string, GitHubState["files"], number]>([
    ["touches a workflow", [{ filename: ".github/workflows/review.yml" }], 1],
    ["moves a workflow away", [{ filename: "review.yml", previous_filename: ".github/workflows/review.yml" }], 1],
    ["has more files than GitHub lists", [{ filename: "teams/payments.yaml" }], 3000],
    ["has a file that the list does not show", [{ filename: "teams/payments.yaml" }], 2],
  ])("does not show what the job says if the pull request %s", async (_, files, changedFiles) => {
    state.files = files;
    state.pullRequests = [pullRequest(7, { changedFiles })];
    state.review = review;
    const { body } = await postReview(forge());
    expect(body).toContain("it changes the pipeline itself, so what its review printed proves nothing.");
    expect(body).not.toContain("Access review");
  });

  it("has the newest artifact of a run that was repeated, and none of another run", async () => {
    state.artifacts.unshift({ id: 30, name: "review.md", expired: false, size_in_bytes: 100 });
    state.review = review;
    expect((await postReview(forge())).body).toBe(review.trimEnd());
    const { workflow_run: run } = reviewEnded;
    await expect(postReview(forge({ workflow_run: { ...run, id: 98 } }))).rejects.toThrow(
      `GET ${standIn.url}/repos/${repository}/actions/runs/98/artifacts?name=review.md&per_page=100&page=1: the forge answered 404.`,
    );
  });

  it("is not written if the newest commit changes while its files are looked at", async () => {
    state.review = review;
    const moving = forge();
    const words = await postReview({
      ...moving,
      changesPipeline: async (number) => {
        const answer = await moving.changesPipeline(number);
        state.pullRequests = [pullRequest(7, { sha: "0".repeat(40) })];
        return answer;
      },
    });
    expect(words).toEqual({
      words: "No open change has the reviewed commit as its newest: its next review writes the comment.",
    });
    expect(state.changes).toEqual([]);
  });

  it.each(["x&state=closed#", "../../issues", "$(touch owned)", "a b\nc", "main"])(
    "finds the pull request by a branch of any name: %j",
    async (branch) => {
      const asked = pullRequest(7, {});
      (asked.head as { ref: string }).ref = branch;
      state.pullRequests = [asked];
      const { workflow_run: run } = reviewEnded;
      expect(await forge({ workflow_run: { ...run, head_branch: branch } }).reviewedChange()).toEqual({
        number: 7,
        commit: head,
      });
    },
  );

  it("says whose commit cannot be one: nothing else gets into a shell", async () => {
    state.pullRequests = [pullRequest(7, { sha: "$(touch owned)" })];
    await expect(forge({ inputs: { "pull-request": "7" } }).reviewedChange()).rejects.toThrow("sha");
  });

  it("shows no token in an error", async () => {
    await expect(postReview(forge(reviewEnded, "ghs_wrong"))).rejects.toThrow(
      `GET ${standIn.url}/repos/${repository}/pulls?state=open&head=mallory%3Aadd-client&per_page=100&page=1: the forge answered 401. Does the job's token have this permission?`,
    );
  });

  it("is a new one if there is none of ours, whoever imitates it", async () => {
    state.review = review;
    state.comments = [
      { id: 5, body: review, user: { login: "mallory" } },
      { id: 6, body: "Nice.", user: bot },
    ];
    expect(await postReview(forge())).toEqual({
      words: `Wrote the review of ${head} as a comment to 7.`,
      body: review.trimEnd(),
    });
    expect(state.changes).toEqual([{ method: "POST", path: "/issues/7/comments", body: { body: review.trimEnd() } }]);
  });

  it("is the earlier one, also on the third page of the comments, and is left alone if nothing changed", async () => {
    state.review = review;
    state.comments = Array.from({ length: 250 }, (_, id) => ({ id: id + 1, body: "Hm.", user: { login: "someone" } }));
    state.comments[240] = { id: 241, body: `${marker}\nAn earlier one.`, user: bot };
    await postReview(forge());
    expect(state.changes).toEqual([
      { method: "PATCH", path: "/issues/comments/241", body: { body: review.trimEnd() } },
    ]);
    state.comments[240] = { id: 241, body: review.trimEnd(), user: bot };
    await postReview(forge());
    expect(state.changes).toHaveLength(1);
  });
});

describe("the pull request of a preview", () => {
  it("is the one that a person asked for, if it is open and goes into the main branch", async () => {
    const asked = (number: string) => forge({ inputs: { "pull-request": number } }).reviewedChange();
    expect(await asked("7")).toEqual({ number: 7, commit: head });
    state.pullRequests = [pullRequest(7, { base: "other" })];
    expect(await asked("7")).toBeUndefined();
    await expect(asked("7/../8")).rejects.toThrow();
  });
});

describe("the approvers of a commit", () => {
  const approved = (login: string, commit = head, state = "APPROVED", type = "User") => ({
    user: { login, type },
    state,
    commit_id: commit,
  });
  it("are those whose newest word is an approval of it, who may write, and who are not its author", async () => {
    state.permissions = {
      ann: "write",
      ben: "admin",
      eve: "read",
      mallory: "write",
      old: "write",
      gone: "write",
      talks: "write",
      "github-actions[bot]": "write",
    };
    state.reviews = [
      approved("ben"),
      approved("ann"),
      approved("eve"),
      approved("mallory"),
      approved("old", "0".repeat(40)),
      approved("gone"),
      approved("gone", head, "CHANGES_REQUESTED"),
      approved("talks"),
      approved("talks", head, "COMMENTED"),
      { user: null, state: "APPROVED", commit_id: head },
      // A workflow of the pull request with GITHUB_TOKEN, and somebody whose account is gone.
      approved("github-actions[bot]", head, "APPROVED", "Bot"),
      approved("nobody"),
    ];
    expect(await forge().approvers({ number: 7, commit: head })).toEqual(["ann", "ben", "talks"]);
  });

  it("are none if the pull request has a newer commit", async () => {
    state.permissions = { ann: "write" };
    state.reviews = [approved("ann", "0".repeat(40))];
    expect(await forge().approvers({ number: 7, commit: "0".repeat(40) })).toEqual([]);
  });
});
