import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DeliveredDocument } from "../../cli/deliver/document.ts";
import { schema } from "../../cli/report/json.ts";
import { requestClientToken } from "../../oauth/client-credentials.ts";
import { daysAfter } from "../../wording/days.ts";
import { addCommit, type Entries } from "../cli/review/world.ts";
import type { PullRequestJob } from "./pull-request-job.ts";
import { client, days, exception, keys, manifests, team } from "./story-manifests.ts";
import { createStory, jsonIn, type Story } from "./story-world.ts";

// The story of clients among twelve teams, from the pull request to the end. Every part goes on where the one before it ended.

let story: Story;
beforeAll(async () => {
  story = await createStory();
});
afterAll(() => story?.close());

const inFolder = (...path: string[]) => join(story.world.folder, ...path);
const getsToken = async (pair: DeliveredDocument) => (await requestClientToken(pair)).accessToken !== "";

describe("twelve teams", () => {
  it("get a stack each, in one run for each environment that writes nothing into the checkout", async () => {
    const prod = await story.fleet("prod", "up");
    const stacks = Object.keys(manifests).map((file) => file.replace(/teams\/(.*)\.yaml/, "prod.$1"));
    expect(prod.code, prod.output).toBe(0);
    expect(prod.outcomes).toEqual(Object.fromEntries(stacks.map((stack) => [stack, "changed"])));
    const dev = await story.fleet("dev", "up");
    expect(dev.code, dev.output).toBe(0);
    expect(dev.outcomes).toEqual({ "dev.payments": "changed", "dev.shop": "changed" });
    expect(await story.git("status", "--porcelain")).toBe("");
  });

  it("have nothing to do afterwards", async () => {
    expect(await story.fleet("prod", "status")).toMatchObject({ code: 0, outcomes: {} });
  });
});

/** Values that are repeated a billion times. */
const bomb = Array.from({ length: 20 }, (_, level) => {
  const values = Array<string>(9).fill(level === 0 ? "x" : `*a${level - 1}`);
  return `a${level}: &a${level} [${values}]\n`;
}).join("");

/** What the comment says about pull request 1. */
const commentOfNewClient = `<!-- idcs-apps review -->
### ✅ Access review

Nothing to object: 0 problems, 0 warnings, 1 changed client or API.

Head \` <commit> \`, base \` <commit> \`.

#### Exceptions

* used: \` teams/legal.yaml:10:17 \` \` the exception from grant-types for "password" counts until ${days.until}: "The archive knows no other grant". \` (\` in prod \`)

#### Rotations due

* \` payments/sync in prod: the secret is of ${days.start}, and every 90 days it is replaced. \`

#### Changes by team

<details><summary><code>billing</code>: 1 new</summary>

* \` billing/refunds \`: new client (\` in prod \`)
  * display name: ➕ \` billing-refunds \`
  * grant types: ➕ \` Client credentials \`
  * scopes: ➕ \` https://0F1E2D3C4B5A69788796A5B4C3D2E1F0.integration.ocp.oraclecloud.com:443urn:opc:resource:consumer::all (OICINST_finance) \`
  * app roles: ➕ \` ServiceDeveloper of OICINST_finance \`
  * secret: ➕ \` version 1, every 90d \`
  * expires: ➕ \` ${days.expires} \`

</details>
`;

