import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";

/** The token that the stand-in accepts. */
export const token = "ghs_of-the-test";

export const repository = "example/identity";
export const head = "4f1c0de4f1c0de4f1c0de4f1c0de4f1c0de4f1c0";

/** What the stand-in for GitHub's API has. Tests change it. */
export interface GitHubState {
  pullRequests: Record<string, unknown>[];
  files: { filename: string; previous_filename?: string }[];
  artifacts: { id: number; name: string; expired: boolean; size_in_bytes: number }[];
  /** The content of the artifacts. */
  review: string | Uint8Array;
  comments: { id: number; body: string; user: { login: string } | null }[];
  reviews: { user: { login: string; type?: string } | null; state: string; commit_id: string }[];
  permissions: Record<string, string>;
  issues: {
    number: number;
    id: number;
    title: string;
    body: string;
    state: string;
    user: { login: string };
    labels: string[];
    pull_request?: object;
  }[];
  /** The requests that changed something: method, path, body. */
  readonly changes: { method: string; path: string; body: unknown }[];
}

/** A pull request from a fork, with one changed manifest and no comment. */
export function gitHubState(): GitHubState {
  return {
    pullRequests: [pullRequest(7, {})],
    files: [{ filename: "teams/payments.yaml" }],
    artifacts: [{ id: 31, name: "review.md", expired: false, size_in_bytes: 100 }],
    review: "",
    comments: [],
    reviews: [],
    permissions: {},
    issues: [],
    changes: [],
  };
}

/** A pull request as GitHub describes it. */
export function pullRequest(
  number: number,
  { sha = head, from = "mallory/identity", state = "open", base = "main", changedFiles = 1 },
): Record<string, unknown> {
  return {
    number,
    state,
    changed_files: changedFiles,
    user: { login: "mallory" },
    head: { sha, ref: "add-client", repo: { full_name: from } },
    base: { ref: base, repo: { full_name: repository, default_branch: "main" } },
  };
}

/** The event of a review that has ended. */
export const reviewEnded = {
  workflow_run: {
    id: 99,
    head_sha: head,
    head_branch: "add-client",
    head_repository: { full_name: "mallory/identity", owner: { login: "mallory" } },
    // GitHub leaves it empty for forks, and nothing reads it.
    pull_requests: [],
  },
};

/** A stand-in for GitHub's REST API on localhost, and its end. */
export interface StandIn {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts the stand-in. It answers 401 without the token, and 404 for what it does not have. */
export async function startGitHub(state: GitHubState): Promise<StandIn> {
  const app = new Hono();
  app.use(async (context, next) => {
    if (context.req.header("authorization") !== `Bearer ${token}`)
      return context.json({ message: "Bad credentials" }, 401);
    return next();
  });
  const paged = <T>(url: string, all: readonly T[]): T[] => {
    const query = new URL(url).searchParams;
    const [size, page] = [Number(query.get("per_page") ?? 30), Number(query.get("page") ?? 1)];
    return all.slice(size * (page - 1), size * page);
  };
  const base = `/repos/${repository}`;
  app.get(`${base}/pulls`, ({ req, json }) => {
    const matching = state.pullRequests.filter((one) => {
      const { ref, repo } = one.head as { ref: string; repo: { full_name: string } };
      return req.query("head") === `${repo.full_name.split("/")[0]}:${ref}` && one.state === req.query("state");
    });
    return json(paged(req.url, matching));
  });
  app.get(`${base}/pulls/:number`, ({ req, json, notFound }) => {
    const found = state.pullRequests.find(({ number }) => String(number) === req.param("number"));
    return found ? json(found) : notFound();
  });
  app.get(`${base}/pulls/:number/files`, ({ req, json }) => json(paged(req.url, state.files)));
  app.get(`${base}/pulls/:number/reviews`, ({ req, json }) => json(paged(req.url, state.reviews)));
  app.get(`${base}/collaborators/:name/permission`, ({ req, json, notFound }) => {
    const permission = state.permissions[req.param("name")];
    return permission ? json({ permission }) : notFound();
  });
  app.get(`${base}/actions/runs/99/artifacts`, ({ req, json }) => {
    const matching = state.artifacts.filter(({ name }) => name === req.query("name"));
    return json({ total_count: matching.length, artifacts: paged(req.url, matching) });
  });
  app.get(`${base}/actions/artifacts/31/zip`, ({ redirect }) => redirect("/storage/31"));
  app.get("/storage/31", ({ body }) =>
    body(typeof state.review === "string" ? state.review : new Uint8Array(state.review)),
  );
  app.get(`${base}/issues/:number/comments`, ({ req, json }) => json(paged(req.url, state.comments)));
  app.get(`${base}/issues`, ({ req, json }) =>
    json(
      paged(
        req.url,
        state.issues.filter(({ labels }) => labels.includes(req.query("labels") ?? "")),
      ),
    ),
  );
  app.on(["POST", "PATCH"], "*", async ({ req, json }) => {
    const body = (await req.json()) as Record<string, never>;
    state.changes.push({ method: req.method, path: req.path.slice(base.length), body });
    const issue = state.issues.find(({ number }) => req.path === `${base}/issues/${number}`);
    if (issue) Object.assign(issue, body);
    if (req.path === `${base}/issues`)
      state.issues.push({
        number: 100 + state.issues.length,
        id: 1000 + state.issues.length,
        state: "open",
        user: { login: "github-actions[bot]" },
        ...(body as unknown as { title: string; body: string; labels: string[] }),
      });
    return json({ id: 1 }, 201);
  });
  const server = createAdaptorServer({ fetch: app.fetch });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.close();
      await once(server, "close");
    },
  };
}
