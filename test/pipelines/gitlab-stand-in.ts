import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";

/** The token that the stand-in accepts. */
export const token = "glpat-of-the-test";

export const project = "42";
export const head = "4f1c0de4f1c0de4f1c0de4f1c0de4f1c0de4f1c0";

interface Person {
  readonly id: number;
  readonly username: string;
}

/** The account of the token, and people. */
export const bot: Person = { id: 1, username: "project_42_bot" };
export const mallory: Person = { id: 2, username: "mallory" };
export const ann: Person = { id: 3, username: "ann" };
export const ben: Person = { id: 4, username: "ben" };

/** What the stand-in for GitLab's API has. Tests change it. */
export interface GitLabState {
  mergeRequests: ReturnType<typeof mergeRequest>[];
  files: { old_path: string; new_path: string }[];
  pipelines: { id: number; sha: string; ref: string }[];
  jobs: { id: number; name: string; artifacts_file: object | null }[];
  /** The content of the artifact `review.md`. */
  review: string | Uint8Array;
  /** Another host, to which the artifact's address leads instead. */
  store?: string;
  notes: { id: number; body: string; author: Person }[];
  versions: { head_commit_sha: string; created_at: string }[];
  approvals: { user: Person; approved_at?: string | null }[];
  members: { id: number; access_level: number }[];
  issues: { iid: number; title: string; description: string | null; state: string; author: Person; labels: string[] }[];
  /** The paths that answer 403, though the token is right. */
  forbidden: RegExp;
  /** The requests that changed something: method, path, body. */
  readonly changes: { method: string; path: string; body: unknown }[];
}

/** A merge request as GitLab describes it. */
export function mergeRequest(
  iid: number,
  { sha = head, state = "opened", target = "main", count = "1" as string | null, author = mallory } = {},
) {
  return { iid, state, sha, changes_count: count, target_branch: target, author };
}

/** An open merge request with one changed manifest, whose pipeline has ended, and no note. */
export function gitLabState(): GitLabState {
  return {
    mergeRequests: [mergeRequest(7)],
    files: [{ old_path: "teams/payments.yaml", new_path: "teams/payments.yaml" }],
    pipelines: [{ id: 99, sha: head, ref: "refs/merge-requests/7/head" }],
    jobs: [
      { id: 30, name: "lint", artifacts_file: null },
      { id: 31, name: "review", artifacts_file: { filename: "artifacts.zip" } },
    ],
    review: "",
    notes: [],
    versions: [{ head_commit_sha: head, created_at: "2026-11-27T10:00:00.000Z" }],
    approvals: [],
    members: [],
    issues: [],
    forbidden: /^$/,
    changes: [],
  };
}

/** The webhook's event of a merge request's pipeline that has ended, or that has another status. */
export const pipelineEnded = (sha = head, status = "success") => ({
  object_kind: "pipeline",
  object_attributes: { id: 99, source: "merge_request_event", sha, status },
  merge_request: { id: 1007, iid: 7, title: "$(touch owned) `touch owned`" },
});

/** The webhook's event of a merge request. */
export const mergeRequestEvent = (action: string) => ({
  object_kind: "merge_request",
  object_attributes: { id: 1007, iid: 7, action, title: "$(touch owned)" },
});

/** A stand-in for GitLab's REST API on localhost, and its end. */
export interface StandIn {
  /** `CI_API_V4_URL`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts the stand-in. It answers 401 without the token, and 404 for what it does not have. */
export async function startGitLab(state: GitLabState): Promise<StandIn> {
  const app = new Hono();
  app.use(async (context, next) => {
    if (context.req.header("authorization") !== `Bearer ${token}`)
      return context.json({ message: "401 Unauthorized" }, 401);
    if (state.forbidden.test(context.req.path)) return context.json({ message: "403 Forbidden" }, 403);
    return next();
  });
  // GitLab gives 20 entries unless it is asked for more, and never more than 100.
  const paged = <T>(url: string, all: readonly T[]): T[] => {
    const query = new URL(url).searchParams;
    const [size, page] = [Math.min(100, Number(query.get("per_page") ?? 20)), Number(query.get("page") ?? 1)];
    return all.slice(size * (page - 1), size * page);
  };
  const base = `/api/v4/projects/${project}`;
  app.get("/api/v4/user", ({ json }) => json(bot));
  app.get(`${base}/merge_requests/:iid`, ({ req, json, notFound }) => {
    const found = state.mergeRequests.find(({ iid }) => String(iid) === req.param("iid"));
    return found ? json(found) : notFound();
  });
  app.get(`${base}/pipelines/:id`, ({ req, json, notFound }) => {
    const found = state.pipelines.find(({ id }) => String(id) === req.param("id"));
    return found ? json(found) : notFound();
  });
  app.get(`${base}/pipelines/99/jobs`, ({ req, json }) => json(paged(req.url, state.jobs)));
  app.get(`${base}/jobs/31/artifacts/review.md`, ({ body, redirect }) =>
    state.store === undefined
      ? body(typeof state.review === "string" ? state.review : new Uint8Array(state.review))
      : redirect(state.store),
  );
  app.get(`${base}/merge_requests/:iid/diffs`, ({ req, json }) => json(paged(req.url, state.files)));
  app.get(`${base}/merge_requests/:iid/notes`, ({ req, json }) => json(paged(req.url, state.notes)));
  app.get(`${base}/merge_requests/:iid/versions`, ({ req, json }) => json(paged(req.url, state.versions)));
  app.get(`${base}/merge_requests/:iid/approvals`, ({ json }) => json({ approved_by: state.approvals }));
  app.get(`${base}/members/all`, ({ req, json }) => json(paged(req.url, state.members)));
  app.get(`${base}/issues`, ({ req, json }) =>
    json(
      paged(
        req.url,
        state.issues.filter(({ labels }) => labels.includes(req.query("labels") ?? "")),
      ),
    ),
  );
  app.on(["POST", "PUT"], "*", async ({ req, json }) => {
    const body = (await req.json()) as Record<string, string>;
    state.changes.push({ method: req.method, path: req.path.slice(base.length), body });
    const issue = state.issues.find(({ iid }) => req.path === `${base}/issues/${iid}`);
    if (issue) {
      const { state_event: event, ...texts } = body;
      Object.assign(issue, texts, event && { state: event === "close" ? "closed" : "opened" });
    }
    if (req.path === `${base}/issues`)
      state.issues.push({
        iid: 100 + state.issues.length,
        state: "opened",
        author: bot,
        title: String(body.title),
        description: String(body.description),
        labels: [String(body.labels)],
      });
    return json({ id: 1 }, 201);
  });
  const server = createAdaptorServer({ fetch: app.fetch });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/api/v4`,
    close: async () => {
      server.close();
      await once(server, "close");
    },
  };
}
