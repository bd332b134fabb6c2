import { z } from "zod";
import { commitId, ForgeApi } from "./api.ts";
import type { Forge, Issue, Note } from "./forge.ts";
import { ForgeError } from "./forge-error.ts";

/** The largest review, as on GitHub. */
const mostBytes = 65_536;

const person = z.object({ id: z.int(), username: z.string() });

const mergeRequest = z.object({
  iid: z.int().positive(),
  state: z.string(),
  sha: commitId,
  /** `3`, or `1000+`; empty until GitLab has counted. */
  changes_count: z.string().nullish(),
  target_branch: z.string(),
  author: person,
});

/** A webhook's "pipeline event" of a pipeline that has ended, or its "merge request event" with an approval. */
const pipelineEvent = z.object({
  object_kind: z.literal("pipeline"),
  object_attributes: z.object({
    id: z.int().positive(),
    source: z.literal("merge_request_event"),
    status: z.enum(["success", "failed"]),
    sha: commitId,
  }),
  merge_request: z.object({ iid: z.int().positive() }),
});
const approvalEvent = z.object({
  object_kind: z.literal("merge_request"),
  object_attributes: z.object({ iid: z.int().positive(), action: z.enum(["approved", "approval"]) }),
});

const pipelineOf = z.object({ sha: commitId, ref: z.string() });
const job = z.object({ id: z.int().positive(), name: z.string(), artifacts_file: z.unknown() });
const file = z.object({ old_path: z.string(), new_path: z.string() });
const note = z.object({ id: z.int().positive(), body: z.string(), author: person });
const version = z.object({ head_commit_sha: z.string(), created_at: z.iso.datetime({ offset: true }) });
const approvals = z.object({
  approved_by: z.array(z.object({ user: person, approved_at: z.iso.datetime({ offset: true }).nullish() })),
});
const member = z.object({ id: z.int(), access_level: z.int() });
const issue = z.object({
  iid: z.int().positive(),
  title: z.string(),
  description: z.string().nullable(),
  state: z.string(),
  author: person,
});

/** What GitLab calls a Developer: the least that may push. */
const developer = 30;

/** Where the forge is, and who asks: what GitLab CI sets. */
export interface GitLabPlace {
  /** `CI_API_V4_URL`. */
  readonly apiUrl: string;
  /** `CI_PROJECT_ID`. */
  readonly project: string;
  /** A project access token with the scope `api`. */
  readonly token: string;
  /** `CI_DEFAULT_BRANCH`. */
  readonly defaultBranch: string;
  /** The content of the file `TRIGGER_PAYLOAD`: the webhook's event. */
  readonly event?: unknown;
  /** The number of the merge request, of a pipeline that a person started for it. */
  readonly asked?: string | undefined;
}

