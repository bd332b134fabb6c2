import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gitHubState, pullRequest, repository, reviewEnded, startGitHub, token } from "../pipelines/github-stand-in.ts";
import {
  ann,
  gitLabState,
  mergeRequest,
  mergeRequestEvent,
  token as ofGitLab,
  pipelineEnded,
  project,
  startGitLab,
} from "../pipelines/gitlab-stand-in.ts";
import {
  buildSpecSteps,
  everyShellStep,
  gitHubSteps,
  gitLabStep,
  type ShellStep,
  scripts,
  workflow,
} from "../pipelines/steps.ts";
import { administratorOf } from "../stack/administrator.ts";
import { createPipelineWorld, type Done, type JobFolder, type PipelineWorld } from "./pipelines-world.ts";

const team = (clients: string) => `team: payments\nowner: payments@example.com\nclients:\n${clients}`;
const ledger =
  "  - name: ledger-sync\n    grantTypes: [client_credentials]\n    access: [{ service: integration, instance: finance, roles: [ServiceDeveloper] }]\n";
const reports =
  "  - name: reports\n    grantTypes: [client_credentials]\n    access: [{ service: integration, instance: finance, roles: [ServiceInvoker] }]\n";

const state = gitHubState();
const gitLab = gitLabState();
let world: PipelineWorld;
let forge: Awaited<ReturnType<typeof startGitHub>>;
let otherForge: Awaited<ReturnType<typeof startGitLab>>;

beforeAll(async () => {
  world = await createPipelineWorld({ "teams/payments.yaml": team(ledger) });
  forge = await startGitHub(state);
  otherForge = await startGitLab(gitLab);
});
afterAll(async () => {
  await forge.close();
  await otherForge.close();
  await world.close();
});

/** What GitHub Actions sets in every step. */
const ofGitHub = (job: JobFolder, event?: string): Readonly<Record<string, string>> => {
  const set: Record<string, string> = {
    GITHUB_ACTIONS: "true",
    GITHUB_API_URL: forge.url,
    GITHUB_REPOSITORY: repository,
    GITHUB_REF_NAME: "main",
    GITHUB_OUTPUT: join(job.temp, "output"),
    GITHUB_STEP_SUMMARY: join(job.temp, "summary"),
  };
  if (event !== undefined) set.GITHUB_EVENT_PATH = event;
  return set;
};

/** What the expressions of a privileged job are. */
const privileged = () => ({
  "matrix.environment": "prod",
  "github.token": token,
  "vars.PULUMI_BACKEND_URL": world.backend,
  "vars.IDENTITY_DOMAIN_URL": world.domain.url,
  "vars.OCI_REGION": "us-ashburn-1",
  "vars.OCI_TOKEN_EXCHANGE_DOMAIN_URL": world.domain.url,
  "vars.OCI_TOKEN_EXCHANGE_CLIENT_ID": "pipelines",
  "vars.DELIVERY_VAULT": "",
  "vars.DELIVERY_COMPARTMENT": "",
  "vars.DELIVERY_KEY": "",
  "secrets.OCI_TOKEN_EXCHANGE_CLIENT_SECRET": "secret-of-the-exchange",
  "secrets.PULUMI_CONFIG_PASSPHRASE": world.secrets.PULUMI_CONFIG_PASSPHRASE ?? "",
  "secrets.AWS_ACCESS_KEY_ID": "key-of-the-state",
  "secrets.AWS_SECRET_ACCESS_KEY": "secret-of-the-state",
});

/** The alternative without a token exchange, an API key, for the steps that talk to the domain. */
const withKey = ({ env }: ShellStep): Readonly<Record<string, string>> =>
  "OCI_AUTH" in env ? { ...world.secrets, OCI_AUTH: "ApiKey" } : {};

