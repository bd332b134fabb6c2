import { afterEach, describe, expect, it } from "vitest";
import { renderFleet } from "../../../cli/fleet/render.ts";
import { exitCodeOf } from "../../../cli/fleet/report.ts";
import { createFleet, type FleetTestWorld, ordersApi, outcomes, reasonKinds, team } from "./world.ts";

const ordersAccess = "[{ app: Orders API, scopes: [read] }]";

let world: FleetTestWorld;
afterEach(() => world?.close());

/** Three teams: `reports` uses the API of `shop`, `payments` none. */
function threeTeams(): FleetTestWorld {
  world = createFleet({
    "teams/payments.yaml": team("payments"),
    "teams/reports.yaml": team("reports", { access: ordersAccess }),
    "teams/shop.yaml": team("shop", { more: ordersApi }),
  });
  return world;
}

const failing = () => ({ changes: [], warnings: [], failure: "the domain said no" });

describe("a fleet", () => {
  it("is refused if the environment is provisioned as one stack, and says how to move it", async () => {
    threeTeams();
    const one = { name: "prod", resources: 7, pending: 0, isLocked: false, updates: [], isChangedSince: false };
    world.stored.set("prod", one);
    await expect(world.run("up")).rejects.toThrow(
      'The environment "prod" is provisioned as one stack, "prod", which has 7 resources: a stack for each team would create its clients a second time. Move them with their IDs and secrets: `idcs-apps fleet split --env prod`.',
    );
    expect(world.calls).toEqual([]);
  });

  it("refuses a team that does not exist, with the nearest name", async () => {
    threeTeams();
    await expect(world.run("up", { teams: ["payment"] })).rejects.toThrow(
      '"payment" is not a team with something in "prod" (it has payments, shop, reports). Did you mean "payments"?',
    );
  });

  it("runs the stack that has an API before those that use it", async () => {
    threeTeams();
    expect(outcomes(await world.run("up", { parallel: 3 }))).toEqual({
      "prod.payments": "changed",
      "prod.shop": "changed",
      "prod.reports": "changed",
    });
    const order = world.calls.map(({ stack }) => stack);
    expect(order.indexOf("prod.shop")).toBeLessThan(order.indexOf("prod.reports"));
  });

  it("runs the environment's own stack before all others", async () => {
    threeTeams();
    world.write(
      "environments/prod.yaml",
      "identityDomain: { url: https://idcs-0123.identity.oraclecloud.com }\nnetworkPerimeters: [{ name: Office, addresses: [192.0.2.1] }]\n",
    );
    await world.run("up", { parallel: 3 });
    expect(world.calls[0]?.stack).toBe("prod.environment");
    expect(world.calls).toHaveLength(4);
  });

  it("goes on if a team fails, and skips only those that use its API", async () => {
    threeTeams();
    world.behaviour.set("prod.shop", failing);
    const report = await world.run("up");
    expect(outcomes(report)).toEqual({ "prod.payments": "changed", "prod.shop": "failed", "prod.reports": "skipped" });
    expect(exitCodeOf(report)).toBe(1);
    expect(renderFleet({ ...report, seconds: 3 })).toBe(`prod.shop: failed
  the domain said no

prod.reports: skipped
  prod.shop failed or was not run, and has an API that it uses.

prod.payments: changed
  ~ DomainsApp changed

fleet up of "prod" in https://idcs-0123.identity.oraclecloud.com: 3 stacks, 1 failed, 1 skipped, 1 changed, 3 s.
Put right what failed, then \`idcs-apps fleet up --env prod --changed\`: it runs what failed and what is left.`);
    world.behaviour.clear();
    expect(outcomes(await world.run("up", { changed: true }))).toEqual({
      "prod.payments": "unchanged",
      "prod.shop": "changed",
      "prod.reports": "changed",
    });
  });

  it("reports a wrong manifest as that team's problem alone", async () => {
    threeTeams();
    world.write("teams/payments.yaml", "team: payments\nowner: nobody\nclients: []\n");
    const report = await world.run("up");
    expect(outcomes(report)).toEqual({ "prod.payments": "failed", "prod.shop": "changed", "prod.reports": "changed" });
    expect(report.stacks[0]?.problem).toContain("teams/payments.yaml:2:8  owner:");
  });

  it("names a file that does not say whose it is, and fails", async () => {
    threeTeams();
    await world.run("up");
    world.write("teams/payments.yaml", "clients: [");
    const report = await world.run("status");
    expect(outcomes(report)).toMatchObject({ "prod.payments": "gone", "prod.shop": "unchanged" });
    expect(report.problems).toEqual([expect.stringContaining("teams/payments.yaml:1:")]);
    expect(exitCodeOf(report)).toBe(1);
  });

  it("begins no other stack once it is cancelled, and the next run goes on", async () => {
    threeTeams();
    const cancelling = new AbortController();
    world.behaviour.set("prod.payments", () => {
      cancelling.abort();
      return { changes: [], warnings: [], failure: "cancelled" };
    });
    const report = await world.run("up", { parallel: 1 }, { signal: cancelling.signal });
    expect(outcomes(report)).toEqual({
      "prod.payments": "interrupted",
      "prod.shop": "not-run",
      "prod.reports": "not-run",
    });
    expect(exitCodeOf(report)).toBe(1);
    world.behaviour.clear();
    const { counts } = await world.run("up", { changed: true });
    expect(counts.changed).toBe(3);
  });

  it("recovers a stack whose run was killed before it runs it", async () => {
    threeTeams();
    await world.run("up");
    const killed = world.stored.get("prod.shop");
    if (killed) world.stored.set("prod.shop", { ...killed, isLocked: true, pending: 1 });
    const report = await world.run("up", { changed: true });
    expect(reasonKinds(report)).toEqual({ "prod.shop": ["locked", "interrupted"] });
    expect(world.recovered).toEqual(["prod.shop"]);
  });
});

