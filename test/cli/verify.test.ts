import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ClientInOutputs, Outputs } from "../../cli/pulumi/pulumi.ts";
import { exitCodeOf, passwordIn } from "../../cli/verify/exit-code.ts";
import { schema, type Verification } from "../../cli/verify/json.ts";
import { junitOfVerification, renderAnnotations, renderVerification } from "../../cli/verify/render.ts";
import { type VerifyOptions, verify } from "../../cli/verify/verify.ts";
import type { StoredResource } from "../../identity-domain/identity-domain.ts";
import { type DriftWorld, startDriftWorld, userPassword } from "./drift-world.ts";

const domain = "http://127.0.0.1:19090";
const orders = "https://orders.example.com/";
const finance = "https://0F1E2D3C4B5A69788796A5B4C3D2E1F0.integration.ocp.oraclecloud.com:443";

const manifest = `team: payments
owner: payments@example.com
clients:
  - name: ledger
    grantTypes: [client_credentials]
    access:
      - { service: integration, instance: finance, roles: [ServiceDeveloper] }
      - { app: Orders API, scopes: [read] }
  - name: lazy
    grantTypes: [client_credentials]
    access:
      - { service: integration, instance: finance, roles: [] }
  - name: portal
    grantTypes: [authorization_code, refresh_token]
    redirectUrls: [https://portal.example.com/callback]
    access:
      - { app: Orders API, scopes: [read] }
  - name: desk
    grantTypes: [password]
    access:
      - { app: Orders API, scopes: [read] }
  - name: club
    grantTypes: [password]
    enforceGrants: true
    assign: { users: [callan@example.com] }
    access:
      - { app: Orders API, scopes: [read] }
  - name: turn
    grantTypes: [client_credentials]
    rotation: { every: 90d, grace: 7d }
    access:
      - { app: Orders API, scopes: [read] }
  - name: old
    grantTypes: [client_credentials]
    state: retired
    access:
      - { app: Orders API, scopes: [read] }
`;

let world: DriftWorld;
let outputs: Outputs;
let ledgerSecret: string;
/** The id of the second application of the rotated client. */
let secondId: string;
const said: string[] = [];

beforeAll(async () => {
  world = await startDriftWorld({
    "teams/payments.yaml": manifest,
    "environments/dev.yaml": `identityDomain: { url: "${domain}" }\n`,
  });
  const tokenUrl = `${domain}/oauth2/v1/token`;
  const apps: (readonly [string, StoredResource])[] = [];
  for (const name of ["ledger", "lazy", "portal", "desk", "club", "turn", "old"])
    apps.push([`payments/${name}`, await world.one("Apps", `displayName eq "payments-${name}"`)] as const);
  const read = { scope: `${orders}read`, scopes: { "Orders API": `${orders}read` } };
  const all = {
    scope: `${finance}urn:opc:resource:consumer::all`,
    scopes: { OICINST_finance: `${finance}urn:opc:resource:consumer::all` },
  };
  const scopes: Record<string, typeof read | typeof all> = {
    "payments/ledger": { ...all, scopes: { ...all.scopes, ...read.scopes } },
    "payments/lazy": all,
  };
  outputs = {
    clients: Object.fromEntries(
      apps.map(([name, app]) => [name, { clientId: String(app.name), tokenUrl, ...(scopes[name] ?? read) }]),
    ),
    clientSecrets: Object.fromEntries(apps.map(([name, app]) => [name, String(app.clientSecret)])),
  };
  const pairOf = (app: StoredResource) => ({
    clientId: String(app.name),
    clientSecret: String(app.clientSecret),
  });
  const [turn, second] = [
    await world.one("Apps", 'displayName eq "payments-turn"'),
    await world.one("Apps", 'displayName eq "payments-turn (B)"'),
  ];
  outputs = { ...outputs, clientPairs: { "payments/turn": { current: pairOf(turn), previous: pairOf(second) } } };
  secondId = second.id;
  ledgerSecret = String(outputs.clientSecrets?.["payments/ledger"]);
});
afterAll(() => world.close());

async function run(options: Partial<VerifyOptions> = {}): Promise<Verification> {
  const found = await verify({ ...world.place, readOutputs: async () => outputs, ...options });
  said.push(renderVerification(found), renderAnnotations(found), junitOfVerification(found), JSON.stringify(found));
  return schema.parse(found);
}

