import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { marker } from "../../cli/review/markdown.ts";
import { gitLab } from "../../examples/pipelines/forge/gitlab.ts";
import { postReview } from "../../examples/pipelines/forge/post-review.ts";
import { trackTeams } from "../../examples/pipelines/forge/track-teams.ts";
import {
  ann,
  ben,
  bot,
  type GitLabState,
  gitLabState,
  head,
  mallory,
  mergeRequest,
  mergeRequestEvent,
  pipelineEnded,
  project,
  type StandIn,
  startGitLab,
  token,
} from "./gitlab-stand-in.ts";

let state: GitLabState;
let standIn: StandIn;

beforeEach(async () => {
  state = gitLabState();
  standIn = await startGitLab(state);
});
afterEach(() => standIn.close());

const forge = (event: unknown = pipelineEnded(), { secret = token, asked }: { secret?: string; asked?: string } = {}) =>
  gitLab({ apiUrl: standIn.url, project, token: secret, defaultBranch: "main", event, asked });

const review = `${marker}\n### ✅ Access review\n\nHead \`${head}\`.\n`;
const other = "0".repeat(40);
const outdated = "No open change has the reviewed commit as its newest: its next review writes the comment.";

describe("the comment with a review", () => {
  it("is written for the merge request whose pipeline ended", async () => {
    state.review = review;
    expect(await postReview(forge())).toEqual({
      words: `Wrote the review of ${head} as a comment to 7.`,
      body: review.trimEnd(),
    });
    expect(state.changes).toEqual([
      { method: "POST", path: "/merge_requests/7/notes", body: { body: review.trimEnd() } },
    ]);
  });

  it.each<[string, Partial<GitLabState>]>([
    ["the merge request has a newer commit", { mergeRequests: [mergeRequest(7, { sha: other })] }],
    ["it is closed", { mergeRequests: [mergeRequest(7, { state: "closed" })] }],
    ["it goes into another branch", { mergeRequests: [mergeRequest(7, { target: "other" })] }],
    [
      "the pipeline was another merge request's",
      { pipelines: [{ id: 99, sha: head, ref: "refs/merge-requests/8/head" }] },
    ],
    ["the pipeline was a branch's", { pipelines: [{ id: 99, sha: head, ref: "add-client" }] }],
    [
      "the pipeline was of another commit than the event says",
      { pipelines: [{ id: 99, sha: other, ref: "refs/merge-requests/7/head" }] },
    ],
  ])("is not written if %s", async (_, change) => {
    Object.assign(state, { review }, change);
    expect(await postReview(forge())).toEqual({ words: outdated });
    expect(state.changes).toEqual([]);
  });

  it("is not written before the pipeline has ended, when there is no review yet", async () => {
    for (const status of ["created", "pending", "running", "canceled"]) {
      expect(await postReview(forge(pipelineEnded(head, status)))).toEqual({ words: outdated });
    }
    expect(state.changes).toEqual([]);
    expect(await postReview(forge(pipelineEnded(head, "failed")))).toHaveProperty("body");
  });

  it("is not written if the newest commit changes while its files are looked at", async () => {
    state.review = review;
    const moving = forge();
    const text = await postReview({
      ...moving,
      changesPipeline: async (number) => {
        const answer = await moving.changesPipeline(number);
        state.mergeRequests = [mergeRequest(7, { sha: other })];
        return answer;
      },
    });
    expect(text).toEqual({ words: outdated });
    expect(state.changes).toEqual([]);
  });

  it.each<[string, GitLabState["files"], string | null]>([
    ["touches the pipeline", [{ old_path: ".gitlab-ci.yml", new_path: ".gitlab-ci.yml" }], "1"],
    ["moves the pipeline away", [{ old_path: ".gitlab-ci.yml", new_path: "teams/ci.yml" }], "1"],
    ["touches a file that the pipeline may include", [{ old_path: ".gitlab/x.yml", new_path: ".gitlab/x.yml" }], "1"],
    ["has more files than GitLab lists", [{ old_path: "teams/a.yaml", new_path: "teams/a.yaml" }], "1000+"],
    ["has a file that the list does not show", [{ old_path: "teams/a.yaml", new_path: "teams/a.yaml" }], "2"],
    ["has files that GitLab has not counted yet", [{ old_path: "teams/a.yaml", new_path: "teams/a.yaml" }], null],
    [
      "touches the pipeline on the third page of its files",
      [
        ...Array.from({ length: 249 }, (_, at) => ({ old_path: `!${at}`, new_path: `!${at}` })),
        { old_path: ".gitlab-ci.yml", new_path: ".gitlab-ci.yml" },
      ],
      "250",
    ],
  ])("does not show what the job says if the merge request %s", async (_, files, count) => {
    Object.assign(state, { files, review, mergeRequests: [mergeRequest(7, { count })] });
    const { body } = await postReview(forge());
    expect(body).toContain("it changes the pipeline itself, so what its review printed proves nothing.");
    expect(body).not.toContain("Access review");
  });

  it.each<[string, Partial<GitLabState>]>([
    ["there is no job", { jobs: [] }],
    ["the job left no artifact", { jobs: [{ id: 31, name: "review", artifacts_file: null }] }],
    ["it is of another commit", { review: review.replace(head, other) }],
    ["it is as large as 10 MB", { review: review + "x".repeat(10_000_000) }],
    ["it is no text", { review: new Uint8Array([0xff, 0xfe]) }],
    ["a line of it is a quick action", { review: `${review}\n/approve\n` }],
    ["a line of it is an indented quick action", { review: `${review}\n>  /merge\n` }],
  ])("says that there is no review if %s", async (_, change) => {
    Object.assign(state, change);
    const { body } = await postReview(forge());
    expect(body).toContain(`**No review of ${head}:** its job made no review of this commit.`);
    expect(state.changes).toEqual([{ method: "POST", path: "/merge_requests/7/notes", body: { body } }]);
  });

  it("refuses a pipeline with two jobs of that name", async () => {
    state.jobs = [1, 2].map((id) => ({ id, name: "review", artifacts_file: {} }));
    await expect(postReview(forge())).rejects.toThrow('pipeline 99 has 2 jobs "review", but may have one.');
    expect(state.changes).toEqual([]);
  });

  it("is the earlier one of this account, also on the third page of the notes, whoever imitates it", async () => {
    state.review = review;
    state.notes = Array.from({ length: 250 }, (_, id) => ({ id: id + 1, body: "Hm.", author: ann }));
    state.notes[3] = { id: 4, body: review, author: mallory };
    state.notes[240] = { id: 241, body: `${marker}\nAn earlier one.`, author: bot };
    await postReview(forge());
    expect(state.changes).toEqual([
      { method: "PUT", path: "/merge_requests/7/notes/241", body: { body: review.trimEnd() } },
    ]);
    state.notes[240] = { id: 241, body: review.trimEnd(), author: bot };
    await postReview(forge());
    expect(state.changes).toHaveLength(1);
  });

  it("says which request failed, and shows no token", async () => {
    await expect(postReview(forge(pipelineEnded(), { secret: "glpat-wrong" }))).rejects.toThrow(
      `GET ${standIn.url}/projects/42/merge_requests/7: the forge answered 401. Does the job's token have this permission?`,
    );
    state.forbidden = /diffs$/;
    await expect(postReview(forge())).rejects.toThrow(
      `GET ${standIn.url}/projects/42/merge_requests/7/diffs?per_page=100&page=1: the forge answered 403. Does the job's token have this permission?`,
    );
  });

  it("sends the token to nobody else, where the artifact's address leads to another host", async () => {
    const seen: IncomingHttpHeaders[] = [];
    const store = createServer(({ headers }, response) => {
      seen.push(headers);
      response.end(review);
    }).listen(0, "127.0.0.1");
    try {
      await new Promise((done) => store.once("listening", done));
      state.store = `http://127.0.0.1:${(store.address() as AddressInfo).port}/`;
      expect((await postReview(forge())).body).toBe(review.trimEnd());
      expect(seen).toHaveLength(1);
      expect(JSON.stringify(seen)).not.toContain(token);
    } finally {
      store.close();
    }
  });
});