describe("fleet up --changed", () => {
  it("runs nothing if nothing changed, with one request to the domain", async () => {
    threeTeams();
    await world.run("up");
    world.calls.length = 0;
    world.wait(1);
    const report = await world.run("up", { changed: true });
    expect(report.counts.unchanged).toBe(3);
    expect(world.calls).toEqual([]);
    expect(world.requests).toHaveLength(1);
  });

  it("runs a team whose manifest says something else, and no other", async () => {
    threeTeams();
    await world.run("up");
    world.write("teams/payments.yaml", team("payments").replace("payments@", "billing@"));
    expect(reasonKinds(await world.run("status"))).toEqual({ "prod.payments": ["inputs"] });
  });

  it("does not run a team for a comment, or for what its file says about another environment", async () => {
    threeTeams();
    world.write("environments/test.yaml", "identityDomain: { url: https://idcs-4567.identity.oraclecloud.com }\n");
    await world.run("up");
    world.write(
      "teams/payments.yaml",
      `# a comment\n${team("payments").replace("prod: {}", "prod: {}, test: { active: false }")}`,
    );
    expect(reasonKinds(await world.run("status"))).toEqual({});
  });

  it("runs the users of an API if the API changes", async () => {
    threeTeams();
    await world.run("up");
    world.write(
      "teams/shop.yaml",
      team("shop", { more: ordersApi.replace("{ value: read }", "{ value: read }, { value: write }") }),
    );
    expect(reasonKinds(await world.run("status"))).toEqual({ "prod.reports": ["inputs"], "prod.shop": ["inputs"] });
  });

  it("runs every team if the configuration or the environment's URL changes", async () => {
    threeTeams();
    await world.run("up");
    world.write(
      "Pulumi.prod.yaml",
      "config:\n  oci:tenancyOcid: ocid1.tenancy.oc1..one\n  oci:userOcid: ocid1.user.oc1..two\n  oci:fingerprint: aa:bb\n",
    );
    expect((await world.run("status")).counts.wouldChange).toBe(3);
  });

  it("runs a stack that was changed without the fleet", async () => {
    threeTeams();
    await world.run("up");
    const shop = world.stored.get("prod.shop");
    const payments = world.stored.get("prod.payments");
    if (!shop || !payments) throw new Error("not provisioned");
    const byHand = { kind: "update", result: "succeeded", endTime: 1, isWithoutChanges: true };
    world.stored.set("prod.shop", { ...shop, updates: [byHand, ...shop.updates] });
    world.stored.set("prod.payments", { ...payments, isChangedSince: true });
    expect(reasonKinds(await world.run("status"))).toEqual({
      "prod.shop": ["not-by-fleet"],
      "prod.payments": ["not-by-fleet"],
    });
  });

  it("does not run a stack because of a refresh that found nothing", async () => {
    threeTeams();
    await world.run("up");
    for (const name of world.stored.keys()) world.behaviour.set(name, () => ({ changes: [], warnings: [] }));
    await world.run("refresh");
    expect(reasonKinds(await world.run("status"))).toEqual({});
  });

  it("runs with a refresh what was changed or deleted in the domain by hand", async () => {
    threeTeams();
    await world.run("up");
    world.byHand.set("payments/job", new Date("2026-11-25T08:00:00Z"));
    world.byHand.set("reports/job", null);
    world.calls.length = 0;
    world.wait(2);
    const report = await world.run("up", { changed: true });
    expect(report.stacks.flatMap(({ reasons }) => reasons)).toEqual([
      {
        kind: "drifted",
        what: "payments/job: it was changed 2026-11-25T08:00:00.000Z by John Doe, after the last run",
      },
      { kind: "drifted", what: "reports/job: its application is not in the domain" },
    ]);
    expect(world.calls.map(({ stack, run }) => [stack, run.refresh])).toEqual([
      ["prod.payments", true],
      ["prod.reports", true],
    ]);
  });

  it("runs a team whose client secret has reached its age", async () => {
    threeTeams();
    world.write(
      "teams/payments.yaml",
      team("payments").replace("    access", "    secret: { every: 30d }\n    access"),
    );
    world.tags.set("payments/job", { "secret-version": "1", "secret-since": "2026-11-24" });
    await world.run("up");
    world.wait(29);
    expect(reasonKinds(await world.run("status"))).toEqual({});
    world.wait(1);
    const report = await world.run("status");
    expect(report.stacks.flatMap(({ reasons }) => reasons)).toEqual([
      { kind: "secret-due", what: "payments/job: its client secret is from 2026-11-24, and is replaced every 30 days" },
    ]);
    // The run of a stack with a pinned day would do nothing.
    world.write("Pulumi.prod.payments.yaml", "config: { idcs-apps:asOf: 2026-12-01 }\n");
    const pinned = await world.run("status");
    expect(pinned.stacks.flatMap(({ reasons }) => reasons.map(({ kind }) => kind))).toEqual(["inputs"]);
  });
});