const withPassword = (name: string, password = userPassword) => ({ user: { name, password } });

/** `<status> <flow>` of each result. */
const statuses = ({ results }: Verification) => results.map(({ status, flow }) => `${status} ${flow}`);

const lazyRefused =
  "roles: payments/lazy has no role of OICINST_finance, and Oracle Integration refuses clients without one. clients[1].access[0].roles: write one of `roles: [ServiceInvoker]` to call integrations, `roles: [ServiceDeveloper]` for the design-time APIs, and run `pulumi up`. It grants the client itself that role in OICINST_finance: take the one that does less, if it is enough.";

describe("verify", () => {
  it("tries what needs no person, and never counts the rest as passed", async () => {
    const found = await run({ name: "payments" });
    expect(renderVerification(found)).toBe(
      [
        `Stack "dev" in ${domain}:`,
        "  not verified  payments/club password: needs a person: Resource owner needs a user's password (--user).",
        "  not verified  payments/desk password: needs a person: Resource owner needs a user's password (--user).",
        `  failed        payments/lazy client_credentials for OICINST_finance: ${lazyRefused}`,
        "                teams/payments.yaml:12:59",
        "  passed        payments/ledger client_credentials for OICINST_finance: client token, valid for 60 min",
        "  passed        payments/ledger client_credentials for Orders API: client token, valid for 60 min",
        "  passed        payments/old client_credentials for Orders API: no token, because it is retired (invalid_client)",
        "  not verified  payments/portal authorization_code: needs a person: a user has to sign in (Authorization code).",
        "  not verified  payments/portal refresh_token: needs a person: a refresh token comes from a user's sign-in.",
        "  passed        payments/turn client_credentials for Orders API (current pair): client token, valid for 60 min",
        "  passed        payments/turn client_credentials for Orders API (previous pair): client token, valid for 60 min",
        "5 passed, 1 failed, 4 not verified.",
      ].join("\n"),
    );
    expect(exitCodeOf(found, false)).toBe(2);
  });

  it("verifies a user's tokens, and that a user who is not assigned is refused", async () => {
    const mia = await run({ name: "payments/club", ...withPassword("mia@example.com") });
    expect(mia.results[0]?.status).toBe("not verified");
    const all = await run({ name: "payments", ...withPassword("mia@example.com") });
    const ofUsers = all.results.filter(({ flow }) => flow === "password");
    expect(ofUsers.map(({ client, status, says }) => [client, status, says])).toEqual([
      ["payments/club", "passed", "no token, because it enforces grants, and the user is not assigned (invalid_grant)"],
      ["payments/desk", "passed", "user token, valid for 60 min"],
    ]);
    const callan = await run({ name: "payments/club", ...withPassword("callan@example.com") });
    expect(callan.results[0]).toMatchObject({ status: "passed", says: "user token, valid for 60 min" });
  });

  it("does not take a wrong password for a refusal of the user", async () => {
    const found = await run({ name: "payments", ...withPassword("mia@example.com", "not the password") });
    const ofUsers = found.results.filter(({ flow }) => flow === "password");
    expect(ofUsers.map(({ client, status }) => [client, status])).toEqual([
      ["payments/club", "not verified"],
      ["payments/desk", "failed"],
    ]);
  });

  it("finds a secret that was regenerated by hand, and a user who was assigned by hand", async () => {
    const ledger = await world.one("Apps", 'displayName eq "payments-ledger"');
    const club = await world.one("Apps", 'displayName eq "payments-club"');
    const mia = await world.one("Users", 'userName eq "mia@example.com"');
    await world.grant("ADMINISTRATOR_TO_USER", { type: "User", value: mia.id }, club);
    const assigned = await run({ name: "payments/club", ...withPassword("mia@example.com") });
    expect(assigned.results[0]).toEqual({
      client: "payments/club",
      flow: "password",
      app: "Orders API",
      pair: null,
      status: "failed",
      says: "a token was issued, although it enforces grants, and the user is not assigned: compare with `idcs-apps drift`.",
      manifest: { file: "teams/payments.yaml", line: 22, column: 11 },
    });
    const secret = await world.byHand.regenerateClientSecret(ledger.id);
    const stale = await run({ name: "payments/ledger" });
    expect(stale.results.map(({ status }) => status)).toEqual(["failed", "failed"]);
    expect(stale.results[0]?.says).toMatch(
      /^Token refused by .* for client "payments_ledger_dev": 401\. The client ID or secret is wrong/,
    );
    outputs = { ...outputs, clientSecrets: { ...outputs.clientSecrets, "payments/ledger": secret } };
  });

  it("verifies both pairs of a rotated client: the previous one must work until the stack closes it", async () => {
    const pairs = async () => (await run({ name: "payments/turn" })).results.map(({ pair, status }) => [pair, status]);
    expect(await pairs()).toEqual([
      ["current", "passed"],
      ["previous", "passed"],
    ]);
    await world.byHand.regenerateClientSecret(secondId);
    expect(await pairs()).toEqual([
      ["current", "passed"],
      ["previous", "failed"],
    ]);
  });

  it("fails for a client that is not provisioned, does not verify one without a secret in the stack, and reports an error for a domain that does not answer", async () => {
    const missing = await run({ name: "payments/ledger", readOutputs: async () => ({}) });
    expect(missing.results[0]).toMatchObject({
      status: "failed",
      says: "the stack's outputs do not have it: run `pulumi up`.",
    });
    const secretless = await run({
      name: "payments/lazy",
      readOutputs: async () => ({ ...outputs, clientSecrets: {} }),
    });
    expect(secretless.results[0]).toMatchObject({
      status: "not verified",
      says: "the stack's outputs have no client secret for it. If it should have one, run `pulumi up`.",
    });
    const lazy = outputs.clients?.["payments/lazy"] as ClientInOutputs;
    const delivered = { ...lazy, delivery: { vaultSecret: "ocid1.vaultsecret.oc1..a", sha256: "0" } };
    const vaultOnly = await run({
      name: "payments/lazy",
      readOutputs: async () => ({ clients: { "payments/lazy": delivered }, clientSecrets: {} }),
    });
    expect(vaultOnly.results[0]).toMatchObject({
      status: "not verified",
      says: "its secret is only in ocid1.vaultsecret.oc1..a, where `pulumi up` delivers it (deliver in the manifest), and it cannot be read there.",
    });
    const fetch = async (input: string | URL | Request, init?: RequestInit) => {
      if (String(input instanceof Request ? input.url : input).endsWith("/token")) throw new TypeError("fetch failed");
      return (world.place.client.fetch as typeof globalThis.fetch)(input, init);
    };
    const down = await run({ name: "payments/ledger", client: { fetch } });
    expect(statuses(down)).toEqual(["error client_credentials", "error client_credentials"]);
    expect(exitCodeOf(down, false)).toBe(1);
  });

  it("calls an API with tokens of its app, and with no others", async () => {
    const calls: [string, string | null][] = [];
    let status = 200;
    const fetch = async (input: string | URL | Request, init?: RequestInit) => {
      const request = new Request(input, init);
      if (!request.url.startsWith(orders)) return (world.place.client.fetch as typeof globalThis.fetch)(request);
      const [, payload = ""] = (request.headers.get("authorization") ?? "").split(".");
      calls.push([request.url, JSON.parse(Buffer.from(payload, "base64url").toString()).aud]);
      return new Response(null, { status });
    };
    const options = { name: "payments/ledger", url: `${orders}orders/1`, client: { fetch } };
    const accepted = await run(options);
    expect(accepted.results.map(({ says }) => says)).toEqual([
      "client token, valid for 60 min",
      "client token, valid for 60 min; https://orders.example.com/orders/1 accepted it (200)",
    ]);
    expect(calls).toEqual([[`${orders}orders/1`, orders]]);
    status = 401;
    expect((await run(options)).results[1]).toMatchObject({
      status: "failed",
      says: "https://orders.example.com/orders/1 refused the token: 401.",
    });
    status = 302;
    expect((await run(options)).results[1]).toMatchObject({
      status: "error",
      says: "https://orders.example.com/orders/1 answered with 302: that does not show whether it accepts the token.",
    });
    await expect(run({ ...options, url: "http://orders.example.com/", app: "Orders API" })).rejects.toThrow(
      "http://orders.example.com is not encrypted: others could read the token. Write https; http is allowed on localhost only.",
    );
  });

  it("refuses a team and a client that the stack does not have", async () => {
    await expect(run({ name: "paymentz" })).rejects.toThrow(
      '"paymentz" is not a team of this stack with clients (it has payments, shop). Did you mean "payments"?',
    );
    await expect(run({ name: "payments/ledgr" })).rejects.toThrow('Did you mean "payments/ledger"?');
  });
});

