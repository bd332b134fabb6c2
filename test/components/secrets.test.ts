import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { DomainLookUp } from "../../components/look-up/domain-look-up.ts";
import { resolveNames } from "../../components/look-up/resolve-names.ts";
import { pinnedDay, secretRun, withSecretTags } from "../../components/stack/secrets.ts";
import { loadStack } from "../../manifest/load-stack.ts";
import { filesOf } from "../../manifest/yaml/files.ts";
import type { Finding } from "../../manifest/yaml/problem.ts";
import { problemAt, renderProblem } from "../../manifest/yaml/problem.ts";
import { lookedUp, startRecording } from "./recorder.ts"; // project "idcs-apps", stack "dev"

const url = "https://idcs-1.identity.oraclecloud.com";
const now = new Date("2026-04-01T23:59:00Z");

const manifestOf = (...clients: string[]) => `team: payments
owner: payments@example.com
clients:
${clients.map((keys) => `  - { name: ${keys}, grantTypes: [password] }\n`).join("")}`;

const live = (client: string, tags: Record<string, string>) => ({
  id: client,
  displayName: client,
  name: client,
  active: true,
  isOauthClient: true,
  tags: Object.entries({
    "managed-by": "idcs-apps",
    stack: "idcs-apps/dev",
    team: "payments",
    client,
    "secret-version": "1",
    ...tags,
  }).map(([key, value]) => ({ key, value })),
});

const clauseOf = ({ key, value }: { key: string; value: string }) => `tags[key eq "${key}" and value eq "${value}"]`;

/** What a run decides for the clients of a manifest. */
async function decide(
  manifest: string,
  applications: ReturnType<typeof live>[],
  { isListed = true, ...settings }: { isPostponed?: boolean; isListed?: boolean } = {},
) {
  startRecording((_, { appFilter }) => {
    if (!isListed) throw Object.assign(new Error(), { details: "403, as said." });
    const apps = applications.filter(({ tags }) => tags.some((tag) => String(appFilter).includes(clauseOf(tag))));
    return { apps, totalResults: apps.length };
  });
  const stack = loadStack("dev", {
    files: filesOf({
      "environments/dev.yaml": `identityDomain: { url: "${url}" }\n`,
      "teams/payments.yaml": manifest,
    }),
  });
  const lookUp = new DomainLookUp(url);
  const run = { asOf: "2026-04-01", isPostponed: false, ...settings };
  const resolved = await withSecretTags(await resolveNames(stack, lookUp), stack.teams, lookUp, run);
  const shown = ({ node, path, message }: Finding) => renderProblem(problemAt(node, path, message));
  return {
    tags: resolved.clients.map(({ secretTags }) => secretTags),
    warnings: resolved.warnings.map(shown),
    information: resolved.information.map(shown),
    filters: lookedUp.map(({ inputs }) => inputs.appFilter),
  };
}

const ofDev = clauseOf({ key: "stack", value: "idcs-apps/dev" });
const ofPayments = clauseOf({ key: "team", value: "payments" });