describe("a pull request", () => {
  let job: PullRequestJob;
  const review = (number: number, ...more: string[]) =>
    job.command(
      ...["review", "--base", "main", "--head", `refs/pull/${number}/head`, "--markdown", "comment.md"],
      ...["--catalog", "dev=../catalog/dev.json", "--catalog", "prod=../catalog/prod.json", ...more],
    );

  beforeAll(async () => {
    mkdirSync(inFolder("catalog"));
    for (const [environment, { url }] of Object.entries(story.domains)) {
      const file = `../catalog/${environment}.json`;
      const said = await story.command("export-seed", file, "--url", url, "--profile", environment);
      expect(said.code, said.output).toBe(0);
    }
    const open = (number: number, entries: Entries) =>
      addCommit(story.project, `refs/pull/${number}/head`, entries, "refs/heads/main");
    const billing = (added: string) => ({ "teams/billing.yaml": `${manifests["teams/billing.yaml"]}${added}` });
    open(1, billing(client("refunds", { role: "ServiceDeveloper" })));
    open(2, billing(client("refunds", { grantType: "password" })));
    const role = "ServiceAdministrator";
    const approver = ', approvedBy: "@example/security"';
    const approval = exception("approval", `OICINST_finance/${role}`, "Moves the ledger", approver);
    open(3, billing(client("refunds", { role, more: keys.regenerated + approval + keys.onlyProd })));
    // From a fork: nobody has ever checked this out.
    open(4, {
      "teams/link.yaml": { link: join(story.domains.prod.dataFolder, "admin-key.pem") },
      "teams/bomb.yaml": bomb,
      "teams/shop.yaml": team("shop", client("'](javascript:alert(1))<img src=x onerror=alert(1)>'")),
    });
    job = await story.pullRequestJob();
  });

  it("that adds a client gets no objection, and a comment that says word for word who gets what", async () => {
    const said = await review(1);
    expect(said.code, said.output).toBe(0);
    expect(job.file("comment.md").replaceAll(/\b[0-9a-f]{12,40}\b/g, "<commit>")).toBe(commentOfNewClient);
  });

  it("that breaks a rule is refused, with the place and the rule", async () => {
    const said = await review(2);
    expect(said.code).toBe(2);
    expect(said.output).toContain('teams/billing.yaml:11:18  "Resource owner" is forbidden in environment "prod"');
    expect(said.output).toContain("Rule: grant-types (docs/rules.md).");
  });

  it("that needs an approval is refused without it, and accepted with it", async () => {
    const refused = await review(3);
    expect(refused.code).toBe(2);
    expect(refused.output).toContain(
      "the new exception from approval for billing/refunds needs the approval of @example/security.",
    );
    const approved = await review(3, "--approved-by", "@example/security");
    expect(approved.code, approved.output).toBe(0);
  });

  it("of a fork with a link, a bomb and markup is refused, and its comment is text without a link or an image", async () => {
    const { code, output } = await review(4);
    expect(code).toBe(2);
    for (const problem of [
      "teams/link.yaml  is a symbolic link, and a review follows none: put the file itself there.",
      "teams/bomb.yaml:1:1  the aliases (*name) repeat too much: at most 10000 values may be repeated.",
      'teams/shop.yaml:4:11  clients[0].name: "](javascript:alert(1))<img src=x onerror=alert(1)>" cannot be the name of a client',
    ])
      expect(output).toContain(problem);
    const comment = job.file("comment.md");
    const html = micromark(comment, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });
    const elements = new Set([...html.matchAll(/<([a-z][a-z0-9]*)/gi)].map(([, name]) => name));
    expect([...elements].sort()).toEqual(["code", "h3", "h4", "li", "p", "ul"]);
    expect(html.replaceAll(/<code>.*?<\/code>/gs, "")).not.toMatch(/javascript|onerror/);
    const hidden = [story.domains.prod.dataFolder, ...(await story.secrets())];
    expect(hidden.filter((one) => (output + comment).includes(one))).toEqual([]);
  });

  it("has a job in which no client secret, key, passphrase or token can be read, in no variable and no file", async () => {
    const readable = await job.readable();
    // Everything was looked at: variables, catalogues, and the manifests of all pull requests.
    for (const known of ["PATH=", '"OICINST_finance"', "billing_sync_prod", "Moves the ledger"])
      expect(readable).toContain(known);
    const secrets = await story.secrets();
    expect(secrets.length).toBeGreaterThan(40);
    expect(secrets.filter((secret) => readable.includes(secret))).toEqual([]);
    expect(readable).not.toMatch(/-----BEGIN [A-Z ]*PRIVATE KEY-----|\beyJ[\w-]{20,}\.eyJ/);
  });
});

