import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { administratorOf, applicationOf, writesSince } from "./administrator.ts";
import { credentialsOf, requestToken } from "./developer.ts";
import { createWorld, outputOf, type World } from "./world.ts";

// A client whose secret is regenerated every 90 days, next to one whose secret stays, on days that the test pins.

const manifest = (secret: string) => `team: payments
owner: payments@example.com
clients:
  - name: aged
    grantTypes: [client_credentials]
    access: [{ service: integration, instance: finance }]
${secret}
  - name: plain
    grantTypes: [client_credentials]
    access: [{ service: integration, instance: finance }]
`;
const every = manifest("    secret: { every: 90d }");

let world: World;
beforeAll(async () => {
  world = await createWorld({ "teams/payments.yaml": manifest("") });
  outputOf(await world.pulumi("up", "--yes", "--skip-preview"));
});
afterAll(() => world?.close());

const on = (day: string) => ["--config", `idcs-apps:asOf=${day}`];
const up = async (day: string, ...more: string[]) =>
  outputOf(await world.pulumi("up", "--yes", "--skip-preview", ...on(day), ...more));
const client = async (name: string) => credentialsOf(await world.outputs("--show-secrets"), `payments/${name}`);
const getsToken = async (of: Awaited<ReturnType<typeof client>>) => {
  const { status } = await requestToken(of, { grant_type: "client_credentials", scope: of.scope });
  return status === 200;
};
const tagsOf = async (name: string) => {
  const app = await applicationOf(await administratorOf(world.domain), await client(name));
  const tags = app.tags as { key: string; value: string }[];
  return tags.flatMap(({ key, value }) => (key.startsWith("secret-") ? [`${key} ${value}`] : []));
};

describe("secret: { every: 90d }", () => {
  it("begins to count on the first day that knows it, with the same secret", async () => {
    const before = await client("aged");
    world.write("teams/payments.yaml", every);
    const said = await up("2026-01-01");
    expect(said).toContain(
      "clients[0].secret.every: the age of the client secret is not known: it is counted from 2026-01-01",
    );
    expect(await client("aged")).toEqual(before);
    expect(await tagsOf("aged")).toEqual(["secret-version 1", "secret-since 2026-01-01"]);
    expect(await tagsOf("plain")).toEqual(["secret-version 1"]);
  });

  it("writes nothing before the day is due", async () => {
    const from = world.domain.requests.length;
    const said = await up("2026-03-31", "--expect-no-changes");
    expect(said).toContain(
      "the client secret is 89 days old: the first `pulumi up` on or after 2026-04-01, in 1 day, regenerates it",
    );
    expect(writesSince(world.domain, from)).toEqual([]);
  });

  it("is postponed for one run by IDCS_APPS_NO_ROTATION=1", async () => {
    const options = ["--yes", "--skip-preview", "--expect-no-changes", ...on("2026-04-02")];
    const said = outputOf(await world.pulumiWith({ IDCS_APPS_NO_ROTATION: "1" }, "up", ...options));
    expect(said).toContain(
      "the client secret is 91 days old (since 2026-01-01), every: 90d: this run postpones its regeneration (noRotation).",
    );
  });

  it("is previewed with its reason on the day, and then the old secret ends, the new one works, and no file has it in clear", async () => {
    const [old, plain] = [await client("aged"), await client("plain")];
    const preview = outputOf(await world.pulumi("preview", "--diff", ...on("2026-04-02")));
    expect(preview).toContain(
      "the client secret is 91 days old (since 2026-01-01), every: 90d: this run regenerates it, and the old one stops working at once.",
    );
    expect(preview).toContain('This gives "payments-aged" a new client secret. The old one ends at once');
    expect(await getsToken(old)).toBe(true);

    const from = world.domain.requests.length;
    const said = await up("2026-04-02");
    expect(writesSince(world.domain, from)).toEqual(["POST AppClientSecretRegenerator", "PUT Apps"]);
    const aged = await client("aged");
    expect({ ...aged, clientSecret: "" }).toEqual({ ...old, clientSecret: "" });
    expect([await getsToken(old), await getsToken(aged)]).toEqual([false, true]);
    expect(await client("plain")).toEqual(plain);
    expect(await tagsOf("aged")).toEqual(["secret-version 1", "secret-since 2026-04-02"]);
    const outputs = outputOf(await world.pulumi("stack", "output", "--json"));
    const shown = [...world.keptFiles(), { file: "output", text: said + preview }, { file: "outputs", text: outputs }];
    expect(shown.filter(({ text }) => text.includes(aged.clientSecret) || text.includes(old.clientSecret))).toEqual([]);
  });

  it("makes no difference afterwards, also after a refresh, nor when the key is removed", async () => {
    outputOf(await world.pulumi("refresh", "--yes", "--skip-preview", ...on("2026-04-02")));
    await up("2026-04-02", "--expect-no-changes");
    const { clientSecret } = await client("aged");
    world.write("teams/payments.yaml", manifest(""));
    await up("2030-01-01");
    expect(await tagsOf("aged")).toEqual(["secret-version 1"]);
    expect((await client("aged")).clientSecret).toBe(clientSecret);
  });
});