describe("the merge request of a preview", () => {
  it("is the one that was approved, or that a person asked for", async () => {
    const change = { number: 7, commit: head };
    expect(await forge(mergeRequestEvent("approved")).reviewedChange()).toEqual(change);
    expect(await forge(undefined, { asked: "7" }).reviewedChange()).toEqual(change);
    expect(await forge(null, { asked: "7" }).reviewedChange()).toEqual(change);
    expect(await forge(mergeRequestEvent("open")).reviewedChange()).toBeUndefined();
    expect(await forge(null, { asked: "7/../8" }).reviewedChange()).toBeUndefined();
    state.mergeRequests = [mergeRequest(7, { target: "other" })];
    expect(await forge(null, { asked: "7" }).reviewedChange()).toBeUndefined();
  });

  it("has a commit that is one: nothing else gets into a shell", async () => {
    state.mergeRequests = [mergeRequest(7, { sha: "$(touch owned)" })];
    await expect(forge(null, { asked: "7" }).reviewedChange()).rejects.toThrow("sha");
  });
});

describe("the approvers of a commit", () => {
  const [before, after] = ["2026-11-27T09:59:00.000Z", "2026-11-27T10:01:00.000+00:00"];
  const approvers = () => forge(null).approvers({ number: 7, commit: head });

  it("are those who approved after it was pushed, who may push, and are neither its author nor these pipelines", async () => {
    const [guest, stranger] = [
      { id: 5, username: "guest" },
      { id: 6, username: "stranger" },
    ];
    state.members = [
      { id: ann.id, access_level: 30 },
      { id: ben.id, access_level: 40 },
      { id: bot.id, access_level: 30 },
      { id: mallory.id, access_level: 50 },
      { id: guest.id, access_level: 20 },
    ];
    state.approvals = [ben, bot, mallory, guest, stranger].map((user) => ({ user, approved_at: after }));
    state.approvals.push({ user: ann, approved_at: before });
    expect(await approvers()).toEqual(["ben"]);
    state.approvals.push({ user: ann, approved_at: after });
    expect(await approvers()).toEqual(["ann", "ben"]);
  });

  it("are none without a time, of a commit that is not the newest, or that was pushed again", async () => {
    state.members = [{ id: ann.id, access_level: 30 }];
    state.approvals = [{ user: ann, approved_at: null }];
    expect(await approvers()).toEqual([]);
    state.approvals = [{ user: ann, approved_at: after }];
    expect(await approvers()).toEqual(["ann"]);
    // The newest version first: the commit went away and came back after the approval.
    state.versions.unshift(
      { head_commit_sha: head, created_at: "2026-11-27T11:00:00.000Z" },
      { head_commit_sha: other, created_at: "2026-11-27T10:30:00.000Z" },
    );
    expect(await approvers()).toEqual([]);
    state.mergeRequests = [mergeRequest(7, { sha: other })];
    expect(await approvers()).toEqual([]);
  });
});