async function runAll(
  job: JobFolder,
  steps: readonly ShellStep[],
  context: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>>,
) {
  const done: Done[] = [];
  // A job ends with the first step that fails; no test here has a step that runs after that.
  for (const step of steps)
    if (done.every(({ code }) => code === 0)) done.push(await job.run(step, context, { ...more, ...withKey(step) }));
  return done;
}

const codes = (done: readonly Done[]) => done.map(({ name, code }) => [name, code]);
const succeeded = (done: readonly Done[]) => {
  const failed = done.filter(({ code }) => code !== 0).map(({ name, output }) => `${name}: ${output}`);
  expect(failed).toEqual([]);
  return done;
};

describe("the pipelines on GitHub, from a merge to the next pull request", () => {
  it("deploys what was merged, and verifies it", async () => {
    const job = world.job("main");
    const done = succeeded(await runAll(job, gitHubSteps("deploy.yml", "deploy"), privileged(), ofGitHub(job)));
    expect(done.map(({ name }) => name)).toEqual(["Provision", "Verify and deliver"]);
    expect(done[1]?.output).toContain("payments/ledger-sync");
    expect(JSON.parse(readFileSync(join(job.temp, "up.json"), "utf8")).counts).toMatchObject({ changed: 1, failed: 0 });
  });

  it("publishes the catalogue at night", async () => {
    const job = world.job("main");
    const steps = gitHubSteps("nightly.yml", "catalog");
    const first = succeeded(await runAll(job, steps, privileged(), ofGitHub(job)));
    expect(first[1]?.output).toBe(
      "There is no branch idcs-apps-catalog yet: the nightly run writes it.\nWrote the catalogue of prod to the branch idcs-apps-catalog.\n",
    );
    world.git("fetch", "-q", "origin");
    expect(world.git("ls-tree", "--name-only", "origin/idcs-apps-catalog")).toBe("prod.json");
  });

  it("looks for drift and due rotations at night, and keeps the teams' issues", async () => {
    const job = world.job("main");
    const done = succeeded(await runAll(job, gitHubSteps("nightly.yml", "watch"), privileged(), ofGitHub(job)));
    expect(done.map(({ name }) => name)).toEqual([
      "Look for drift, and for what is due",
      "Keep the teams' issues",
      "Rotate what is due, of teams without drift",
      "Verify and deliver what was rotated",
      "Start the last deployment again, if it was replaced",
    ]);
    expect(state.issues).toEqual([]);
    // The newest deployment was replaced in its queue.
    expect(readFileSync(join(job.temp, "gh"), "utf8").split("\n")).toEqual([
      expect.stringMatching(/^gh run list --repo example\/identity --workflow deploy\.yml /),
      "gh workflow run deploy.yml --repo example/identity --ref main",
      "",
    ]);
  });

  it("reviews a pull request from a fork, and no step can read a secret", async () => {
    const head = world.commit("refs/pull/7/head", { "teams/payments.yaml": team(ledger + reports) });
    state.pullRequests = [pullRequest(7, { sha: head })];
    const context = {
      "github.event.pull_request.number": "7",
      "github.event.pull_request.head.sha": head,
      "github.token": token,
    };
    const job = world.job("main");
    const done = succeeded(await runAll(job, gitHubSteps("review.yml", "review"), context, ofGitHub(job)));
    expect(done.map(({ name }) => name)).toEqual([
      "Fetch the pull request and the catalogues as git objects",
      "Read who approved this commit",
      "Review",
    ]);
    state.review = readFileSync(join(job.temp, "review.md"), "utf8");
    expect(state.review).toContain(head);
    expect(state.review).toContain("payments/reports");
    expect(state.review).toContain("ServiceInvoker");
    // What was read: the base's files and the pull request's as git objects, the catalogue, nothing else.
    const own = new Set(done.flatMap(({ env }) => Object.keys(env)));
    expect([...own].sort()).toEqual(
      [
        "GITHUB_ACTIONS",
        "GITHUB_API_URL",
        "GITHUB_OUTPUT",
        "GITHUB_REF_NAME",
        "GITHUB_REPOSITORY",
        "GITHUB_STEP_SUMMARY",
        "GITHUB_TOKEN",
        "GIT_CONFIG_COUNT",
        "GIT_CONFIG_KEY_0",
        "GIT_CONFIG_VALUE_0",
        "HEAD",
        "HOME",
        "NUMBER",
        "PATH",
        "PULUMI_SKIP_UPDATE_CHECK",
        "PWD",
        "RUNNER_TEMP",
        "SHLVL",
        "TMPDIR",
        "_",
        "IDCS_APPS_TEST_PROCESS",
        ...(process.env.NODE_COMPILE_CACHE ? ["NODE_COMPILE_CACHE"] : []),
      ].sort(),
    );
    const secrets = secretsOfTheWorld();
    const readable = [
      ...job.files(),
      ...done.map(({ name, env }) => ({ file: name, text: JSON.stringify(env) })),
      { file: "output", text: done.map(({ output }) => output).join("\n") },
    ];
    expect(readable.flatMap(({ file, text }) => secrets.filter((one) => text.includes(one)).map(() => file))).toEqual(
      [],
    );
    expect(readable.map(({ file }) => file).filter((file) => /\.pem$|\.state|admin-key/.test(file))).toEqual([]);
    // The step with the review has not even GitHub's own token.
    expect(done[2]?.env).not.toHaveProperty("GITHUB_TOKEN");
    expect(world.git("cat-file", "blob", "origin/idcs-apps-catalog:prod.json")).not.toMatch(
      new RegExp(secrets.join("|")),
    );
  });

  it("writes the review as a comment, with a token and nothing else that is secret", async () => {
    const job = world.job("main");
    const [asked] = state.pullRequests as { head: { sha: string } }[];
    const run = { ...reviewEnded.workflow_run, head_sha: asked?.head.sha };
    const event = join(job.temp, "event.json");
    writeFileSync(event, JSON.stringify({ workflow_run: run }));
    const steps = gitHubSteps("review-comment.yml", "comment");
    const done = succeeded(await runAll(job, steps, { "github.token": token }, ofGitHub(job, event)));
    expect(done[0]?.output).toBe(`Wrote the review of ${run.head_sha} as a comment to 7.\n`);
    const body = String(state.review).trimEnd();
    expect(state.changes).toEqual([{ method: "POST", path: "/issues/7/comments", body: { body } }]);
    expect(readFileSync(join(job.temp, "summary"), "utf8")).toBe(`${body}\n`);
    expect(secretsOfTheWorld().filter((one) => JSON.stringify(done).includes(one))).toEqual([]);
  });

  it("refuses to preview what nobody approved, and then previews the approved manifests with the main branch's program", async () => {
    const head = world.commit("refs/pull/7/head", {
      "teams/payments.yaml": team(ledger + reports),
      "teams/secret.yaml": { link: "/etc/passwd" },
      "teams/$(touch owned);`touch owned`.yaml": "owned",
      "teams/--output=owned.yaml": "\n::add-mask::a\n##[add-mask]a\n",
      "environments/prod.yaml": 'identityDomain: { url: "https://evil.example.com" }\n',
      "examples/pipelines/review.sh": "echo owned; exit 0\n",
    });
    const clean = world.commit("refs/pull/8/head", {
      "teams/payments.yaml": team(ledger + reports),
      "environments/prod.yaml": 'identityDomain: { url: "https://evil.example.com" }\n',
    });
    state.pullRequests = [pullRequest(7, { sha: head }), pullRequest(8, { sha: clean })];
    state.permissions = { ann: "write" };
    const approved = async (number: string) => {
      const job = world.job("main");
      const event = join(job.temp, "event.json");
      writeFileSync(event, JSON.stringify({ inputs: { "pull-request": number } }));
      const sha = number === "7" ? head : clean;
      const context = {
        "github.token": token,
        "steps.change.outputs.number": number,
        "steps.change.outputs.commit": sha,
      };
      return runAll(job, gitHubSteps("preview.yml", "approved"), context, ofGitHub(job, event));
    };
    state.reviews = [{ user: { login: "ann" }, state: "APPROVED", commit_id: "0".repeat(40) }];
    expect(codes(await approved("8"))[2]).toEqual(["Refuse what nobody approved", 1]);
    state.reviews = [{ user: { login: "ann" }, state: "APPROVED", commit_id: head }];
    // The link is refused by the main branch's program, whatever the pull request's says.
    const refused = await approved("7");
    expect(codes(refused).slice(2)).toEqual([
      ["Refuse what nobody approved", 0],
      ["Review again, with the program of the main branch", 2],
    ]);
    expect(refused[3]?.output).not.toContain("root:");
    expect(refused[3]?.output).not.toMatch(/^\s*::add-mask|##\[/m);
    state.reviews = [{ user: { login: "ann" }, state: "APPROVED", commit_id: clean }];
    succeeded(await approved("8"));

    const job = world.job("main");
    const context = { ...privileged(), "needs.approved.outputs.number": "8", "needs.approved.outputs.commit": clean };
    const done = succeeded(await runAll(job, gitHubSteps("preview.yml", "preview"), context, ofGitHub(job)));
    expect(done[0]?.output).toContain("Not previewed, because only teams/ is: 1 other changed files.");
    // The runner takes no line of it for a command.
    expect(done[1]?.output).toMatch(/^::stop-commands::([\w-]{36})\n.*payments\/reports.*\n::\1::$/ms);
    expect(readFileSync(join(job.temp, "summary"), "utf8")).toContain("payments/reports");
  });
});

describe("the pipelines on GitLab", () => {
  /** What GitLab CI, the project and the environment set for a job of the main branch. */
  const jobOfGitLab = (job: JobFolder, event?: object): Readonly<Record<string, string>> => {
    const set: Record<string, string> = {
      GITLAB_CI: "true",
      CI_API_V4_URL: otherForge.url,
      CI_PROJECT_ID: project,
      CI_PROJECT_URL: world.origin.replace(/\.git$/, ""),
      CI_DEFAULT_BRANCH: "main",
      FORGE_TOKEN: ofGitLab,
      ENVIRONMENT: "prod",
      PULUMI_BACKEND_URL: world.backend,
      IDENTITY_DOMAIN_URL: world.domain.url,
    };
    if (event === undefined) return set;
    const payload = join(job.temp, "payload.json");
    writeFileSync(payload, JSON.stringify(event));
    return { ...set, TRIGGER_PAYLOAD: payload };
  };
  const run = async (name: string, { event, more = {} }: { event?: object; more?: Record<string, string> } = {}) => {
    const job = world.job("main");
    const [done] = await runAll(job, [gitLabStep(name)], {}, { ...jobOfGitLab(job, event), ...more });
    return { job, code: done?.code, output: done?.output ?? "" };
  };
  let head: string;

  it("review a merge request as OCI DevOps does, without a secret", async () => {
    head = world.commit("refs/heads/add-client", { "teams/payments.yaml": team(ledger + reports) });
    world.git("push", "-q", "origin", `${head}:refs/merge-requests/7/head`);
    const secrets = secretsOfTheWorld();
    const onGitLab = world.job("add-client");
    const reviewed = await onGitLab.run(
      gitLabStep("review", { CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: "" }),
      {},
      { CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main", CI_COMMIT_SHA: head, CI_COMMIT_REF_NAME: "$(touch owned)" },
    );
    expect([reviewed.code, reviewed.output]).toEqual([0, expect.stringContaining("payments/reports")]);
    const onOci = world.job("main");
    const oci = succeeded(
      await runAll(
        onOci,
        buildSpecSteps("build_spec_review.yaml"),
        {},
        { OCI_PRIMARY_SOURCE_DIR: onOci.folder, REVIEW_HEAD: head },
      ),
    );
    const [one, other] = [onGitLab, onOci].map(({ folder }) => readFileSync(join(folder, "review.md"), "utf8"));
    expect(one).toContain(head);
    expect(other).toBe(one);
    const readable = [
      ...onGitLab.files(),
      ...onOci.files(),
      ...[reviewed, ...oci].map(({ name, env, output }) => ({ file: name, text: JSON.stringify(env) + output })),
    ];
    expect(
      readable.flatMap(({ file, text }) => secrets.filter((secret) => text.includes(secret)).map(() => file)),
    ).toEqual([]);
    gitLab.review = String(one);
    gitLab.mergeRequests = [mergeRequest(7, { sha: head })];
    gitLab.pipelines = [{ id: 99, sha: head, ref: "refs/merge-requests/7/head" }];
    gitLab.versions = [{ head_commit_sha: head, created_at: "2026-11-27T10:00:00.000Z" }];
  });

  it("write the review as a comment when the merge request's pipeline has ended, and only then", async () => {
    for (const event of [mergeRequestEvent("approved"), pipelineEnded(head, "running")]) {
      const { code, output } = await run("comment", { event });
      expect([code, output, gitLab.changes]).toEqual([0, "", []]);
    }
    const { code, output } = await run("comment", { event: pipelineEnded(head) });
    expect([code, output]).toEqual([0, `Wrote the review of ${head} as a comment to 7.\n`]);
    expect(gitLab.changes).toEqual([
      { method: "POST", path: "/merge_requests/7/notes", body: { body: String(gitLab.review).trimEnd() } },
    ]);
  });

  it("preview what was approved, and nothing else", async () => {
    for (const [event, words] of [
      [pipelineEnded(head), ""],
      [mergeRequestEvent("update"), "This event is no approval of an open merge request into the main branch.\n"],
    ] as const) {
      const { job, code, output } = await run("approved", { event });
      expect([code, output, readFileSync(join(job.folder, "change.env"), "utf8")]).toEqual([0, words, ""]);
    }
    const missing = await run("approved", { more: { MERGE_REQUEST: "7" } });
    expect([missing.code, missing.output]).toEqual([
      1,
      `Nobody who may write to this project has approved ${head} since it was pushed.\n`,
    ]);
    gitLab.members = [{ id: ann.id, access_level: 30 }];
    gitLab.approvals = [{ user: ann, approved_at: "2026-11-27T10:05:00.000Z" }];
    const { job, code, output } = await run("approved", { event: mergeRequestEvent("approved") });
    expect([code, output]).toEqual([0, expect.stringContaining("payments/reports")]);
    const change = readFileSync(join(job.folder, "change.env"), "utf8");
    expect(change).toBe(`PREVIEW_NUMBER=7\nPREVIEW_COMMIT=${head}\n`);

    expect(await run("preview")).toMatchObject({ code: 0, output: "" });
    const previewed = await run("preview", { more: { PREVIEW_NUMBER: "7", PREVIEW_COMMIT: head } });
    expect([previewed.code, previewed.output]).toEqual([0, expect.stringContaining("payments/reports")]);
    // The newest commit is another one, of which nobody has approved anything.
    world.git("push", "-q", "--force", "origin", `origin/main:refs/merge-requests/7/head`);
    const moved = await run("preview", { more: { PREVIEW_NUMBER: "7", PREVIEW_COMMIT: "1".repeat(40) } });
    expect([moved.code, moved.output]).toEqual([1, `There is no commit ${"1".repeat(40)}: fetch it first.\n`]);
  });

  it("deploy, as OCI DevOps does, what is there already, and change nothing", async () => {
    const onOci = world.job("main");
    succeeded(await runAll(onOci, buildSpecSteps("build_spec_deploy.yaml"), {}, ofOci(onOci)));
    const { job, code, output } = await run("deploy");
    expect([code, output]).toEqual([0, expect.any(String)]);
    for (const { folder } of [onOci, job])
      expect(JSON.parse(readFileSync(join(folder, "up.json"), "utf8")).counts).toMatchObject({ changed: 0, failed: 0 });
    expect(readFileSync(join(job.folder, "fleet.xml"), "utf8")).toContain("prod.payments");
  });

  it("keep the catalogue and an issue of a team at night, and rotate nothing where somebody has changed something", async () => {
    const catalog = await run("catalog");
    expect([catalog.code, catalog.output]).toEqual([0, expect.stringContaining("The catalogue of prod is as it was.")]);
    world.git("fetch", "-q", "origin");
    expect(world.git("rev-list", "--count", "origin/idcs-apps-catalog")).toBe("1");
    const administrator = await administratorOf(world.domain);
    const { Resources } = await administrator.list("Apps", { query: { filter: 'displayName sw "payments"' } });
    expect(Resources).toHaveLength(1);
    await administrator.changeStatus(String(Resources[0]?.id), false);
    const { code, output } = await run("watch", { more: { ROTATE_AT_NIGHT: "true" } });
    expect([code, output]).toEqual([0, expect.stringContaining("prod/payments: opened an issue")]);
    expect(gitLab.issues.map(({ title }) => title)).toEqual(["prod/payments: 1 difference from the manifests"]);
  });
});

describe("the nightly build of OCI DevOps", () => {
  it("fails by its exit code if there is drift, after it has written the catalogue", async () => {
    const job = world.job("main");
    const done = await runAll(job, buildSpecSteps("build_spec_nightly.yaml"), {}, ofOci(job));
    expect(codes(done)).toEqual([
      ["Install Node, unless it is recent", 0],
      ["Publish the catalogue", 0],
      ["Look for drift, and for what is due", 2],
    ]);
    expect(done[2]?.output).toContain("payments/ledger-sync");
  });
});

/** The parameters of a build pipeline of OCI DevOps. */
const ofOci = (job: JobFolder): Readonly<Record<string, string>> => ({
  OCI_PRIMARY_SOURCE_DIR: job.folder,
  ENVIRONMENT: "prod",
  PULUMI_BACKEND_URL: world.backend,
  IDENTITY_DOMAIN_URL: world.domain.url,
});

describe("the tests above", () => {
  it("have run every shell step and every script of examples/pipelines", () => {
    expect([...world.ran.keys()].sort()).toEqual(everyShellStep());
    const texts = Object.entries(scripts());
    const used = [...world.ran.values(), ...texts.map(([, text]) => text)].join("\n");
    expect(texts.map(([name]) => name).filter((name) => !used.includes(`/${name}`))).toEqual([]);
  });

  it("have left nothing behind that a name, a title or a branch would have run", () => {
    expect(world.jobFiles().filter((file) => /(^|\/)owned$/.test(file))).toEqual([]);
  });
});

describe("the workflows of GitHub", () => {
  it.each(["review.yml", "review-comment.yml", "preview.yml", "deploy.yml", "nightly.yml"])(
    "%s gives no job more than it names",
    (file) => {
      expect(workflow(file).permissions).toEqual({});
    },
  );

  it("has nothing to write with, and no secret, in the job of a pull request", () => {
    const job = workflow("review.yml").jobs.review;
    expect(job?.permissions).toEqual({ contents: "read", "pull-requests": "read" });
    expect(JSON.stringify(job)).not.toMatch(/secrets\.|id-token|environment/);
  });
});

/** What no step of a pull request may read: keys, the passphrase, the secrets of the clients. */
function secretsOfTheWorld(): string[] {
  const key = readFileSync(join(world.domain.dataFolder, "admin-key.pem"), "utf8").split("\n");
  const { PULUMI_CONFIG_PASSPHRASE = "" } = world.secrets;
  return [
    PULUMI_CONFIG_PASSPHRASE,
    String(key[5]),
    "secret-of-the-exchange",
    "secret-of-the-state",
    ...world.clientSecrets(),
  ];
}
