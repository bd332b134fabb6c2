import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gitHubState, pullRequest, repository, startGitHub, token } from "../pipelines/github-stand-in.ts";
import { buildSpecSteps, gitHubSteps, gitLabStep, type ShellStep, workflow } from "../pipelines/steps.ts";
import { createPipelineWorld, type Done, type JobFolder, type PipelineWorld } from "./pipelines-world.ts";

const team = (clients: string) => `team: payments\nowner: payments@example.com\nclients:\n${clients}`;
const ledger =
  "  - name: ledger-sync\n    grantTypes: [client_credentials]\n    access: [{ service: integration, instance: finance, roles: [ServiceDeveloper] }]\n";
const reports =
  "  - name: reports\n    grantTypes: [client_credentials]\n    access: [{ service: integration, instance: finance, roles: [ServiceInvoker] }]\n";

const state = gitHubState();
let world: PipelineWorld;
let forge: Awaited<ReturnType<typeof startGitHub>>;

beforeAll(async () => {
  world = await createPipelineWorld({ "teams/payments.yaml": team(ledger) });
  forge = await startGitHub(state);
});
afterAll(async () => {
  await forge.close();
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
  for (const step of steps) done.push(await job.run(step, context, { ...more, ...withKey(step) }));
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

  it("publishes the catalogue once for each change, at night", async () => {
    const job = world.job("main");
    const steps = gitHubSteps("nightly.yml", "catalog");
    const first = succeeded(await runAll(job, steps, privileged(), ofGitHub(job)));
    expect(first[1]?.output).toBe(
      "There is no branch idcs-apps-catalog yet: the nightly run writes it.\nWrote the catalogue of prod to the branch idcs-apps-catalog.\n",
    );
    const again = succeeded(await runAll(job, steps, privileged(), ofGitHub(job)));
    expect(again[1]?.output).toBe("The catalogue of prod is as it was.\n");
    world.git("fetch", "-q", "origin");
    expect(world.git("ls-tree", "--name-only", "origin/idcs-apps-catalog")).toBe("prod.json");
    expect(world.git("rev-list", "--count", "origin/idcs-apps-catalog")).toBe("1");
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
    expect(readFileSync(join(job.temp, "gh"), "utf8")).toContain("gh run list");
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

  it("refuses to preview what nobody approved, and then previews the approved manifests with the main branch's program", async () => {
    const head = world.commit("refs/pull/7/head", {
      "teams/payments.yaml": team(ledger + reports),
      "teams/secret.yaml": { link: "/etc/passwd" },
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
    state.reviews = [{ user: { login: "ann" }, state: "APPROVED", commit_id: clean }];
    succeeded(await approved("8"));

    const job = world.job("main");
    const context = { ...privileged(), "needs.approved.outputs.number": "8", "needs.approved.outputs.commit": clean };
    const done = succeeded(await runAll(job, gitHubSteps("preview.yml", "preview"), context, ofGitHub(job)));
    expect(done[0]?.output).toContain("Not previewed, because only teams/ is: 1 other changed files.");
    expect(done[1]?.output).toContain("payments/reports");
    expect(readFileSync(join(job.temp, "summary"), "utf8")).toContain("payments/reports");
  });
});

describe("the reviews of the other forges", () => {
  it("show the same, without a secret", async () => {
    const head = world.commit("refs/heads/add-client", { "teams/payments.yaml": team(ledger + reports) });
    const secrets = secretsOfTheWorld();
    const onGitLab = world.job("add-client");
    const gitLab = await onGitLab.run(
      gitLabStep("review"),
      {},
      { CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main", CI_COMMIT_SHA: head, HEAD: "" },
    );
    expect([gitLab.code, gitLab.output]).toEqual([0, expect.stringContaining("payments/reports")]);
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
      ...[gitLab, ...oci].map(({ name, env, output }) => ({ file: name, text: JSON.stringify(env) + output })),
    ];
    expect(
      readable.flatMap(({ file, text }) => secrets.filter((secret) => text.includes(secret)).map(() => file)),
    ).toEqual([]);
  });

  it("deploy with OCI DevOps what is there already, and change nothing", async () => {
    const job = world.job("main");
    const more = {
      OCI_PRIMARY_SOURCE_DIR: job.folder,
      ENVIRONMENT: "prod",
      PULUMI_BACKEND_URL: world.backend,
      IDENTITY_DOMAIN_URL: world.domain.url,
    };
    succeeded(await runAll(job, buildSpecSteps("build_spec_deploy.yaml"), {}, more));
    expect(JSON.parse(readFileSync(join(job.folder, "up.json"), "utf8")).counts).toMatchObject({
      changed: 0,
      failed: 0,
    });
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