describe("the output of verify", () => {
  const hostile: Verification = {
    stack: "dev",
    identityDomain: domain,
    counts: { passed: 1, failed: 1, errors: 1, notVerified: 1 },
    results: [
      { client: "a/b", flow: "client_credentials", app: null, pair: null, status: "passed", says: "good" },
      {
        client: "a/b",
        flow: "client_credentials",
        app: "x,title=y::\n::set-env name=PATH::/evil",
        pair: "current",
        status: "failed",
        says: "100% <wrong>\n::error::",
        manifest: { file: "teams/a,b:c.yaml", line: 3, column: 5 },
      },
      { client: "a/b", flow: "password", app: null, pair: null, status: "error", says: "no answer" },
      { client: "a/b", flow: "implicit", app: null, pair: null, status: "not verified", says: "needs a person" },
    ],
  };

  it("annotates lines of manifests, and nothing in a value begins a command of its own", () => {
    expect(renderAnnotations(hostile).split("\n")).toEqual([
      "::error file=teams/a%2Cb%3Ac.yaml,line=3,col=5,title=failed%3A a/b client_credentials for x%2Ctitle=y%3A%3A%0A%3A%3Aset-env name=PATH%3A%3A/evil (current pair)::100%25 <wrong>%0A::error::",
      "::error title=error%3A a/b password::no answer",
      "::notice title=not verified%3A a/b implicit::needs a person",
    ]);
  });

  it("is JUnit in which what is not verified is skipped", () => {
    const xml = junitOfVerification({ ...hostile, results: hostile.results.map((one) => ({ ...one, app: null })) });
    expect(xml).toContain('<testsuite name="verify dev" tests="4" failures="1" errors="1" skipped="1">');
    expect(xml).toContain('<testcase classname="verify.dev" name="a/b client_credentials"/>');
    expect(xml).toContain('<skipped message="needs a person"/>');
    expect(xml).toContain("100% &lt;wrong");
    expect(xml).toContain("teams/a,b:c.yaml:3:5</failure>");
  });

  it("has an exit code of 2 for failures, then 1 for errors, and 2 for what is not verified if that is strict", () => {
    const of = (counts: Partial<Verification["counts"]>, strict = false) =>
      exitCodeOf({ ...hostile, counts: { passed: 1, failed: 0, errors: 0, notVerified: 0, ...counts } }, strict);
    expect([
      of({}),
      of({ failed: 1, errors: 1 }),
      of({ errors: 1 }),
      of({ notVerified: 1 }),
      of({ notVerified: 1 }, true),
    ]).toEqual([0, 2, 1, 0, 2]);
  });

  it("has neither a token nor a secret nor a password", () => {
    const all = said.join("\n");
    expect(all).not.toMatch(/eyJ[\w-]{10}/);
    expect(ledgerSecret.length).toBeGreaterThan(10);
    for (const secret of [
      ledgerSecret,
      ...Object.values(outputs.clientSecrets ?? {}),
      userPassword,
      "not the password",
    ])
      expect(all).not.toContain(secret);
  });
});

describe("passwordIn", () => {
  it("refuses a variable that is not set, and says why the password is no option", () => {
    expect(() => passwordIn({}, "IDCS_APPS_PASSWORD")).toThrow(
      "--user needs the user's password in the environment variable IDCS_APPS_PASSWORD, which is not set. It is no option: the list of processes and the shell's history would keep it.",
    );
    expect(() => passwordIn({}, "hunter2")).toThrow(
      "--user needs the user's password in the environment variable that --password-env names, which is not set. It is no option: the list of processes and the shell's history would keep it.",
    );
    expect(passwordIn({ IDCS_APPS_PASSWORD: "x" }, "IDCS_APPS_PASSWORD")).toBe("x");
  });
});
