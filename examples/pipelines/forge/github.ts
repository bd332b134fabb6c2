import { z } from "zod";
import { commitId, ForgeApi } from "./api.ts";
import type { Forge, Issue, Note } from "./forge.ts";

/** The largest review: a comment of GitHub has at most 65,536 characters. */
const mostBytes = 65_536;

/** GitHub lists at most so many files of a pull request. */
const mostFiles = 3_000;

const user = z.object({ login: z.string(), type: z.string().optional() }).nullable();
const repository = z.object({ full_name: z.string() });

const pullRequest = z.object({
  number: z.int().positive(),
  state: z.string(),
  changed_files: z.int().optional(),
  user,
  head: z.object({ sha: commitId, repo: repository.nullable() }),
  base: z.object({ ref: z.string(), repo: repository.extend({ default_branch: z.string() }) }),
});

const workflowRun = z.object({
  workflow_run: z.object({
    id: z.int().positive(),
    head_sha: commitId,
    head_branch: z.string(),
    head_repository: z.object({ full_name: z.string(), owner: z.object({ login: z.string() }) }),
  }),
});

const dispatch = z.object({ inputs: z.object({ "pull-request": z.string().regex(/^[1-9]\d{0,9}$/) }) });

const file = z.object({ filename: z.string(), previous_filename: z.string().optional() });
const artifact = z.object({
  id: z.int().positive(),
  name: z.string(),
  expired: z.boolean(),
  size_in_bytes: z.int(),
});
const comment = z.object({ id: z.int().positive(), body: z.string().nullish(), user });
const review = z.object({ user, state: z.string(), commit_id: z.string().nullish() });
const issue = comment.extend({
  number: z.int().positive(),
  title: z.string(),
  state: z.string(),
  pull_request: z.unknown().optional(),
});
const permission = z.object({ permission: z.string() });

/** Where the forge is, and who asks: what GitHub Actions sets. */
export interface GitHubPlace {
  /** `GITHUB_API_URL`. */
  readonly apiUrl: string;
  /** `GITHUB_REPOSITORY`: `<owner>/<name>`. */
  readonly repository: string;
  readonly token: string;
  /** The content of the file `GITHUB_EVENT_PATH`. */
  readonly event?: unknown;
  /** The account of the token. @default the one of `GITHUB_TOKEN` */
  readonly account?: string;
}

/** GitHub's REST API. */
export function gitHub(place: GitHubPlace): Forge {
  const { account = "github-actions[bot]", event } = place;
  const api = new ForgeApi(`${place.apiUrl}/repos/${place.repository}`, {
    authorization: `Bearer ${place.token}`,
    accept: "application/vnd.github+json",
    "x-github-api-version": "2022-11-28",
  });
  const noteOf = ({ id, body, user }: z.output<typeof comment>): Note => {
    return { id, body: body ?? "", isOurs: user?.login === account };
  };
  const pullRequestOf = async (number: number) => pullRequest.parse(await api.get(`/pulls/${number}`));
  const mayWrite = async (login: string) => {
    const found = permission.safeParse(await api.find(`/collaborators/${encodeURIComponent(login)}/permission`));
    return found.data?.permission === "admin" || found.data?.permission === "write";
  };
  return {
    async reviewedChange() {
      const asked = dispatch.safeParse(event);
      if (asked.success) {
        const { number, state, head, base } = await pullRequestOf(Number(asked.data.inputs["pull-request"]));
        const isReviewed = state === "open" && base.ref === base.repo.default_branch;
        return isReviewed ? { number, commit: head.sha } : undefined;
      }
      const { workflow_run: run } = workflowRun.parse(event);
      const head = encodeURIComponent(`${run.head_repository.owner.login}:${run.head_branch}`);
      const open = z.array(pullRequest).parse(await api.list(`/pulls?state=open&head=${head}`));
      const found = open.find(
        (one) =>
          one.head.sha === run.head_sha &&
          one.head.repo?.full_name === run.head_repository.full_name &&
          one.base.ref === one.base.repo.default_branch,
      );
      return found && { number: found.number, commit: found.head.sha };
    },
    async changesPipeline(number) {
      const { changed_files: count = mostFiles } = await pullRequestOf(number);
      if (count >= mostFiles) return true;
      const files = z.array(file).parse(await api.list(`/pulls/${number}/files`));
      // A list that is too short must not hide a file.
      return files.length < count || files.some((one) => isPipeline(one.filename) || isPipeline(one.previous_filename));
    },
    async reviewText() {
      const { workflow_run: run } = workflowRun.parse(event);
      const artifacts = z
        .array(artifact)
        .parse(await api.list(`/actions/runs/${run.id}/artifacts?name=review.md`, (page) => Object(page).artifacts))
        .filter(({ name, expired }) => name === "review.md" && !expired);
      // Each attempt of a run that was repeated leaves one: the newest counts.
      const newest = artifacts.sort((one, other) => other.id - one.id)[0];
      if (newest === undefined || newest.size_in_bytes > mostBytes) return undefined;
      // It was uploaded with `archive: false`, so this is the file itself: nothing is unpacked.
      return api.text(`/actions/artifacts/${newest.id}/zip`, mostBytes);
    },
    async comments(number) {
      return z
        .array(comment)
        .parse(await api.list(`/issues/${number}/comments`))
        .map(noteOf);
    },
    addComment: (number, body) => api.change({ method: "POST", path: `/issues/${number}/comments`, body: { body } }),
    editComment: (_, id, body) => api.change({ method: "PATCH", path: `/issues/comments/${id}`, body: { body } }),
    async approvers({ number, commit }) {
      const { user: author, head } = await pullRequestOf(number);
      if (head.sha !== commit) return [];
      const reviews = z.array(review).parse(await api.list(`/pulls/${number}/reviews`));
      // The newest word of each person counts; a comment alone takes nothing back.
      const latest = new Map<string, z.output<typeof review>>();
      // A bot is nobody: a workflow of the pull request may have approved with GITHUB_TOKEN.
      for (const one of reviews)
        if (one.user && one.user.type !== "Bot" && one.state !== "COMMENTED") latest.set(one.user.login, one);
      const names: string[] = [];
      for (const [name, { state, commit_id: of }] of latest)
        if (state === "APPROVED" && of === commit && name !== author?.login && (await mayWrite(name))) names.push(name);
      return names.sort();
    },
    async issues(label) {
      const found = z.array(issue).parse(await api.list(`/issues?state=all&labels=${encodeURIComponent(label)}`));
      return found
        .filter(({ pull_request: isChange }) => !isChange)
        .map((one): Issue => ({ ...noteOf(one), id: one.number, title: one.title, isOpen: one.state === "open" }));
    },
    addIssue: (label, { title, body }) =>
      api.change({ method: "POST", path: "/issues", body: { title, body, labels: [label] } }),
    editIssue: (id, { isOpen, ...text }) =>
      api.change({
        method: "PATCH",
        path: `/issues/${id}`,
        body: { ...text, ...(isOpen !== undefined && { state: isOpen ? "open" : "closed" }) },
      }),
  };
}

function isPipeline(path: string | undefined): boolean {
  return path?.startsWith(".github/") ?? false;
}