describe("withSecretTags", () => {
  it("sends no request and says nothing if no client has `every` or a version", async () => {
    expect(await decide(manifestOf("a", "b"), [])).toEqual({
      tags: [undefined, undefined],
      warnings: [],
      information: [],
      filters: [],
    });
  });

  it("warns of another version where it is written, and is silent about the version that the domain has", async () => {
    const applications = [live("leaked", { "secret-version": "4" }), live("same", { "secret-version": "5" })];
    const manifest = manifestOf("leaked, secret: { version: 5 }", "same, secretVersion: 5", "fresh, secretVersion: 6");
    expect(await decide(manifest, applications)).toEqual({
      tags: [{ secretVersion: 6 }, { secretVersion: 5 }, { secretVersion: 5 }],
      warnings: [
        "teams/payments.yaml:4:40  clients[0].secret.version: 5 instead of 4 regenerates the client secret in this run, and the old one stops working at once. To postpone it for one run: IDCS_APPS_NO_ROTATION=1.",
      ],
      information: [],
      filters: [ofDev, ofPayments],
    });
    expect((await decide(manifest, applications, { isListed: false })).warnings).toEqual([]);
  });

  it("warns of a secret that this run regenerates, announces one that is due within 14 days, and is silent about others", async () => {
    const every = "secret: { every: 90d }";
    const applications = [
      live("due", { "secret-since": "2025-12-31" }),
      live("soon", { "secret-since": "2026-01-15" }),
      live("later", { "secret-since": "2026-01-16" }),
      live("unknown", {}),
    ];
    const names = ["due", "soon", "later", "unknown", "fresh"];
    expect(await decide(manifestOf(...names.map((name) => `${name}, ${every}`)), applications)).toEqual({
      tags: ["2026-04-01", "2026-04-01", "2026-01-16", "2026-01-15", "2026-04-01"].map((secretSince) => ({
        secretVersion: 1,
        secretSince,
      })),
      warnings: [
        "teams/payments.yaml:4:35  clients[0].secret.every: the client secret is 91 days old (since 2025-12-31), every: 90d: this run regenerates it, and the old one stops working at once. To postpone it for one run: IDCS_APPS_NO_ROTATION=1.",
      ],
      information: [
        "teams/payments.yaml:5:36  clients[1].secret.every: the client secret is 76 days old: the first `pulumi up` on or after 2026-04-15, in 14 days, regenerates it (every: 90d), and the old one stops working then.",
        "teams/payments.yaml:7:39  clients[3].secret.every: the age of the client secret is not known: it is counted from 2026-04-01, so it is regenerated by the first `pulumi up` on or after 2026-06-30.",
      ],
      filters: [ofDev, ofPayments],
    });
  });

  it("keeps the domain's tags in a run that postpones, and says what it postpones", async () => {
    const applications = [live("aged", { "secret-since": "2025-12-31" }), live("leaked", { "secret-version": "4" })];
    const manifest = manifestOf("aged, secret: { every: 90d }", "leaked, secretVersion: 5", "fresh, secretVersion: 6");
    expect(await decide(manifest, applications, { isPostponed: true })).toEqual({
      tags: [{ secretVersion: 1, secretSince: "2025-12-31" }, { secretVersion: 6 }, { secretVersion: 4 }],
      warnings: [
        "teams/payments.yaml:4:36  clients[0].secret.every: the client secret is 91 days old (since 2025-12-31), every: 90d: this run postpones its regeneration (noRotation). The next run without it regenerates the secret.",
        "teams/payments.yaml:5:36  clients[1].secretVersion: 5 instead of 4 asks for a new client secret, which this run postpones (noRotation): the next run without it regenerates the secret.",
      ],
      information: [],
      filters: [ofDev, ofPayments],
    });
  });

  it("keeps the secret of a retired client, however old it is and whatever version the manifest asks for", async () => {
    const keys = "old, state: retired, secret: { version: 2, every: 90d }";
    const { tags, warnings, information } = await decide(manifestOf(keys, "leaked, state: retired, secretVersion: 5"), [
      live("old", { "secret-since": "2025-12-31" }),
      live("leaked", { "secret-version": "4" }),
    ]);
    expect(tags).toEqual([{ secretVersion: 4 }, { secretVersion: 1, secretSince: "2025-12-31" }]);
    expect([...warnings, ...information]).toEqual([]);
  });

  it("finds the application of a renamed client by its former name", async () => {
    const { tags } = await decide(manifestOf("ledger, was: payments/books, secret: { every: 90d }"), [
      live("books", { "secret-since": "2026-03-01" }),
    ]);
    expect(tags).toEqual([{ secretVersion: 1, secretSince: "2026-03-01" }]);
  });
});