describe("a team without a manifest", () => {
  it("is named with what to do, and nothing of it is run or destroyed", async () => {
    threeTeams();
    await world.run("up");
    world.remove("teams/payments.yaml");
    world.calls.length = 0;
    for (const operation of ["status", "preview", "up"] as const) {
      const report = await world.run(operation, { changed: true });
      expect(outcomes(report)).toMatchObject({ "prod.payments": "gone" });
    }
    expect(world.calls).toEqual([]);
    expect(renderFleet({ ...(await world.run("status")), seconds: 1 })).toBe(`prod.payments: without a manifest
  because no manifest declares the team "payments", and the stack still has 2 resources
  Nothing is destroyed unasked. If the file of the team was lost or renamed, put it back; if its clients belong to another team now, move them (docs/changes.md). To delete its clients with their IDs and secrets: \`idcs-apps fleet destroy --env prod --team payments\`.

fleet status of "prod" in https://idcs-0123.identity.oraclecloud.com: 3 stacks, 1 without a manifest, 2 unchanged, 1 s.`);
  });
});

describe("fleet destroy", () => {
  it("destroys nothing without consent, and says what would be lost", async () => {
    threeTeams();
    await world.run("up");
    world.calls.length = 0;
    await expect(world.run("destroy", { teams: ["payments"] })).rejects.toThrow(`This would delete, for good:
  prod.payments: 2 resources
    payments/job: client ID payments_job, with its secret
There is no terminal to ask in: use --yes if that is meant.`);
    await expect(
      world.run("destroy", { teams: ["payments"] }, { agree: () => Promise.resolve(false) }),
    ).rejects.toThrow('Nothing was destroyed in "prod".');
    expect(world.calls).toEqual([]);
  });

  it("destroys users of an API before the API, and keeps the API if a user could not be destroyed", async () => {
    threeTeams();
    await world.run("up");
    world.calls.length = 0;
    const agree = () => Promise.resolve(true);
    world.behaviour.set("prod.reports", failing);
    expect(outcomes(await world.run("destroy", {}, { agree }))).toEqual({
      "prod.payments": "changed",
      "prod.shop": "skipped",
      "prod.reports": "failed",
    });
    world.behaviour.clear();
    await world.run("destroy", {}, { agree });
    expect(world.calls.map(({ stack }) => stack).slice(-2)).toEqual(["prod.reports", "prod.shop"]);
  });

  it("destroys a team without a manifest if it is asked for", async () => {
    threeTeams();
    await world.run("up");
    world.remove("teams/payments.yaml");
    const report = await world.run("destroy", { teams: ["payments"] }, { agree: () => Promise.resolve(true) });
    expect(outcomes(report)).toEqual({ "prod.payments": "changed" });
    expect(outcomes(await world.run("status"))).toEqual({ "prod.shop": "unchanged", "prod.reports": "unchanged" });
  });
});
