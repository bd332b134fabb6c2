import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import { administratorOf, applicationOf, ours, writesSince } from "./administrator.ts";
import { type Credentials, credentialsOf, requestToken } from "./developer.ts";
import { createWorld, type Outputs, outputOf, type World } from "./world.ts";

// A client in use is rotated with overlap, on days that the test pins, and back to one application.

const manifest = (rotation: string) => `team: payments
owner: payments@example.com
clients:
  - name: ledger
    grantTypes: [client_credentials]
    access: [{ service: integration, instance: finance, roles: [ServiceInvoker] }]
${rotation}`;
const every = "    rotation: { every: 90d, grace: 7d }\n";

let world: World;
let administrator: IdentityDomain;
beforeAll(async () => {
  world = await createWorld({ "teams/payments.yaml": manifest("    secretVersion: 4\n") });
  administrator = await administratorOf(world.domain);
  outputOf(await world.pulumi("up", "--yes", "--skip-preview"));
});
afterAll(() => world?.close());

const name = "payments/ledger";
const on = (day: string) => ["--config", `idcs-apps:asOf=${day}`];
const tryUp = (day: string, ...more: string[]) => world.pulumi("up", "--yes", "--skip-preview", ...on(day), ...more);
const up = async (day: string, ...more: string[]) => outputOf(await tryUp(day, ...more));
const outputs = () => world.outputs("--show-secrets");
const pairsOf = (shown: Outputs) => shown.clientPairs?.[name];
const getsToken = async (client: Credentials, pair?: { clientId: string; clientSecret: string }) =>
  (await requestToken({ ...client, ...pair }, { grant_type: "client_credentials", scope: client.scope })).status ===
  200;
const statesOf = async () => {
  const filter = 'tags[key eq "client" and value eq "ledger"]';
  const { Resources } = await administrator.list("Apps", { query: { filter, attributes: "name,tags" } });
  return Object.fromEntries(
    Resources.map(({ name: clientId, tags }) => {
      const state = (tags as { key: string; value: string }[]).find(({ key }) => key === "rotation-state");
      return [clientId, state?.value];
    }),
  );
};

describe("rotation: { every: 90d, grace: 7d }", () => {
  let before: Credentials;

  it("keeps today's application as A, with its ID and secret, and creates B with the same access", async () => {
    before = credentialsOf(await outputs(), name);
    world.write("teams/payments.yaml", manifest(every));
    await up("2026-01-01");
    const shown = await outputs();
    const { rotation, ...client } = credentialsOf(shown, name);
    expect(client).toEqual(before);
    expect(rotation).toEqual({ clientIds: ["payments_ledger_dev", "payments_ledger_dev_b"] });
    expect(pairsOf(shown)).toEqual({
      current: { clientId: before.clientId, clientSecret: before.clientSecret },
    });
    expect(await statesOf()).toEqual({ payments_ledger_dev: "current", payments_ledger_dev_b: "closed" });
    const { apps, grants } = await ours(administrator);
    expect(apps.sort()).toEqual(["payments-ledger", "payments-ledger (B)"]);
    expect(grants).toHaveLength(2);
    // A period is up to a tenth shorter, by the client's name.
    await up("2026-03-21", "--expect-no-changes");
  });

  it("is due after 90 days: the preview says so, nobody loses anything, and both pairs work afterwards", async () => {
    const preview = outputOf(await world.pulumi("preview", ...on("2026-04-01")));
    expect(preview).toContain(
      'the client secret is 90 days old (since 2026-01-01), every: 90d: this run gives "payments_ledger_dev_b" a new client secret, obtains a token with it, and shows it in the outputs.',
    );
    expect(preview).not.toContain("ends at once");
    await up("2026-04-01");
    const shown = await outputs();
    const client = credentialsOf(shown, name);
    const pairs = pairsOf(shown);
    expect(pairs?.previous).toEqual({ clientId: before.clientId, clientSecret: before.clientSecret });
    expect(pairs?.current).toEqual({ clientId: "payments_ledger_dev_b", clientSecret: client.clientSecret });
    expect([shown.clientId, shown.clientSecret]).toEqual([client.clientId, client.clientSecret]);
    expect([await getsToken(client, pairs?.current), await getsToken(client, pairs?.previous)]).toEqual([true, true]);
    expect(await statesOf()).toEqual({ payments_ledger_dev: "current", payments_ledger_dev_b: "tested" });
  });

  it("begins the grace with the next run, however late, and closes the previous pair after it", async () => {
    await up("2026-04-20");
    const begun = await outputs();
    expect(begun.clients[name]?.rotation?.previousUntil).toBe("2026-04-27");
    expect(await statesOf()).toEqual({ payments_ledger_dev: "previous", payments_ledger_dev_b: "current" });
    await up("2026-04-26", "--expect-no-changes");

    const byHand = [];
    for (const half of ["payments-ledger", "payments-ledger (B)"]) {
      const query = { filter: `displayName eq "${half}"`, attributes: "displayName" };
      const [app] = (await administrator.list("Apps", { query })).Resources;
      byHand.push(await administrator.regenerateClientSecret(app?.id ?? ""));
    }
    const refreshed = await up("2026-04-26", "--refresh");
    for (const half of ["payments-ledger", "payments-ledger (B)"])
      expect(refreshed).toContain(`The client secret of "${half}" is another one in the domain than in the state`);
    const shown = await outputs();
    expect([pairsOf(shown)?.previous?.clientSecret, pairsOf(shown)?.current.clientSecret]).toEqual(byHand);
    expect(await getsToken(credentialsOf(shown, name), pairsOf(shown)?.previous)).toBe(true);
    const said = await up("2026-04-27");
    expect(said).toContain('The grace of "payments-ledger" is over: its client secret ends.');
    const after = await outputs();
    expect(pairsOf(after)).toEqual({ current: pairsOf(shown)?.current });
    expect(await getsToken(before)).toBe(false);
    expect(await statesOf()).toEqual({ payments_ledger_dev: "closed", payments_ledger_dev_b: "current" });
    await up("2026-04-27", "--expect-no-changes");
    const secrets = [
      before.clientSecret,
      ...byHand,
      ...Object.values(begun.clientSecrets),
      ...Object.values(after.clientSecrets),
    ];
    const open = outputOf(await world.pulumi("stack", "output", "--json"));
    const kept = [...world.keptFiles(), { file: "output", text: said + refreshed }, { file: "outputs", text: open }];
    expect(kept.filter(({ text }) => secrets.some((secret) => text.includes(secret)))).toEqual([]);
  });
});

