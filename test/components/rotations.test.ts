import { describe, expect, it } from "vitest";
import { DomainLookUp } from "../../components/look-up/domain-look-up.ts";
import { resolveNames } from "../../components/look-up/resolve-names.ts";
import type { Brakes } from "../../components/parts/rotation-brakes.ts";
import type { SecretRun } from "../../components/parts/secret-tags.ts";
import { declareStack } from "../../components/stack/declare-stack.ts";
import { type Published, withRotations } from "../../components/stack/rotations.ts";
import { stackOutputs } from "../../components/stack/stack-outputs.ts";
import { loadStack } from "../../manifest/load-stack.ts";
import { filesOf } from "../../manifest/yaml/files.ts";
import { type Finding, problemAt, renderProblem } from "../../manifest/yaml/problem.ts";
import { allRegistered, lookedUp, registered, settled, startRecording } from "./recorder.ts"; // project "idcs-apps", stack "dev"

const url = "https://idcs-1.identity.oraclecloud.com";
const ids = { A: "payments_ledger_dev", B: "payments_ledger_dev_b" };

const live = (half: "A" | "B", tags: Record<string, string>) => ({
  id: half,
  displayName: half,
  name: ids[half],
  active: true,
  isOauthClient: true,
  tags: Object.entries({
    "managed-by": "idcs-apps",
    stack: "idcs-apps/dev",
    team: "payments",
    client: "ledger",
    ...(half === "B" && { "rotation-half": "B" }),
    ...tags,
  }).map(([key, value]) => ({ key, value })),
});
const inUse = (since: string) => ({ "rotation-state": "current", "rotation-secret": "5", "rotation-since": since });
const closed = { "rotation-state": "closed", "rotation-secret": "4" };

/** What a run decides for the client `payments/ledger`. @param shows the half that the outputs show */
async function decide(keys: string, applications: object[], shows?: "A" | "B", settings: Partial<SecretRun> = {}) {
  startRecording(() => ({ apps: applications, totalResults: applications.length }));
  const manifest = `team: payments\nowner: payments@example.com\nclients:\n  - { name: ledger, grantTypes: [password]${keys} }\n`;
  const stack = loadStack("dev", {
    files: filesOf({
      "environments/dev.yaml": `identityDomain: { url: "${url}" }\n`,
      "teams/payments.yaml": manifest,
    }),
  });
  const lookUp = new DomainLookUp(url);
  const run = { asOf: "2026-04-01", isPostponed: false, ...settings };
  const published: Published = shows && new Map([["payments/ledger", ids[shows]]]);
  const named = await resolveNames(stack, lookUp);
  const { resolved, refusals } = await withRotations(named, stack.teams, lookUp, run, () => Promise.resolve(published));
  const shown = ({ node, path, message }: Finding) => renderProblem(problemAt(node, path, message));
  return {
    stack,
    resolved,
    requests: lookedUp.length,
    plan: resolved.clients[0]?.rotation,
    said: [...resolved.warnings, ...resolved.information].map(shown),
    refusals: refusals.map(shown),
  };
}

const every = ", rotation: { every: 90d, grace: 7d }";
const place = "teams/payments.yaml:4:55  clients[0].rotation:";