describe("the merge of a pull request", () => {
  it("runs one stack; then its client gets tokens, and the vault has its pair", async () => {
    await story.git("merge", "--quiet", "--no-ff", "--message", "Merge pull request 1", "refs/pull/1/head");
    const up = await story.fleet("prod", "up", "--changed");
    expect(up.code, up.output).toBe(0);
    expect(up.outcomes).toEqual({ "prod.billing": "changed" });
    const verified = await story.command("verify", "--stack", "prod.billing");
    expect(verified.code, verified.output).toBe(0);
    expect(verified.output).toContain("billing/refunds");
    const [application] = await story.applications("billing-refunds");
    const pair = await story.delivered("billing-refunds");
    expect([pair.clientId, pair.clientSecret]).toEqual([application?.name, application?.clientSecret]);
    expect(await getsToken(pair)).toBe(true);
  });
});

/** The secrets that have ended since. */
const formerSecrets: string[] = [];

type Report = ReturnType<typeof schema.parse>;

/** Reports on both environments as JSON, which is kept in a file of this name, as a page and as Markdown. */
async function report(name: string, exitCode: number, ...more: string[]): Promise<Report> {
  const files = ["--html", `../${name}.html`, "--markdown", `../${name}.md`];
  const said = await story.command("report", "--env", "prod", "--env", "dev", "--json", ...files, ...more);
  expect(said.code, said.output).toBe(exitCode);
  const found = schema.parse(jsonIn(said));
  story.world.write(`../${name}.json`, JSON.stringify(found));
  return found;
}

const inProd = ({ clients }: Report, name: string) =>
  clients.find((one) => one.name === name && one.environment === "prod");

describe("an application that somebody changed in the console", () => {
  it("is named every night with who did it and when, gives the fleet a reason, and is a finding of the report", async () => {
    const [application] = await story.applications("shop-sync");
    if (application === undefined) throw new Error("there is no application");
    const allowedGrants = ["client_credentials", "password"];
    await story.byHand.replace("Apps", application.id, { ...application, allowedGrants });

    const drift = await story.fleet("prod", "drift", "--no-secrets");
    expect([drift.code, drift.outcomes]).toEqual([2, { "prod.shop": "would-change" }]);
    expect(drift.report.drift).toEqual([
      expect.objectContaining({
        what: 'grant type "password" was added',
        where: [{ name: "shop/sync", by: "John Doe", at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) }],
      }),
    ]);
    const status = await story.fleet("prod", "status");
    expect([status.code, status.outcomes]).toEqual([2, { "prod.shop": "would-change" }]);
    const reasons = status.report.stacks.flatMap((one) => one.reasons);
    expect(reasons).toEqual([
      {
        kind: "drifted",
        what: expect.stringMatching(/^shop\/sync: it was changed .+ by John Doe, after the last run$/),
      },
    ]);
    const { findings } = await report("first", 2);
    expect(findings.filter(({ kind }) => kind === "drift")).toEqual([
      expect.objectContaining({ environment: "prod", subject: "shop/sync", status: "active", by: "John Doe" }),
    ]);
  });

  it("is put right by the next run, which leaves the other stacks alone", async () => {
    const up = await story.fleet("prod", "up", "--changed");
    expect(up.code, up.output).toBe(0);
    expect(up.outcomes).toEqual({ "prod.shop": "changed" });
    const [application] = await story.applications("shop-sync");
    expect(application?.allowedGrants).toEqual(["client_credentials"]);
  });
});

describe("a rotation that falls due, while a team wants to leave", () => {
  let old: DeliveredDocument;

  it("is done without an end of the old pair, and the vault has the new one; a client that is not retired is not deleted", async () => {
    old = await story.delivered("payments-sync");
    formerSecrets.push(old.clientSecret);
    // From here on, the day of this team is today.
    await story.git("rm", "--quiet", "Pulumi.prod.payments.yaml");
    story.world.write("teams/travel.yaml", team("travel"));
    await story.commit("Days go by, and travel removes its client");
    const status = await story.fleet("prod", "status");
    expect(status.outcomes).toEqual({ "prod.payments": "would-change", "prod.travel": "would-change" });
    const payments = status.report.stacks.find((one) => one.team === "payments");
    expect(payments?.reasons).toContainEqual({
      kind: "rotation-due",
      what: "payments/sync: the next rotation is due",
    });

    const up = await story.fleet("prod", "up", "--changed");
    expect(up.code).toBe(1);
    expect(up.outcomes).toEqual({ "prod.payments": "changed", "prod.travel": "failed" });
    const travel = up.report.stacks.find((one) => one.team === "travel");
    expect(travel?.problem).toContain('Nothing was changed: "prod" deletes only what is retired');
    const pair = await story.delivered("payments-sync");
    expect(pair.clientId).not.toBe(old.clientId);
    expect([await getsToken(pair), await getsToken(old)]).toEqual([true, true]);
    expect((await story.applications("travel-sync")).map(({ active }) => active)).toEqual([true]);
  });

  it("begins its grace with the next run, in which the old pair still works; the same run retires the client", async () => {
    const retired = client("sync", { more: `${keys.regenerated}${keys.onlyProd}    state: retired\n` });
    story.world.write("teams/travel.yaml", team("travel", retired));
    await story.commit("The client of travel is retired");
    const up = await story.fleet("prod", "up", "--changed");
    expect(up.code, up.output).toBe(0);
    expect(up.outcomes).toEqual({ "prod.payments": "changed", "prod.travel": "changed" });
    expect(await getsToken(old)).toBe(true);
    expect((await story.applications("travel-sync")).map(({ active }) => active)).toEqual([false]);
  });
});