/** GitLab's REST API. */
export function gitLab(place: GitLabPlace): Forge {
  const { event, defaultBranch, asked } = place;
  const headers = { authorization: `Bearer ${place.token}` };
  const forge = new ForgeApi(place.apiUrl, headers);
  const api = new ForgeApi(`${place.apiUrl}/projects/${encodeURIComponent(place.project)}`, headers);
  let account: Promise<unknown> | undefined;
  const isOurs = async (author: z.output<typeof person>) => {
    account ??= forge.get("/user");
    return author.id === person.parse(await account).id;
  };
  const mergeRequestOf = async (iid: number) => mergeRequest.parse(await api.get(`/merge_requests/${iid}`));
  const mayWrite = async ({ id }: z.output<typeof person>) => {
    const members = z.array(member).parse(await api.list(`/members/all?user_ids[]=${id}`));
    return members.some((one) => one.id === id && one.access_level >= developer);
  };
  const issueOf = async (one: z.output<typeof issue>): Promise<Issue> => ({
    id: one.iid,
    title: one.title,
    body: one.description ?? "",
    isOpen: one.state === "opened",
    isOurs: await isOurs(one.author),
  });
  return {
    async reviewedChange() {
      const [pipeline, approval] = [pipelineEvent.safeParse(event), approvalEvent.safeParse(event)];
      const number =
        pipeline.data?.merge_request.iid ??
        approval.data?.object_attributes.iid ??
        (asked !== undefined && /^[1-9]\d{0,9}$/.test(asked) ? Number(asked) : undefined);
      if (number === undefined) return undefined;
      const { iid, state, sha, target_branch: target } = await mergeRequestOf(number);
      const change = { number: iid, commit: sha };
      if (state !== "opened" || target !== defaultBranch) return undefined;
      if (pipeline.data === undefined) return change;
      // Whose pipeline it was says GitLab itself: the event came from whoever has the trigger's token.
      const { id } = pipeline.data.object_attributes;
      const ran = pipelineOf.parse(await api.get(`/pipelines/${id}`));
      return ran.sha === sha && ran.ref === `refs/merge-requests/${iid}/head` ? change : undefined;
    },
    async changesPipeline(number) {
      const { changes_count: count } = await mergeRequestOf(number);
      const files = z.array(file).parse(await api.list(`/merge_requests/${number}/diffs`));
      // A list that is too short must not hide a file.
      return (
        String(files.length) !== count || files.some((one) => isPipeline(one.old_path) || isPipeline(one.new_path))
      );
    },
    async reviewText() {
      const { object_attributes: pipeline } = pipelineEvent.parse(event);
      const jobs = z
        .array(job)
        .parse(await api.list(`/pipelines/${pipeline.id}/jobs`))
        .filter(({ name }) => name === "review");
      const [first] = jobs;
      if (first === undefined || first.artifacts_file == null) return undefined;
      if (jobs.length > 1)
        throw new ForgeError(`pipeline ${pipeline.id} has ${jobs.length} jobs "review", but may have one.`);
      return api.text(`/jobs/${first.id}/artifacts/review.md`, mostBytes);
    },
    async comments(number) {
      const found = z.array(note).parse(await api.list(`/merge_requests/${number}/notes`));
      return Promise.all(
        found.map(async ({ id, body, author }): Promise<Note> => ({ id, body, isOurs: await isOurs(author) })),
      );
    },
    addComment: (number, body) =>
      api.change({ method: "POST", path: `/merge_requests/${number}/notes`, body: { body } }),
    editComment: (number, id, body) =>
      api.change({ method: "PUT", path: `/merge_requests/${number}/notes/${id}`, body: { body } }),
    async approvers({ number, commit }) {
      const { author, sha } = await mergeRequestOf(number);
      if (sha !== commit) return [];
      const versions = z.array(version).parse(await api.list(`/merge_requests/${number}/versions`));
      const pushed = versions.find(({ head_commit_sha: head }) => head === commit)?.created_at;
      if (pushed === undefined) return [];
      const { approved_by: given } = approvals.parse(await api.get(`/merge_requests/${number}/approvals`));
      const names: string[] = [];
      for (const { user, approved_at: at } of given) {
        // GitLab keeps approvals when something is pushed, unless it is told not to.
        const isOfCommit = typeof at === "string" && Date.parse(at) > Date.parse(pushed);
        if (isOfCommit && user.id !== author.id && !(await isOurs(user)) && (await mayWrite(user)))
          names.push(user.username);
      }
      return names.sort();
    },
    async issues(label) {
      const found = z.array(issue).parse(await api.list(`/issues?scope=all&labels=${encodeURIComponent(label)}`));
      return Promise.all(found.map(issueOf));
    },
    addIssue: (label, { title, body }) =>
      api.change({ method: "POST", path: "/issues", body: { title, description: body, labels: label } }),
    editIssue: (id, { isOpen, title, body }) =>
      api.change({
        method: "PUT",
        path: `/issues/${id}`,
        body: {
          ...(title !== undefined && { title }),
          ...(body !== undefined && { description: body }),
          ...(isOpen !== undefined && { state_event: isOpen ? "reopen" : "close" }),
        },
      }),
  };
}

function isPipeline(path: string): boolean {
  return path.startsWith(".gitlab");
}