describe("the issue of a team", () => {
  const night = (found?: string) => {
    const stacks = [
      { stack: "prod.payments", team: "payments", outcome: found ? "would-change" : "unchanged", reasons: [] },
    ];
    const drift = found ? [{ what: found, drift: true, where: [{ name: "payments/robot" }] }] : [];
    return [
      { operation: "drift", environment: "prod", stacks, drift },
      { operation: "status", environment: "prod", stacks },
    ] as const;
  };
  const track = (found?: string) => trackTeams(forge(null), ...night(found));

  it("is opened, closed and opened again, and is never one that somebody else wrote", async () => {
    const description = "<!-- idcs-apps team: prod/payments -->";
    state.issues = [
      { iid: 1, title: "/close", description, state: "opened", author: mallory, labels: ["idcs-apps"] },
      { iid: 2, title: "Empty", description: null, state: "opened", author: bot, labels: ["idcs-apps"] },
    ];
    expect(await track("was deactivated")).toEqual(["prod/payments: opened an issue"]);
    expect(await track("was deactivated")).toEqual([]);
    expect(await track()).toEqual(["prod/payments: closed issue 102, nothing is left"]);
    expect(await track("was deactivated\n/close")).toEqual(["prod/payments: opened issue 102 again"]);
    expect(state.issues.map(({ iid, state }) => [iid, state])).toEqual([
      [1, "opened"],
      [2, "opened"],
      [102, "opened"],
    ]);
    // A value with a line of its own would be a quick action.
    expect(state.issues[2]?.description).toContain("\npayments/robot: was deactivated /close\n");
  });

  it("is found on the third page", async () => {
    state.issues = Array.from({ length: 250 }, (_, iid) => {
      return { iid: iid + 1, title: "", description: "", state: "opened", author: bot, labels: ["idcs-apps"] };
    });
    state.issues[240] = {
      ...(state.issues[240] as GitLabState["issues"][0]),
      description: "<!-- idcs-apps team: prod/payments -->",
    };
    expect(await track()).toEqual(["prod/payments: closed issue 241, nothing is left"]);
  });
});