describe("withRotations", () => {
  it("sends only the request that every run makes for a stack that rotates no client and never did", async () => {
    expect(await decide("", [live("A", {})])).toMatchObject({ requests: 1, plan: undefined, said: [], refusals: [] });
  });

  it.each([
    [
      "says how a rotation begins: nothing is rotated, whatever the version",
      [live("A", { "secret-version": "1" })],
      "A",
      { current: "A", step: { kind: "keeps" } },
      'this run creates the second application, and the client secret stays: it is rotated by an age of 90 days, or another "version" than 1, in a later run.',
    ],
    [
      "rotates a client that is due",
      [live("A", inUse("2026-01-01")), live("B", closed)],
      "A",
      { current: "B", step: { kind: "rotates", half: "B" } },
      'the client secret is 90 days old (since 2026-01-01), every: 90d: this run gives "payments_ledger_dev_b" a new client secret, obtains a token with it, and shows it in the outputs. The pair in use works until 7 days after a later run has found the new one in the outputs.',
    ],
    [
      "says since when the previous pair waits for its grace",
      [
        live("A", inUse("2025-01-01")),
        live("B", { ...inUse("2026-03-30"), "rotation-state": "tested", "rotation-secret": "6" }),
      ],
      "A",
      { current: "B", previous: "A", step: { kind: "keeps" } },
      '"payments_ledger_dev" works on: its grace begins with the first run that finds the new pair in the outputs.',
    ],
    [
      "says until when the previous pair works",
      [
        live("A", { ...inUse("2025-01-01"), "rotation-state": "previous", "rotation-until": "2026-04-02" }),
        live("B", inUse("2026-03-20")),
      ],
      "B",
      { current: "B", previous: "A", step: { kind: "keeps" } },
      '"payments_ledger_dev", the previous client ID, works until 2026-04-02: the first `pulumi up` from then on ends its secret.',
    ],
    [
      "closes the previous pair after its grace",
      [
        live("A", { ...inUse("2025-01-01"), "rotation-state": "previous", "rotation-until": "2026-04-01" }),
        live("B", inUse("2026-03-20")),
      ],
      "B",
      { current: "B", step: { kind: "closes", half: "A" } },
      'the grace of "payments_ledger_dev" is over: this run ends its client secret.',
    ],
    [
      "waits with a rotation that is due during the grace of the last one",
      [
        live("A", { ...inUse("2025-01-01"), "rotation-state": "previous", "rotation-until": "2026-04-02" }),
        live("B", inUse("2025-06-01")),
      ],
      "B",
      { current: "B", step: { kind: "waits", half: "A" } },
      'the client secret is 304 days old (since 2025-06-01), every: 90d: the next rotation waits for the end of the grace of "payments_ledger_dev", 2026-04-02.',
    ],
    [
      "stops after three tries",
      [
        live("A", inUse("2026-01-01")),
        live("B", {
          ...{ "rotation-state": "staged", "rotation-secret": "4", "rotation-version": "1" },
          ...{ "rotation-tries": "3", "rotation-failure": "invalid_scope" },
        }),
      ],
      "A",
      { current: "A", step: { kind: "stops", half: "B" } },
      'the rotation has stopped: the new secret of "payments_ledger_dev_b" got no token in 3 tries, the last time because of invalid_scope. The pair in use works as before. Remove the cause, then write "version: 2" into "rotation" to try again.',
    ],
  ] as const)("%s", async (_, applications, shows, plan, message) => {
    expect(await decide(every, [...applications], shows)).toMatchObject({
      requests: 1,
      plan,
      said: [`${place} ${message}`],
      refusals: [],
    });
  });

  it("begins no more rotations than one run may, the oldest secrets first, and not on other days of the week", async () => {
    const of = (client: string, half: "A" | "B", tags: Record<string, string>) => {
      const app = live(half, { client, ...tags });
      return { ...app, name: `${app.name}_${client}` };
    };
    const applications = ["one", "two", "three"].flatMap((client, index) => [
      of(client, "A", inUse(`2025-0${3 - index}-01`)),
      of(client, "B", closed),
    ]);
    const keys = `${every} }\n  - { name: two, grantTypes: [password]${every} }\n  - { name: three, grantTypes: [password]${every}`;
    const stepsWith = async (brakes: Brakes) => {
      const { resolved, said } = await decide(keys, applications, undefined, { brakes });
      const steps = resolved.clients.map(({ client, rotation }) => `${client.name} ${rotation?.step.kind}`);
      return { steps: steps.filter((step) => !step.startsWith("ledger")), said };
    };
    const { steps, said } = await stepsWith({ rotationsPerRun: 1 });
    expect(steps).toEqual(["three rotates", "two postpones"]);
    expect(said.filter((line) => line.includes("postpones"))).toEqual([
      expect.stringMatching(/every: 90d: this run postpones the rotation \(rotationsPerRun: 1\)\.$/),
    ]);
    expect((await stepsWith({ rotationDays: ["wed"] })).steps).toEqual(["three rotates", "two rotates"]);
    const thursday = await stepsWith({ rotationDays: ["thu"] });
    expect(thursday.steps).toEqual(["three postpones", "two postpones"]);
    expect(thursday.said[0]).toContain("this run postpones the rotation (rotationDays: thu).");
  });

  it.each([
    ["noRotation", "", true],
    ["the client is not active", ", active: false", false],
    ["the client is retired", ", state: retired", false],
  ])("postpones because of %s", async (reason, keys, isPostponed) => {
    const applications = [live("A", inUse("2026-01-01")), live("B", closed)];
    const { plan, said } = await decide(`${every}${keys}`, applications, "A", { isPostponed });
    expect(plan?.step).toEqual({ kind: "postpones" });
    expect(said).toEqual([
      `${place} the client secret is 90 days old (since 2026-01-01), every: 90d: this run postpones the rotation (${reason}).`,
    ]);
  });
});