describe("the report", () => {
  it("shows the exception, the retired client and the days of the rotation, and what has changed since the last one", async () => {
    const found = await report("second", 2, "--diff", "../first.json");
    expect(found.findings).toContainEqual(
      expect.objectContaining({
        id: "grant-types:legal/sync:password",
        status: "archived",
        archived: { reason: "The archive knows no other grant", until: days.until },
      }),
    );
    expect(inProd(found, "travel/sync")?.state).toBe("retired");
    const { secret } = inProd(found, "payments/sync") ?? {};
    expect(secret?.kind).toBe("rotated");
    // Midnight may pass while this test runs.
    const dated = [secret?.since, daysAfter(secret?.previousUntil ?? "", -7)].map((day = "") => day >= days.today);
    expect(dated).toEqual([true, true]);

    const { resolvedFindings = [], changedClients = [], goneClients } = found.comparison ?? {};
    expect(resolvedFindings).toContainEqual(expect.objectContaining({ kind: "drift", subject: "shop/sync" }));
    const changed = changedClients.map(({ environment, name }) => `${environment} ${name}`);
    expect(changed).toEqual(expect.arrayContaining(["prod payments/sync", "prod shop/sync", "prod travel/sync"]));
    expect(goneClients).toEqual([]);
  });
});

describe("a team that leaves", () => {
  it("keeps its applications after its file was removed, until somebody agrees to what is lost", async () => {
    await story.git("rm", "--quiet", "teams/travel.yaml");
    await story.commit("Travel leaves");
    const status = await story.fleet("prod", "status");
    expect(status.outcomes).toEqual({ "prod.travel": "gone" });
    const [travel] = status.report.stacks.filter(({ outcome }) => outcome === "gone");
    expect(travel?.next).toContain("Nothing is destroyed unasked.");

    const destroy = (...more: string[]) =>
      story.command("fleet", "destroy", "--env", "prod", "--team", "travel", ...more);
    const [application] = await story.applications("travel-sync");
    expect(await destroy()).toEqual({
      code: 1,
      output: `This would delete, for good:
  prod.travel: 5 resources
    travel/sync: client ID ${application?.name}, with its secret
There is no terminal to ask in: use --yes if that is meant.
`,
    });
    expect(await story.applications("travel-sync")).toEqual([application]);
    formerSecrets.push(String(application?.clientSecret));
    const said = await destroy("--yes");
    expect(said.code, said.output).toBe(0);
    expect(await story.applications("travel-sync")).toEqual([]);
    expect(await story.fleet("prod", "status")).toMatchObject({ code: 0, outcomes: {} });
  });

  it("is gone in the next report, which finds nothing any more; no report has a secret, in any of its forms", async () => {
    const { comparison } = await report("third", 0, "--diff", "../second.json");
    expect(comparison?.goneClients).toEqual([{ environment: "prod", name: "travel/sync" }]);
    const secrets = [...formerSecrets, ...(await story.secrets())];
    for (const name of ["first", "second", "third"])
      for (const form of ["json", "html", "md"]) {
        const text = readFileSync(inFolder(`${name}.${form}`), "utf8");
        expect(text).toContain("legal/sync");
        expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
      }
  });
});