describe("withSecretTags, after the state of a client was moved from another stack", () => {
  const moved = (stack: string) => [live("ledger", { stack, "secret-since": "2026-03-01", "secret-version": "4" })];
  const manifest = manifestOf("ledger, secret: { version: 5, every: 90d }");

  it("counts from the day that the other stack of the environment wrote, and postpones what that would regenerate", async () => {
    const [counted, postponed] = [
      await decide(manifestOf("ledger, secret: { version: 4, every: 90d }"), moved("idcs-apps/dev.payments")),
      await decide(manifest, moved("idcs-apps/dev.payments"), { isPostponed: true }),
    ];
    const secret = [{ secretVersion: 4, secretSince: "2026-03-01" }];
    expect([counted.tags, postponed.tags]).toEqual([secret, secret]);
  });

  it.each(["idcs-apps/test", "idcs-apps/developers.payments", "others/dev"])(
    "counts from this day what has the tag of another environment or project: %s",
    async (stack) => {
      expect((await decide(manifest, moved(stack))).tags).toEqual([{ secretVersion: 5, secretSince: "2026-04-01" }]);
    },
  );
});

describe("secretRun", () => {
  let number = 0;
  const config = (values: Record<string, string>) => {
    const name = `secret-run-${++number}`;
    for (const [key, value] of Object.entries(values)) pulumi.runtime.setConfig(`${name}:${key}`, value);
    return new pulumi.Config(name);
  };

  it("is about today in UTC, or about the day that the configuration says", () => {
    expect(secretRun(config({}), {}, now)).toEqual({ asOf: "2026-04-01", isPostponed: false });
    expect(secretRun(config({ asOf: "2026-03-31" }), {}, now).asOf).toBe("2026-03-31");
  });

  it("refuses what is no day", () => {
    const wrong = config({ asOf: "1 April" });
    expect(() => secretRun(wrong, {}, now)).toThrow(
      `${wrong.name}:asOf: "1 April" is not a day: write it as "2026-04-01", in UTC: \`pulumi config set asOf 2026-04-01\`.`,
    );
  });

  it("limits rotations to a number in each run and to days of the week, and refuses anything else", () => {
    expect(secretRun(config({ rotationsPerRun: "5", rotationDays: "Sun, sat" }), {}, now).brakes).toEqual({
      rotationsPerRun: 5,
      rotationDays: ["sun", "sat"],
    });
    const none = config({ rotationsPerRun: "0" });
    expect(() => secretRun(none, {}, now)).toThrow(
      `${none.name}:rotationsPerRun: "0" is not a number of rotations: write 1 or more, \`pulumi config set rotationsPerRun 5\`.`,
    );
    const wrong = config({ rotationDays: "sat,sunday" });
    expect(() => secretRun(wrong, {}, now)).toThrow(
      `${wrong.name}:rotationDays: "sunday" is not a day of the week (allowed: sun, mon, tue, wed, thu, fri, sat). Write them as \`pulumi config set rotationDays sat,sun\`.`,
    );
  });

  it("postpones for the configuration's noRotation and for IDCS_APPS_NO_ROTATION=1", () => {
    expect(secretRun(config({ noRotation: "true" }), {}, now).isPostponed).toBe(true);
    expect(secretRun(config({}), { IDCS_APPS_NO_ROTATION: "1" }, now).isPostponed).toBe(true);
    expect(secretRun(config({}), { IDCS_APPS_NO_ROTATION: "0" }, now).isPostponed).toBe(false);
  });
});

describe("pinnedDay", () => {
  const pinned = (asOf: string) => pinnedDay({ asOf, isPostponed: false }, now);

  it("warns of a day that is not about today, and says how to remove it", () => {
    const rest =
      "the ages of client secrets are those of that day. If it is not meant, remove it: `pulumi config rm asOf`.";
    expect(pinned("2026-03-25")).toBe(`idcs-apps:asOf is 2026-03-25, 7 days ago: ${rest}`);
    expect(pinned("2026-04-03")).toBe(`idcs-apps:asOf is 2026-04-03, in 2 days: ${rest}`);
  });

  it.each(["2026-03-31", "2026-04-01", "2026-04-02"])("says nothing of %s", (asOf) => {
    expect(pinned(asOf)).toBeUndefined();
  });
});