describe("the end of a rotation", () => {
  const unused = [live("A", inUse("2026-01-01")), live("B", closed)];

  it("without consent is refused, because it deletes an application", async () => {
    expect((await decide("", unused, "A")).refusals).toEqual([
      'teams/payments.yaml:4:5  clients[0]: "rotation" was removed, which deletes the application "payments_ledger_dev_b": write "rotation: none" if that is meant. The key may go after the next `pulumi up`.',
    ]);
  });

  it("with consent says what is deleted", async () => {
    expect(await decide(", rotation: none", unused, "A")).toMatchObject({
      plan: undefined,
      said: [`${place} the rotation ends: "payments_ledger_dev_b" is deleted. Nobody uses it.`],
      refusals: [],
    });
  });

  it.each([
    ["B is in use", [live("A", closed), live("B", inUse("2026-01-01"))]],
    ["B was in use until lately", [live("A", inUse("2026-01-01")), live("B", { "rotation-state": "previous" })]],
    ["A does not exist", [live("B", closed)]],
  ])("is refused with consent too while %s", async (_, applications) => {
    const { refusals } = await decide(", rotation: none", applications, "B");
    expect(refusals).toHaveLength(1);
    expect(refusals[0]).toContain("the rotation cannot end now");
  });
});

describe("a rotated client", () => {
  it("has two applications with the same access, tags of their own, and the pairs of both as outputs", async () => {
    const { stack, resolved } = await decide(every, [live("A", inUse("2026-01-01")), live("B", closed)], "A");
    startRecording();
    const outputs = stackOutputs(declareStack({ ...stack, resolved }));
    await allRegistered();
    const apps = registered.filter(({ type }) => type === "oci:Identity/domainsApp:DomainsApp");
    const tagsOf = (index: number) =>
      Object.fromEntries(
        apps[index]?.inputs.tags.map(({ key, value }: { key: string; value: string }) => [key, value]),
      );
    expect(apps.map(({ name, inputs }) => [name, inputs.displayName, inputs.name])).toEqual([
      ["payments/ledger", "payments-ledger", ids.A],
      ["payments/ledger (B)", "payments-ledger (B)", ids.B],
    ]);
    const { displayName: _, name: __, tags: ___, ...first } = apps[0]?.inputs ?? {};
    expect(apps[1]?.inputs).toMatchObject(first);
    expect(tagsOf(0)).toMatchObject({
      client: "ledger",
      "rotation-half": "A",
      ...inUse("2026-01-01"),
      "rotation-version": "1",
    });
    expect(tagsOf(1)).toMatchObject({
      client: "ledger",
      "rotation-half": "B",
      "rotation-state": "tested",
      "rotation-secret": "6",
    });
    for (const index of [0, 1]) expect(tagsOf(index)).not.toHaveProperty("secret-version");
    const pairs = outputs.clientPairs?.["payments/ledger"];
    expect(await settled(pairs?.current.clientId as never)).toBe(ids.B);
    expect(await settled(pairs?.previous?.clientId as never)).toBe(ids.A);
    expect(await settled(outputs.clientId as never)).toBe(ids.B);
  });
});
