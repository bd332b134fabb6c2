import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { changedStacks, type FleetReport, teamsToRotate } from "../../examples/pipelines/forge/fleet-reports.ts";
import { gitHub } from "../../examples/pipelines/forge/github.ts";
import { trackTeams } from "../../examples/pipelines/forge/track-teams.ts";
import { type GitHubState, gitHubState, repository, type StandIn, startGitHub, token } from "./github-stand-in.ts";

let state: GitHubState;
let standIn: StandIn;

beforeEach(async () => {
  state = gitHubState();
  standIn = await startGitHub(state);
});
afterEach(() => standIn.close());

const forge = () => gitHub({ apiUrl: standIn.url, repository, token });

interface Looked {
  outcome?: string;
  due?: { kind: string; what: string }[];
  found?: string;
}

/** The reports of a night: by team, what was found. */
function night(teams: Record<string, Looked>): [FleetReport, FleetReport] {
  const stackOf = (team: string) => ({ stack: `prod.${team}`, ...(team !== "environment" && { team }) });
  const drift = Object.entries(teams).map(([team, { outcome, found }]) => ({
    ...stackOf(team),
    outcome: outcome ?? (found === undefined ? "unchanged" : "would-change"),
    reasons: [],
  }));
  const status = Object.entries(teams).map(([team, { due = [] }]) => ({
    ...stackOf(team),
    outcome: due.length > 0 ? "would-change" : "unchanged",
    reasons: due,
  }));
  const entries = Object.entries(teams).flatMap(([team, { found }]) =>
    found === undefined
      ? []
      : [{ what: found, drift: true, where: [{ name: `${team}/robot`, by: "John Doe", at: "2026-11-24T21:03:00Z" }] }],
  );
  return [
    { operation: "drift", environment: "prod", stacks: drift, drift: entries },
    { operation: "status", environment: "prod", stacks: status },
  ];
}

const track = (teams: Record<string, Looked>) => trackTeams(forge(), ...night(teams));
const open = () => state.issues.map(({ number, title, state }) => [number, title, state]);
const found = "was deactivated";
const due = [{ kind: "rotation-due", what: "payments/robot is to be rotated since 2026-11-20" }];

describe("the issue of a team", () => {
  it("is opened, rewritten, closed and opened again as the nights go by, and is always the same one", async () => {
    expect(await track({ payments: { found }, shop: {} })).toEqual(["prod/payments: opened an issue"]);
    expect(state.issues[0]?.body).toBe(
      [
        "<!-- idcs-apps team: prod/payments -->",
        "The identity domain differs from the manifests:",
        "",
        "```text",
        "payments/robot: was deactivated (by John Doe, 2026-11-24 21:03 UTC)",
        "```",
        "",
        "`npm run idcs-apps -- drift accept <team>/<client> --stack prod.payments` writes what is to stay into the manifest. What is to go is put right by a run that somebody starts: nothing here does it by itself.",
        "",
        "This issue is rewritten every night, and closed when nothing is left.",
      ].join("\n"),
    );
    expect(await track({ payments: { found }, shop: {} })).toEqual([]);
    expect(await track({ payments: { found, due }, shop: {} })).toEqual(["prod/payments: rewrote issue 100"]);
    expect(open()).toEqual([[100, "prod/payments: 1 difference from the manifests, 1 due", "open"]]);
    expect(await track({ payments: {}, shop: {} })).toEqual(["prod/payments: closed issue 100, nothing is left"]);
    expect(await track({ payments: { due }, shop: {} })).toEqual(["prod/payments: opened issue 100 again"]);
    expect(open()).toEqual([[100, "prod/payments: 1 due", "open"]]);
    expect(state.changes).toHaveLength(4);
  });

  it("stays as it is if the team's stack could not be looked at", async () => {
    await track({ payments: { found } });
    expect(await track({ payments: { outcome: "failed" } })).toEqual([
      "prod/payments: not looked at, its issue stays as it is",
    ]);
    expect(open()).toEqual([[100, "prod/payments: 1 difference from the manifests", "open"]]);
  });

  it("is closed when the team has left the environment, and not one of another environment", async () => {
    await track({ payments: { found } });
    const other = {
      ...(state.issues[0] as GitHubState["issues"][0]),
      number: 7,
      body: "<!-- idcs-apps team: dev/shop -->",
    };
    state.issues.push(other);
    expect(await track({ shop: {} })).toEqual([
      "prod/payments: closed issue 100, the team is not in the environment any more",
    ]);
    expect(other.state).toBe("open");
  });

  it("is never one that somebody else wrote, nor a pull request", async () => {
    const body = "<!-- idcs-apps team: prod/payments -->";
    const issue = { id: 1, title: "Mine", body, state: "open", labels: ["idcs-apps"] };
    state.issues = [
      { ...issue, number: 1, user: { login: "mallory" } },
      { ...issue, number: 2, user: { login: "github-actions[bot]" }, pull_request: {} },
    ];
    expect(await track({ payments: { found } })).toEqual(["prod/payments: opened an issue"]);
    expect(state.changes.map(({ method, path }) => [method, path])).toEqual([["POST", "/issues"]]);
  });

  it("shows what stands in the domain as code that nothing in it can end, on one line", async () => {
    await track({ payments: { found: 'URL "```\n@everyone [x](javascript:1) <img>\u202e" was added' } });
    expect(state.issues[0]?.body).toContain(
      '\n````text\npayments/robot: URL "``` @everyone [x](javascript:1) <img> " was added (by John Doe, 2026-11-24 21:03 UTC)\n````\n',
    );
  });

  it("has room for a team where everything was changed", async () => {
    const [drift, status] = night({ payments: { found } });
    const [entry] = drift.drift ?? [];
    if (entry === undefined) throw new Error("there is an entry");
    const where = Array.from({ length: 5000 }, (_, at) => ({ name: `payments/robot-${at}` }));
    await trackTeams(forge(), { ...drift, drift: [{ ...entry, what: "x".repeat(1000), where }] }, status);
    expect(state.issues[0]?.body.length).toBeLessThan(65_536);
    expect(state.issues[0]?.body).toContain("… and 4800 more");
  });
});

describe("a nightly run", () => {
  it("rotates teams with nothing but due rotations, and none with drift or whose drift is unknown", () => {
    const other = { kind: "inputs", what: "its manifest changed" };
    const [drift, status] = night({
      due: { due },
      drifted: { due, found },
      failed: { due, outcome: "failed" },
      changed: { due: [...due, other] },
      fine: {},
    });
    expect(teamsToRotate(status, drift)).toEqual(["due"]);
  });
});

describe("a deployment", () => {
  it("verifies the stacks that it changed", () => {
    const stack = (team: string, outcome: string) => ({ stack: `prod.${team}`, team, outcome, reasons: [] });
    const stacks = [stack("payments", "changed"), stack("shop", "unchanged"), stack("tax", "failed")];
    expect(changedStacks({ operation: "up", environment: "prod", stacks })).toEqual(["prod.payments"]);
  });
});