describe("a rotation whose new secret gets no token", () => {
  const due = (version: number) => manifest(`    rotation: { version: ${version}, every: 90d, grace: 7d }\n`);
  const faults = async (rules: object[]) => {
    const { status } = await fetch(`${world.domain.url}/local/faults`, { method: "PUT", body: JSON.stringify(rules) });
    expect(status).toBe(200);
  };

  it("keeps the outputs and the pair in use, stops after three tries with the reason, and goes on with another version", async () => {
    const working = await outputs();
    world.write("teams/payments.yaml", due(2));
    for (const tries of [1, 2, 3]) {
      await faults([{ match: { method: "POST", path: "/oauth2/v1/token" }, fault: "status", status: 503 }]);
      const { code, output } = await tryUp("2026-04-28");
      await faults([]);
      expect(code).not.toBe(0);
      expect(output).toContain(
        `The new client secret of "payments-ledger" gets no token (try ${tries} of 3), so the outputs keep the pair in use, which works as before.`,
      );
      expect(await outputs()).toEqual(working);
      expect(await getsToken(credentialsOf(working, name))).toBe(true);
    }
    const from = world.domain.requests.length;
    expect(await up("2026-04-29")).toContain(
      'the rotation has stopped: the new secret of "payments_ledger_dev" got no token in 3 tries, the last time because of INVALID_RESPONSE. The pair in use works as before. Remove the cause, then write "version: 3" into "rotation" to try again.',
    );
    expect(writesSince(world.domain, from)).toEqual(["PUT Apps"]);
    expect({ ...(await outputs()) }).toEqual(working);

    world.write("teams/payments.yaml", due(3));
    await up("2026-04-30");
    const shown = await outputs();
    expect(pairsOf(shown)?.current.clientId).toBe("payments_ledger_dev");
    expect(await getsToken(credentialsOf(shown, name))).toBe(true);
  });
});

describe("the end of a rotation", () => {
  const end = "    rotation: none\n";

  it("is refused while the second application may be in use", async () => {
    for (const written of [end, ""]) {
      world.write("teams/payments.yaml", manifest(written));
      const { code, output } = await world.pulumi("preview", ...on("2026-04-30"));
      expect(code).not.toBe(0);
      expect(output).toContain(
        'the rotation cannot end now: the outputs show "payments_ledger_dev_b" or did so until lately',
      );
    }
  });

  it("asks for consent, then deletes the application that is not in use, and keeps the other with its secret", async () => {
    const rotation = manifest("    rotation: { version: 3, every: 90d, grace: 7d }\n");
    world.write("teams/payments.yaml", rotation);
    await up("2026-04-30");
    await up("2026-05-07");
    const { clientSecret } = credentialsOf(await outputs(), name);
    world.write("teams/payments.yaml", manifest(""));
    const refused = await tryUp("2026-05-07");
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain(
      'clients[0]: "rotation" was removed, which deletes the application "payments_ledger_dev_b": write "rotation: none" if that is meant.',
    );
    world.write("teams/payments.yaml", manifest(end));
    expect(await up("2026-05-07")).toContain('the rotation ends: "payments_ledger_dev_b" is deleted. Nobody uses it.');
    const shown = credentialsOf(await outputs(), name);
    expect([shown.clientId, shown.clientSecret]).toEqual(["payments_ledger_dev", clientSecret]);
    expect(await getsToken(shown)).toBe(true);
    expect((await ours(administrator)).apps).toEqual(["payments-ledger"]);
    world.write("teams/payments.yaml", manifest(""));
    await up("2026-05-08", "--expect-no-changes");
    expect((await applicationOf(administrator, shown)).tags).toContainEqual({ key: "secret-version", value: "1" });
  });
});
